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

/** Conditions that all hold for the partitions that may have records of the window, and for no others. */
export function partitionConditions(
  window: PlanWindow,
  partitions: readonly StoredPartition[],
  words: PartitionWords,
): readonly string[] {
  const { start, end } = window;
  if (start === undefined && end === undefined) return [];
  const last = end === undefined ? undefined : end + LATE - 1;
  const date = partitions.find(({ unit }) => unit === "date");
  if (date !== undefined) {
    const column = words.name(date.name);
    const at = (seconds: number): string => dateConstant(date, seconds, words);
    return [
      ...(start === undefined ? [] : [`${column} >= ${at(start)}`]),
      ...(last === undefined ? [] : [`${column} <= ${at(last)}`]),
    ];
  }
  const clauses = spanClauses(unitsOf(partitions), partsOf(start), partsOf(last), words);
  const [only = ""] = clauses;
  return clauses.length < 2 ? (only === "" ? [] : [only]) : [`(${clauses.map((it) => `(${it})`).join(" OR ")})`];
}

/** Of a text or of a date. */
function dateConstant({ format }: StoredPartition, seconds: number, words: PartitionWords): string {
  const [year = "", month = "", day = "", hour = ""] = new Date(seconds * 1000).toISOString().split(/[-T:]/);
  if (format === undefined) return `DATE '${year}-${month}-${day}'`;
  return words.text(format.replace("yyyy", year).replace("MM", month).replace("dd", day).replace("HH", hour));
}

const units = ["year", "month", "day", "hour"] as const;

/** From the year on: an hour without its day says nothing. */
function unitsOf(partitions: readonly StoredPartition[]): readonly StoredPartition[] {
  const columns = units.map((unit) => partitions.find((it) => it.unit === unit));
  const end = columns.indexOf(undefined);
  return columns.slice(0, end < 0 ? units.length : end).filter((it) => it !== undefined);
}

/** The year, month, day and hour of a time. */
type HourParts = readonly number[];

function partsOf(seconds: number | undefined): HourParts | undefined {
  if (seconds === undefined) return undefined;
  const date = new Date(seconds * 1000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()];
}

interface SpanPlace {
  /** Of the years, months and days around. */
  readonly parts: HourParts;
  readonly conditions: readonly string[];
}

/** One of these holds for each partition from one time to another: whole years, months and days where they are whole. */
function spanClauses(
  columns: readonly StoredPartition[],
  from: HourParts | undefined,
  to: HourParts | undefined,
  words: PartitionWords,
  { parts, conditions }: SpanPlace = { parts: [], conditions: [] },
): readonly string[] {
  const depth = parts.length;
  const [column, ...rest] = columns;
  if (column === undefined) return [conditions.join(" AND ")].filter((it) => it !== "");
  const [least, most] = boundsOf(parts);
  const [low, high] = [from?.[depth] ?? least, to?.[depth] ?? most];
  const within = (part: number, start: HourParts | undefined, end: HourParts | undefined): readonly string[] => {
    const condition = isAmong(column, part, part, words);
    return spanClauses(rest, start, end, words, { parts: [...parts, part], conditions: [...conditions, condition] });
  };
  const isFirstCut = from !== undefined && !isEdge(from, [...parts, low], rest.length, 0);
  const isLastCut = to !== undefined && !isEdge(to, [...parts, high], rest.length, 1);
  if (low === high && (isFirstCut || isLastCut)) return within(low, from, to);
  const [first, last] = [isFirstCut ? low + 1 : low, isLastCut ? high - 1 : high];
  const whole = first > last ? [] : [[...conditions, isAmong(column, first, last, words)].join(" AND ")];
  return [
    ...(isFirstCut ? within(low, from, undefined) : []),
    ...whole,
    ...(isLastCut ? within(high, undefined, to) : []),
  ];
}

/** Whether a time is in the first, or last, of all partitions that its part has. */
function isEdge(time: HourParts, parts: HourParts, levels: number, side: 0 | 1): boolean {
  let around = parts;
  for (let level = 0; level < levels; level++) {
    const edge = boundsOf(around)[side];
    if (time[around.length] !== edge) return false;
    around = [...around, edge];
  }
  return true;
}

/** The least and the largest year, month of a year, day of a month, or hour of a day. */
function boundsOf(around: HourParts): readonly [least: number, most: number] {
  const [year = 0, month = 0] = around;
  if (around.length === 0) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (around.length === 1) return [1, 12];
  return around.length === 2 ? [1, new Date(Date.UTC(year, month, 0)).getUTCDate()] : [0, 23];
}

function isAmong(column: StoredPartition, low: number, high: number, words: PartitionWords): string {
  const name = words.name(column.name);
  const at = (part: number): string => constant(column, digitsOf(column, part), words);
  if (low === Number.NEGATIVE_INFINITY) return `${name} <= ${at(high)}`;
  if (high === Number.POSITIVE_INFINITY) return `${name} >= ${at(low)}`;
  const parts = Array.from({ length: high - low + 1 }, (_, i) => digitsOf(column, low + i));
  const constants = parts.flatMap((digits) => spellings(column, digits)).map((it) => constant(column, it, words));
  return constants.length === 1 ? `${name} = ${constants[0] ?? ""}` : `${name} IN (${constants.join(", ")})`;
}

function digitsOf({ unit }: StoredPartition, part: number): string {
  return String(part).padStart(unit === "year" ? 4 : 2, "0");
}

/** AWS writes two digits, others perhaps one. */
function spellings({ type }: StoredPartition, digits: string): readonly string[] {
  return type === "text" && digits.startsWith("0") ? [digits, digits.slice(1)] : [digits];
}

function constant({ type }: StoredPartition, digits: string, words: PartitionWords): string {
  return type === "integer" ? String(Number(digits)) : words.text(digits);
}
