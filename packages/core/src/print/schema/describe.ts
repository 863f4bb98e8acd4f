// What is said of a field: as one object for programs. Numbers keep all of their digits, so that it is put together as text.
import { formatInstant } from "../../time/instant.ts";
import { printKindOf } from "../printKind.ts";
import { DISTINCT_LIMIT, type FieldSummary, kinds } from "./fieldSummary.ts";
import { KEY_SETS_LIMIT, type NamedSummary, type StreamSummary } from "./streamSummary.ts";

/** The least and the greatest, as JSON. */
export type JsonBounds = readonly [least: string, most: string];

/** Examples that a row for programs has. */
const EXAMPLES = 5;

/** The kinds that a field has values of, with their numbers; null is not a kind of value. */
export function kindsOf({ counts }: FieldSummary): (readonly [kind: string, count: number])[] {
  return kinds.flatMap((kind, i) => {
    const count = counts[i] ?? 0;
    return count === 0 ? [] : [[kind, count] as const];
  });
}

/** The ranges of a field by the kinds of its values. Numbers that are times have a range of times beside that of numbers. */
export function rangesOf({ name, summary }: NamedSummary): ReadonlyMap<string, JsonBounds> {
  const { numbers, texts, addresses } = summary;
  const ranges = new Map<string, JsonBounds>();
  const add = (kind: string, least: string | undefined, most: string | undefined): void => {
    if (least !== undefined && most !== undefined) ranges.set(kind, [least, most]);
  };
  add("number", numbers.least, numbers.most);
  add("text", quoted(texts.least), quoted(texts.most));
  add("address", quoted(addresses.least), quoted(addresses.most));
  const times = timesOf(name, summary);
  if (times.least <= times.most) {
    add("time", quoted(formatInstant(times.least)), quoted(formatInstant(times.most)));
  }
  return ranges;
}

/** The times among the texts, and among the numbers where the field has times by its name. */
function timesOf(name: string, { times, numbers }: FieldSummary): FieldSummary["times"] {
  if (printKindOf(name).kind !== "time" || numbers.least === undefined || numbers.most === undefined) return times;
  return {
    least: Math.min(times.least, secondsOf(numbers.least)),
    most: Math.max(times.most, secondsOf(numbers.most)),
  };
}

/** A number of 12 digits or more is in milliseconds: 10^11 s is the year 5138. */
function secondsOf(number: string): number {
  const value = Number(number);
  return Math.abs(value) >= 1e11 ? value / 1000 : value;
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}

/** How many records do not have the field. */
export function missingOf({ records }: StreamSummary, summary: FieldSummary): number {
  return records - summary.values - summary.nulls;
}

/** Whether different values of the field are counted: those of objects and lists are not. */
export function hasDistinct(summary: FieldSummary): boolean {
  return kindsOf(summary).some(([kind]) => kind !== "object" && kind !== "list");
}

/** A row for programs: a JSON object on one line. */
export function rowOf(field: NamedSummary, stream: StreamSummary): string {
  const { name, summary } = field;
  const ranges = [...rangesOf(field)].map(([kind, range]) => `"${kind}":[${range.join(",")}]`);
  const parts = [
    `"field":${JSON.stringify(name)}`,
    `"records":${stream.records}`,
    `"key_sets":${stream.keySets}`,
    `"key_sets_more":${stream.keySets >= KEY_SETS_LIMIT}`,
    `"values":${summary.values}`,
    `"nulls":${summary.nulls}`,
    `"missing":${missingOf(stream, summary)}`,
    `"kinds":${JSON.stringify(Object.fromEntries(kindsOf(summary)))}`,
    `"distinct":${hasDistinct(summary) ? Math.min(summary.distinct, DISTINCT_LIMIT) : "null"}`,
    `"distinct_more":${summary.hasMore}`,
    `"range":{${ranges.join(",")}}`,
    `"examples":[${summary.examples(EXAMPLES).join(",")}]`,
  ];
  return escaped(`{${parts.join(",")}}`);
}

/** Controls that JSON allows, and a terminal might obey, as escapes: in JSON they can only be in texts. */
function escaped(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
