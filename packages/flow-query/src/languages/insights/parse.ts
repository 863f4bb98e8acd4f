// The grammar of the commands.
import { nearestName } from "@flowlogs/base/nearest";
import { parsePattern, parseValue } from "./parseValue.ts";
import { columnName } from "./columnName.ts";
import { Reader } from "../reader.ts";
import { tokensOf } from "./tokens.ts";
import type { QueryCommand, FieldNode, QueryItem, SortItem } from "./syntax.ts";

/** What AWS documents and flow-query does not have. */
const lacking = new Set(
  (
    "pattern diff logcompare anomaly relevantfields unmask unnest expand lookup cidrlookup join appendcols autoregress accum " +
    "addtotals filldown fillmissing outlier sessionize countfrequent estimate filterindex json source"
  ).split(" "),
);

const parsers: Readonly<Record<string, (reader: Reader, from: number) => QueryCommand>> = {
  fields: (reader, from) => ({ kind: "fields", items: parseItems(reader, "a field"), ...reader.since(from) }),
  display: (reader, from) => ({ kind: "display", items: parseItems(reader, "a field"), ...reader.since(from) }),
  filter: (reader, from) => ({ kind: "filter", condition: parseValue(reader), ...reader.since(from) }),
  where: (reader, from) => ({ kind: "filter", condition: parseValue(reader), ...reader.since(from) }),
  stats: parseStats,
  sort: parseSort,
  limit: parseLimit,
  dedup: parseDedup,
  parse: parseParse,
};

/** The commands of a query. Throws QueryRefusal. */
export function parseQuery(query: string): readonly QueryCommand[] {
  const reader = new Reader(query, tokensOf(query));
  const commands: QueryCommand[] = [];
  if (reader.next.kind === "end")
    reader.refuse(reader.next, "the query is empty", "write commands such as fields srcAddr");
  reader.accept("|");
  do commands.push(parseCommand(reader));
  while (reader.accept("|") !== undefined);
  if (reader.next.kind !== "end") reader.missing('"|" or the end');
  return commands;
}

function parseCommand(reader: Reader): QueryCommand {
  const { kind, text, from } = reader.next;
  if (kind !== "word") return reader.missing("a command");
  const name = text.toLowerCase();
  const parse = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  if (parse !== undefined) {
    reader.take();
    return parse(reader, from);
  }
  const names = Object.keys(parsers);
  const near = lacking.has(name) ? undefined : nearestName(name, names);
  const problem = lacking.has(name)
    ? `flow-query does not have "${text}" of Logs Insights`
    : `"${text}" is not a command`;
  return reader.refuse(
    reader.next,
    problem,
    near === undefined ? `the commands are ${names.join(", ")}` : `did you mean "${near}"?`,
  );
}

function parseItems(reader: Reader, what: string): readonly QueryItem[] {
  const items: QueryItem[] = [];
  do items.push(parseItem(reader, what));
  while (reader.accept(",") !== undefined);
  return items;
}

function parseItem(reader: Reader, what: string): QueryItem {
  const { from, kind } = reader.next;
  if (kind === "end" || reader.is("|", ",")) reader.missing(what);
  const value = parseValue(reader);
  const place = reader.since(from);
  const name = reader.accept("as") === undefined ? columnName(reader.query, value, place) : parseName(reader);
  return { value, name, ...reader.since(from) };
}

function parseName(reader: Reader): string {
  const { kind } = reader.next;
  if (kind !== "word" && kind !== "key") reader.missing("a name");
  return reader.take().text;
}

function parseStats(reader: Reader, from: number): QueryCommand {
  const items = parseItems(reader, "an aggregate such as count(*)");
  const by = reader.accept("by") === undefined ? [] : parseItems(reader, "a field");
  if (reader.is("offset")) reader.refuse(reader.next, 'flow-query does not have "offset" of Logs Insights');
  return { kind: "stats", items, by, ...reader.since(from) };
}

/** AWS's own examples write `sort by` as well. */
function parseSort(reader: Reader, from: number): QueryCommand {
  if (!reader.isFollowing("|", ",", "asc", "desc")) reader.accept("by");
  const keys: SortItem[] = [];
  do {
    const value = parseItem(reader, "a field");
    const direction = reader.accept("asc", "desc");
    keys.push({ value, descending: direction?.text.toLowerCase() === "desc" });
  } while (reader.accept(",") !== undefined);
  return { kind: "sort", keys, ...reader.since(from) };
}

/** What AWS allows. */
const LIMIT = 100_000;

function parseLimit(reader: Reader, from: number): QueryCommand {
  const any = reader.accept("any") !== undefined;
  if (reader.next.kind !== "number") reader.missing("a number of records");
  const token = reader.take();
  const count = Number(token.text);
  if (!Number.isInteger(count) || count < 1 || count > LIMIT) {
    reader.refuse(token, `"${token.text}" is not a limit`, `write a whole number from 1 to ${LIMIT}`);
  }
  return { kind: "limit", count, any, ...reader.since(from) };
}

function parseDedup(reader: Reader, from: number): QueryCommand {
  const fields: FieldNode[] = [];
  do {
    const { from: at, to } = reader.next;
    fields.push({ kind: "field", name: parseName(reader), from: at, to });
  } while (reader.accept(",") !== undefined);
  return { kind: "dedup", fields, ...reader.since(from) };
}

function parseParse(reader: Reader, from: number): QueryCommand {
  const { kind, from: at, to, text } = reader.next;
  if (kind !== "text" && kind !== "regex") {
    if (kind !== "word" && kind !== "key") reader.missing("a field and a pattern");
    reader.take();
  }
  const name = kind === "word" || kind === "key" ? text : "@message";
  if (reader.is("logfmt", "csv", "multi")) {
    reader.refuse(reader.next, `flow-query does not have "${reader.next.text}" of parse`, "write a pattern");
  }
  const pattern = parsePattern(reader, "a pattern in quotes or /a regular expression/");
  const field = { kind: "field", name, from: at, to } as const;
  const names: string[] = [];
  if (pattern.kind === "text") {
    reader.expect("as", '"as" and the names of the parts');
    do names.push(parseName(reader));
    while (reader.accept(",") !== undefined);
  }
  return { kind: "parse", field, pattern, names, ...reader.since(from) };
}
