// From a query to the commands of a pipeline that give its rows.
import { formatInstant } from "@flowlogs/core";
import type { PlainCommand } from "@flowlogs/engines";
import type { Compiled } from "../compiled.ts";
import { QueryRefusal } from "../refusal.ts";
import { quoted } from "../texts.ts";
import { printCondition } from "../printed.ts";
import { conditionOf } from "./condition.ts";
import { echoOf } from "./echo.ts";
import { logField, named } from "./names.ts";
import type { CisternQuery, PointSize, QueryColumn, QueryInstant } from "./syntax.ts";

interface QuerySource {
  /** The text of the query. */
  readonly query: string;
  readonly sources: readonly string[];
}

/** Throws QueryRefusal. */
export function compileQuery(asked: CisternQuery, { query, sources }: QuerySource): Compiled {
  const notes = new Set<string>();
  const conditions = asked.filters.map((filter) => conditionOf(filter, { query, note: (text) => notes.add(text) }));
  const isGrouped = asked.columns.length + asked.groupBy.length > 0 || asked.pointSize !== undefined;
  const commands: PlainCommand[] = [
    { name: "flowlogs-read", words: readWords(asked, sources) },
    ...(conditions.length === 0 ? [] : [{ name: "flow-filter", words: [printCondition(conditions)] }]),
    ...(isGrouped ? groupCommands(asked, query) : []),
    ...rankCommand(asked, query, isGrouped),
  ];
  const rows = asked.pointSize !== undefined ? "series" : isGrouped ? "summary" : "events";
  return { commands, notes: [...notes], answer: { rows, query: echoOf(asked) } };
}

function readWords({ start, end, collection }: CisternQuery, sources: readonly string[]): readonly string[] {
  const read = sources.length > 0 ? sources : [collection === undefined ? "-" : `cwl:${collection}`];
  // Cistern's end is in the range.
  return [...read, ...timeWords("--start", start, 0), ...timeWords("--end", end, 1)];
}

/** 0 is no limit. */
function timeWords(option: string, instant: QueryInstant | undefined, later: number): readonly string[] {
  return instant === undefined || instant.at === 0 ? [] : [option, formatInstant((instant.at + later) / 1000)];
}

function groupCommands({ columns, groupBy, pointSize }: CisternQuery, query: string): readonly PlainCommand[] {
  const [first] = columns;
  if (first === undefined) {
    const place = groupBy[0] ?? pointSize ?? { from: 0, to: 1 };
    throw new QueryRefusal(query, place, "there are no columns to compute", "ask for some such as count(_id)");
  }
  const size = binSize({ groupBy, pointSize }, query);
  const keys = groupBy.map(({ name }) => (name === "_ts" ? "bin as _ts" : keyFor(name)));
  if (pointSize !== undefined) keys.unshift("bin as _ts");
  refuseTwice([...groupBy, ...columns.map((column) => ({ ...column, name: nameOf(column) }))], query);
  const by = keys.length === 0 ? [] : ["--by", keys.join(", ")];
  return [
    ...(size === undefined ? [] : [{ name: "flow-bin", words: [size] }]),
    { name: "flow-group", words: [...by, ...columns.map((column) => resultOf(column, query))] },
  ];
}

/** Times as keys come as text, which flow-bin makes of them. */
function binSize(
  { groupBy, pointSize }: Pick<CisternQuery, "groupBy" | "pointSize">,
  query: string,
): string | undefined {
  const time = groupBy.find(({ name }) => name === "_ts");
  if (pointSize === undefined) return time && "1s";
  if (time !== undefined) {
    throw new QueryRefusal(query, time, "the series has the times as _ts already", "leave one of the two out");
  }
  return ofFlowBin(pointSize);
}

function ofFlowBin({ text, microseconds }: PointSize): string {
  return /[nuµμ]s/.test(text) ? `${microseconds / 1000}ms` : text;
}

function keyFor(name: string): string {
  const { text } = logField(name);
  return named(text, text.replaceAll("`", ""), name);
}

function resultOf(column: QueryColumn, query: string): string {
  const { aggregate, field } = column;
  const { text, kind } = logField(field.name);
  if (aggregate !== "count" && (kind === "address" || kind === "text" || field.name === "_ts")) {
    throw new QueryRefusal(
      query,
      field,
      `${aggregate} needs numbers, and ${field.name} has none`,
      "count(..) counts records",
    );
  }
  if (aggregate === "sum" && kind === "time")
    throw new QueryRefusal(query, field, `sum needs numbers, and ${field.name} is a time`);
  const value = aggregate === "count" && field.name === "_id" ? "count()" : `${aggregate}(${text})`;
  return named(value, value, nameOf(column));
}

/** A column is called as it was asked for. */
function nameOf({ aggregate, field }: QueryColumn): string {
  return `${aggregate}(${field.name})`;
}

interface NamedResult {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function refuseTwice(columns: readonly NamedResult[], query: string): void {
  const twice = columns.find(({ name }, i) => columns.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) throw new QueryRefusal(query, twice, `"${twice.name}" is asked for twice`);
}

function rankCommand(asked: CisternQuery, query: string, isGrouped: boolean): readonly PlainCommand[] {
  const { orderBy, descending, limit, groupBy, columns } = asked;
  const names = [...groupBy.map(({ name }) => name), ...columns.map(nameOf)];
  const unknown = orderBy.find(({ name }) => isGrouped && !names.includes(name));
  if (unknown !== undefined) {
    throw new QueryRefusal(
      query,
      unknown,
      `the answer has no "${unknown.name}"`,
      `its columns are ${names.join(", ")}`,
    );
  }
  if (orderBy.length === 0 && limit === undefined) return [];
  const direction = descending ? "desc" : "asc";
  const keys = orderBy.map(({ name }) => `${isGrouped ? quoted(name, "`") : logField(name).text} ${direction}`);
  // Without an order the first ones are those that come first.
  const by = keys.length === 0 ? "1 asc" : keys.join(", ");
  return [{ name: "flow-top", words: [limit === undefined ? "--sort" : String(limit), "--by", by] }];
}
