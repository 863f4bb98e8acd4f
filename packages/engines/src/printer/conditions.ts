// Conditions as SQL. A condition is true, false or, where it asks about a null, unknown: what is printed holds where it is true or,
// of what is denied, where it is false, so that nothing depends on how an engine takes the third case.
import { compareAddresses, type AddressRange, type Expression } from "@flowlogs/core";
import {
  type Comparison,
  type ExpressionItem,
  type ExpressionValue,
  type FieldReference,
  toRe2,
} from "@flowlogs/core/spelling";
import { labelOf, type SqlDialect, type SqlValue } from "./dialect.ts";
import { LEAVE_OUT, refuse } from "./refuse.ts";

const opposites: Readonly<Record<Comparison, Comparison>> = {
  "=": "!=",
  "!=": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** What conditions need of the values in them. */
export interface ConditionScope {
  readonly dialect: SqlDialect;
  valueOf(field: FieldReference): SqlValue;
}

/** Holds where the expression is true; unless `wanted`, where it is false. Throws UsageError. */
export function conditionSql(expression: Expression, scope: ConditionScope, wanted = true): string {
  switch (expression.kind) {
    case "and":
    case "or": {
      const isAnd = (expression.kind === "and") === wanted;
      const parts = expression.operands.map((it) => conditionSql(it, scope, wanted));
      return joined(parts, isAnd ? "AND" : "OR");
    }
    case "not":
      return conditionSql(expression.operand, scope, !wanted);
    case "isNull":
      return `${scope.valueOf(expression.field).sql} IS ${wanted ? "" : "NOT "}NULL`;
    case "compare": {
      const operator = wanted ? expression.operator : opposites[expression.operator];
      return compared(scope.valueOf(expression.field), operator, expression.value, scope.dialect);
    }
    case "compareFields": {
      const operator = wanted ? expression.operator : opposites[expression.operator];
      return fieldsCompared(scope.valueOf(expression.left), operator, scope.valueOf(expression.right), scope.dialect);
    }
    case "in":
      return oneOf(scope.valueOf(expression.field), expression.items, wanted, scope.dialect);
    case "contains": {
      const value = scope.valueOf(expression.field);
      const { dialect } = scope;
      return tested(value, dialect.contains(textOf(value, dialect), dialect.text(expression.text)), wanted);
    }
    case "matches":
      return matched(scope.valueOf(expression.field), expression, wanted, scope.dialect);
  }
}

function joined(parts: readonly string[], word: "AND" | "OR"): string {
  if (parts.length === 0) return word === "AND" ? "1 = 1" : "1 = 0";
  return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(` ${word} `)})`;
}

/** A test that holds of values only; denied, it holds of all other values. */
function tested(value: SqlValue, test: string, wanted: boolean): string {
  return wanted ? test : `(${value.sql} IS NOT NULL AND NOT coalesce(${test}, 1 = 0))`;
}

/** As it is written. */
function textOf(value: SqlValue, dialect: SqlDialect): string {
  const { sql, type } = value;
  if (type === "text" || type === "address") return sql;
  if (type === "integer") return dialect.words(sql);
  return refuse(`the text of ${labelOf(value)}`, "engines write fractions otherwise", "compare it as a number");
}

function matched(
  value: SqlValue,
  { source, flags }: { readonly source: string; readonly flags: string },
  wanted: boolean,
  dialect: SqlDialect,
): string {
  const pattern = toRe2(source, flags);
  if (pattern === undefined)
    return refuse(
      `/${source}/`,
      "only JavaScript has such regular expressions",
      "write it without look-around and back-references",
    );
  return tested(value, dialect.matches(textOf(value, dialect), dialect.text(pattern), flags.includes("i")), wanted);
}

function compared(value: SqlValue, operator: Comparison, literal: ExpressionValue, dialect: SqlDialect): string {
  switch (literal.kind) {
    case "address":
      return addressCompared(value, operator, literal, dialect);
    case "regex":
      return matched(value, literal, operator === "=", dialect);
    case "text":
      return withText(value, operator, literal.text, dialect);
    case "number":
      if (value.isKnownText === true) return withText(value, operator, literal.raw, dialect);
      return withNumber(value, operator, literal.text);
  }
}

function withText(value: SqlValue, operator: Comparison, text: string, dialect: SqlDialect): string {
  const { sql, raw = sql, type } = value;
  if (type !== "text" && type !== "address") {
    return refuse(`${labelOf(value)} ${operator} "${text}"`, "it is a number there", "write a number without quotes");
  }
  // The column itself, where a hyphen makes no difference: engines leave out files by that.
  return `${operator === "=" && text !== "-" ? raw : sql} ${sign(operator)} ${dialect.text(text)}`;
}

function withNumber(value: SqlValue, operator: Comparison, decimal: string): string {
  const { sql, type } = value;
  if (type === "integer") return withInteger(sql, operator, decimal);
  if (type === "number") return `${sql} ${sign(operator)} ${doubleText(decimal)}`;
  return refuse(
    `${labelOf(value)} ${operator} ${decimal}`,
    `it is ${type === "text" ? "a text" : `of type ${type}`} there`,
    `quote it: "${decimal}"`,
  );
}

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** Exact, whatever the engine makes of fractions and of numbers beyond 64 bits. */
function withInteger(sql: string, operator: Comparison, decimal: string): string {
  const isWhole = /^-?\d+$/.test(decimal);
  const below = isWhole ? BigInt(decimal) : floorOf(decimal);
  const known = `${sql} IS NOT NULL`;
  if (below < LEAST || below > MOST) {
    const isLess = operator === "!=" || (below > 0n ? operator.startsWith("<") : operator.startsWith(">"));
    return isLess ? known : "1 = 0";
  }
  if (isWhole) return `${sql} ${sign(operator)} ${below}`;
  if (operator === "=" || operator === "!=") return operator === "=" ? "1 = 0" : known;
  return `${sql} ${operator.startsWith("<") ? "<=" : ">"} ${below}`;
}

/** The largest whole number that is not above it. */
function floorOf(decimal: string): bigint {
  const [whole = "0"] = decimal.split(".");
  const towardsZero = BigInt(whole === "" || whole === "-" ? "0" : whole);
  return decimal.startsWith("-") ? towardsZero - 1n : towardsZero;
}

export function doubleText(decimal: string): string {
  const number = Number(decimal);
  if (!Number.isFinite(number)) return refuse(decimal, "it is beyond the doubles", "write a number below 1e308");
  // With an exponent it is a double everywhere.
  const text = number.toExponential().replace(/e\+?/, "E");
  return text.startsWith("-") ? `(${text})` : text;
}

function sign(operator: Comparison): string {
  return operator === "!=" ? "<>" : operator;
}

const V4: AddressRange = {
  low: { family: 4, high: 0n, low: 0n },
  high: { family: 4, high: 0n, low: 0xffff_ffffn },
};
const V6: AddressRange = {
  low: { family: 6, high: 0n, low: 0n },
  high: { family: 6, high: 2n ** 64n - 1n, low: 2n ** 64n - 1n },
};

/** All IPv4 addresses are before those of IPv6. */
function addressCompared(
  value: SqlValue,
  operator: Comparison,
  { low, high }: AddressRange,
  dialect: SqlDialect,
): string {
  assertAddress(value);
  const test = (ranges: readonly AddressRange[]): string =>
    ranges.length === 0 ? "1 = 0" : dialect.inAddresses(value.sql, ranges);
  if (operator === "=") return test([{ low, high }]);
  const isSingle = compareAddresses(low, high) === 0;
  if (operator === "!=") return tested(value, test([{ low, high }]), false);
  if (!isSingle)
    return refuse(
      `an order of ${labelOf(value)} and a network`,
      "a network has no place among addresses",
      "write one address",
    );
  const below = [...(low.family === 6 ? [V4] : []), ...between(low.family === 4 ? V4.low : V6.low, before(low))];
  const above = [...between(after(low), low.family === 4 ? V4.high : V6.high), ...(low.family === 4 ? [V6] : [])];
  return test([...(operator.startsWith("<") ? below : above), ...(operator.endsWith("=") ? [{ low, high }] : [])]);
}

function assertAddress(value: SqlValue): void {
  if (value.type !== "text" && value.type !== "address")
    refuse(labelOf(value), "it is not an address there", "name a column of addresses");
}

type End = AddressRange["low"];

function between(low: End, high: End | undefined): readonly AddressRange[];
function between(low: End | undefined, high: End): readonly AddressRange[];
function between(low: End | undefined, high: End | undefined): readonly AddressRange[] {
  return low === undefined || high === undefined ? [] : [{ low, high }];
}

function numberOf({ high, low }: End): bigint {
  return (high << 64n) | low;
}

function moved(end: End, by: bigint): End | undefined {
  const number = numberOf(end) + by;
  if (number < 0n || number >= 1n << (end.family === 4 ? 32n : 128n)) return undefined;
  return { family: end.family, high: number >> 64n, low: number & (2n ** 64n - 1n) };
}

function before(end: End): End | undefined {
  return moved(end, -1n);
}

function after(end: End): End | undefined {
  return moved(end, 1n);
}

const ordered = new Set<SqlValue["type"]>(["integer", "number"]);

function fieldsCompared(left: SqlValue, operator: Comparison, right: SqlValue, dialect: SqlDialect): string {
  if (ordered.has(left.type) && ordered.has(right.type)) {
    const isMixed = left.type !== right.type;
    const side = ({ sql, type }: SqlValue): string => (isMixed && type === "integer" ? dialect.double(sql) : sql);
    return `${side(left)} ${sign(operator)} ${side(right)}`;
  }
  const areTexts = left.type === "text" && right.type === "text" && left.isKnownText === right.isKnownText;
  if (areTexts) return `${left.sql} ${sign(operator)} ${right.sql}`;
  const isEquality = operator === "=" || operator === "!=";
  if (left.type === "address" && right.type === "address" && isEquality) {
    return `${left.sql} ${sign(operator)} ${right.sql}`;
  }
  return refuse(
    `${labelOf(left)} ${operator} ${labelOf(right)}`,
    "they are of different types there",
    "compare columns of one type",
  );
}

/** Numbers and addresses are together, and each text is for itself. */
function oneOf(value: SqlValue, items: readonly ExpressionItem[], wanted: boolean, dialect: SqlDialect): string {
  const addresses: AddressRange[] = [];
  const tests: string[] = [];
  for (const item of items) {
    if (item.kind === "file") return refuse(`in @${item.path}`, "the file is read here", LEAVE_OUT);
    if (item.kind === "addresses") addresses.push(item);
    else if (item.kind === "range") {
      tests.push(joined([withNumber(value, ">=", item.low), withNumber(value, "<=", item.high)], "AND"));
    } else if (item.value.kind === "address") addresses.push(item.value);
    else tests.push(compared(value, "=", item.value, dialect));
  }
  if (addresses.length > 0) {
    assertAddress(value);
    tests.push(dialect.inAddresses(value.sql, addresses));
  }
  return tested(value, joined(tests, "OR"), wanted);
}
