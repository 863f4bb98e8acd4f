// The grammar of the parts that statements and flags have in common.
import { nearestName } from "@flowlogs/base/nearest";
import type { Reader } from "../reader.ts";
import { conditions, type PointSize, type QueryColumn, type QueryFilter, type QueryName } from "./syntax.ts";

const aggregates = ["sum", "count", "min", "max"] as const;

/** Items that commas or blanks separate, as long as another one begins. */
export function parseList<Item>(
  reader: Reader,
  parse: (reader: Reader) => Item,
  isNext: () => boolean,
): readonly Item[] {
  const items = [parse(reader)];
  while (reader.accept(",") !== undefined || isNext()) items.push(parse(reader));
  return items;
}

export function parseColumn(reader: Reader): QueryColumn {
  const { kind, text, from, to } = reader.next;
  if (kind !== "word") reader.missing("an aggregate such as sum(bytes)");
  reader.take();
  if (!reader.is("(")) {
    reader.refuse({ from, to }, `"${text}" is not aggregated`, `write sum(${text}), count(${text}), min or max`);
  }
  const aggregate = aggregates.find((name) => name === text.toLowerCase());
  if (aggregate === undefined) refuseAggregate(reader, text);
  reader.take();
  const field = parseName(reader, "a field");
  reader.expect(")");
  return { aggregate, field, ...reader.since(from) };
}

function refuseAggregate(reader: Reader, text: string): never {
  const near = nearestName(text.toLowerCase(), [...aggregates]);
  reader.refuse(
    reader.previous ?? reader.next,
    `Cistern has no "${text}"`,
    near === undefined ? `its aggregates are ${aggregates.join(", ")}` : `did you mean "${near}"?`,
  );
}

export function parseName(reader: Reader, what: string): QueryName {
  const { kind, text, from, to } = reader.next;
  if (kind !== "word") reader.missing(what);
  reader.take();
  return { name: text, from, to };
}

/** A field, or a column of the answer such as sum(bytes). */
export function parseAnswerName(reader: Reader): QueryName {
  if (!reader.isFollowing("(")) return parseName(reader, "a column");
  const { aggregate, field, from, to } = parseColumn(reader);
  return { name: `${aggregate}(${field.name})`, from, to };
}

/** `source_port = 443`, perhaps in parentheses. */
export function parseFilter(reader: Reader): QueryFilter {
  const { from } = reader.next;
  if (reader.accept("(") !== undefined) {
    const filter = parseFilter(reader);
    reader.expect(")");
    return filter;
  }
  const column = parseName(reader, "a field");
  const condition = conditions.find((it) => reader.is(it));
  if (condition === undefined) reader.missing(`a condition (${conditions.join(" ")})`);
  reader.take();
  const { kind, text, from: start, to } = reader.next;
  if (kind !== "text" && kind !== "number") reader.missing("a number, or a text in double quotes");
  reader.take();
  const value = kind === "number" ? Number(text) : textOf(reader, text);
  return { column, condition, value, text, valuePlace: { from: start, to }, ...reader.since(from) };
}

/** Texts are those of JSON. */
function textOf(reader: Reader, text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return reader.refuse(
      reader.previous ?? reader.next,
      "this is not a text of JSON",
      String.raw`write \\ for a back-slash`,
    );
  }
}

export function parseLimit(reader: Reader): number {
  const { kind, text } = reader.next;
  if (kind !== "number") reader.missing("a number of rows");
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    reader.refuse(reader.next, `"${text}" is not a limit`, "write a whole number from 1");
  }
  reader.take();
  return count;
}

const microseconds: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1e3,
  s: 1e6,
  m: 6e7,
  h: 3.6e9,
};

export function parsePointSize(reader: Reader): PointSize {
  const { kind, text, from, to } = reader.next;
  if (kind !== "period" && kind !== "number") reader.missing("a length of time such as 1h");
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)([^\d.]*)/g)];
  const unit = parts.find(([, , name = ""]) => microseconds[name] === undefined)?.[2];
  if (text.startsWith("-")) reader.refuse(reader.next, `"${text}" is negative`, "write a length of time such as 1h");
  if (unit === "") reader.refuse(reader.next, `"${text}" has no unit`, "the units are ns, us, ms, s, m and h");
  if (unit !== undefined) {
    reader.refuse(reader.next, `"${unit}" is not a unit of time`, "the units are ns, us, ms, s, m and h");
  }
  const size = parts.reduce((sum, [, count, name = ""]) => sum + Number(count) * (microseconds[name] ?? 0), 0);
  const milliseconds = size / 1000;
  if (milliseconds < 1 || Math.abs(milliseconds - Math.round(milliseconds)) > 1e-9) {
    reader.refuse(reader.next, `flow-bin has no bins of "${text}"`, "write whole milliseconds");
  }
  reader.take();
  return { text: text.replace(/^\+/, ""), microseconds: Math.round(size), from, to };
}
