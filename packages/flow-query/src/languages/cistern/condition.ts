// The filters of a query as conditions of flow-filter. A text is equal only to itself, and a record without the field passes
// no filter, as in Cistern; a number may be written as a text.
import { formatInstant, parseAbsoluteInstant } from "@flowlogs/core";
import { checkRegex } from "@flowlogs/core/stages";
import { QueryRefusal } from "../refusal.ts";
import { isCanonicalAddress, isExactly, isNumeral, quoted } from "../texts.ts";
import { type CisternField, logField } from "./names.ts";
import type { QueryFilter } from "./syntax.ts";

interface FilterWorld {
  readonly query: string;
  readonly note: (text: string) => void;
}

/** Throws QueryRefusal. */
export function conditionOf(filter: QueryFilter, asked: FilterWorld): string {
  const field = logField(filter.column.name);
  const { condition } = filter;
  if (condition === "matches") return matching(filter, field, asked);
  const operator = condition === "eq" ? "=" : condition === "neq" ? "!=" : condition;
  if (field.kind === "time") return `${field.text} ${operator} ${timeOf(filter, asked)}`;
  if (operator === "=" || operator === "!=") return equality(filter, field, operator, asked);
  if (isNumeral(String(filter.value)) && (field.kind === "integer" || field.kind === "unknown")) {
    return `${field.text} ${operator} ${filter.value}`;
  }
  throw new QueryRefusal(
    asked.query,
    filter,
    `${operator} compares numbers and times`,
    `${filter.column.name} and ${filter.text} are not both numbers`,
  );
}

function matching({ value, text, valuePlace }: QueryFilter, field: CisternField, { query }: FilterWorld): string {
  if (typeof value !== "string") {
    throw new QueryRefusal(query, valuePlace, `${text} is not a regular expression`, "write it in double quotes");
  }
  const wrong = checkRegex(value, "");
  if (typeof wrong === "string") throw new QueryRefusal(query, valuePlace, wrong);
  return `${field.text} =~ /${value.replace(/\\[^]|\//g, (sign) => (sign === "/" ? String.raw`\/` : sign))}/`;
}

/** A time of the query in the language of flow-filter. */
function timeOf({ value, text, valuePlace }: QueryFilter, { query }: FilterWorld): string {
  const seconds = parseAbsoluteInstant(String(value));
  if (typeof seconds === "number") return formatInstant(seconds);
  throw new QueryRefusal(query, valuePlace, `${text} is not a time`, 'write one such as "2017-08-01T01:30:00Z"');
}

function equality(
  { column, value, text }: QueryFilter,
  field: CisternField,
  operator: "=" | "!=",
  { note }: FilterWorld,
): string {
  const literal = String(value);
  const isNumber = isNumeral(literal) && (field.kind === "integer" || typeof value === "number");
  if (isNumber && field.kind !== "text" && field.kind !== "address") return `${field.text} ${operator} ${literal}`;
  if (field.kind === "address" && isCanonicalAddress(literal)) return `${field.text} ${operator} ${literal}`;
  const isPlain = field.kind === "text" || (field.kind === "unknown" && !/[/:]/.test(literal));
  if (isPlain) return `${field.text} ${operator} ${quoted(literal)}`;
  if (field.kind === "integer") note(`${column.name} is a number, and nothing is equal to ${text}`);
  if (field.kind === "address") note(`${column.name} is an address, and nothing is equal to ${text}`);
  return isExactly(field.text, literal, operator === "=");
}
