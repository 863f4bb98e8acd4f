// The window of a question as conditions on the columns by which a table is divided, so that an engine does not read the data of
// other times. They are comparisons with constants, which every engine knows how to leave partitions out by.
import type { PlanWindow } from "../plan.ts";
import type { StoredPartition } from "../query.ts";

/** How a dialect writes a column and a text. */
interface PartitionWords {
  readonly name: (name: string) => string;
  readonly text: (text: string) => string;
}

/** Seconds after their start in which flows may still be delivered, into a later partition. */
export const LATE = 3600;
const HOUR = 3600;
const DAY = 86_400;
/** Days that are listed one by one; of longer times the months are. */
const MOST_DAYS = 62;

/** Conditions that all hold for the partitions that may have records of the window. */
export function partitionConditions(
  window: PlanWindow,
  partitions: readonly StoredPartition[],
  words: PartitionWords,
): readonly string[] {
  const { start, end } = window;
  const date = partitions.find(({ unit }) => unit === "date");
  if (date !== undefined) {
    const column = words.name(date.name);
    const at = (seconds: number): string => dateConstant(date, seconds, words);
    return [
      ...(start === undefined ? [] : [`${column} >= ${at(start)}`]),
      ...(end === undefined ? [] : [`${column} <= ${at(end + LATE - 1)}`]),
    ];
  }
  const units = new Map(partitions.map((it) => [it.unit, it]));
  const [year, month, day, hour] = [units.get("year"), units.get("month"), units.get("day"), units.get("hour")];
  if (year === undefined || start === undefined || end === undefined) return ofYears(window, year, words);
  const is = (column: StoredPartition, ...values: readonly string[]): string => within(column, values, words);
  const last = end + LATE - 1;
  if (month === undefined) return ofYears(window, year, words);
  if (day === undefined || last - start > MOST_DAYS * DAY) {
    return either(group(daysOf(start, last), 7), (prefix) => [
      is(year, prefix.slice(0, 4)),
      is(month, prefix.slice(5)),
    ]);
  }
  if (hour !== undefined && last - start < DAY) {
    const hours = hoursOf(start, last);
    return either(group(hours, 10), (prefix, all) => [
      is(year, prefix.slice(0, 4)),
      is(month, prefix.slice(5, 7)),
      is(day, prefix.slice(8)),
      is(hour, ...all.map((it) => it.slice(11))),
    ]);
  }
  return either(group(daysOf(start, last), 7), (prefix, all) => [
    is(year, prefix.slice(0, 4)),
    is(month, prefix.slice(5)),
    is(day, ...all.map((it) => it.slice(8))),
  ]);
}

/** Of a text or of a date. */
function dateConstant({ format }: StoredPartition, seconds: number, words: PartitionWords): string {
  if (format === undefined) return `DATE '${dayOf(seconds)}'`;
  const [year = "", month = "", day = "", hour = ""] = new Date(seconds * 1000).toISOString().split(/[-T:]/);
  return words.text(format.replace("yyyy", year).replace("MM", month).replace("dd", day).replace("HH", hour));
}

function ofYears(
  { start, end }: PlanWindow,
  year: StoredPartition | undefined,
  words: PartitionWords,
): readonly string[] {
  if (year === undefined) return [];
  const column = words.name(year.name);
  return [
    ...(start === undefined ? [] : [`${column} >= ${constant(year, dayOf(start).slice(0, 4), words)}`]),
    ...(end === undefined ? [] : [`${column} <= ${constant(year, dayOf(end + LATE - 1).slice(0, 4), words)}`]),
  ];
}

function within(column: StoredPartition, values: readonly string[], words: PartitionWords): string {
  const constants = values.flatMap((value) => spellings(column, value)).map((it) => constant(column, it, words));
  const name = words.name(column.name);
  return constants.length === 1 ? `${name} = ${constants[0] ?? ""}` : `${name} IN (${constants.join(", ")})`;
}

/** AWS writes two digits, others perhaps one. */
function spellings({ type }: StoredPartition, digits: string): readonly string[] {
  return type === "text" && digits.startsWith("0") ? [digits, digits.slice(1)] : [digits];
}

function constant({ type }: StoredPartition, digits: string, words: PartitionWords): string {
  return type === "integer" ? String(Number(digits)) : words.text(digits);
}

function either(
  groups: ReadonlyMap<string, readonly string[]>,
  conditions: (prefix: string, all: readonly string[]) => readonly string[],
): readonly string[] {
  const parts = [...groups].map(([prefix, all]) => conditions(prefix, all).join(" AND "));
  return parts.length === 1 ? parts : [`(${parts.map((part) => `(${part})`).join(" OR ")})`];
}

/** Those with the same first letters together. */
function group(texts: readonly string[], length: number): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const text of texts) {
    const prefix = text.slice(0, length);
    groups.set(prefix, [...(groups.get(prefix) ?? []), text]);
  }
  return groups;
}

function daysOf(first: number, last: number): readonly string[] {
  return stepsOf(first, last, DAY).map(dayOf);
}

function hoursOf(first: number, last: number): readonly string[] {
  return stepsOf(first, last, HOUR).map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 13));
}

function stepsOf(first: number, last: number, step: number): readonly number[] {
  const from = Math.floor(first / step);
  return Array.from({ length: Math.floor(last / step) - from + 1 }, (_, i) => (from + i) * step);
}

/** As 2026-11-28. */
function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
