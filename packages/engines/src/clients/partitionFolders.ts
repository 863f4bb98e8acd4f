// The folders of a table's partitions in S3: what times they are of, and which may have records of a window.
import type { PlanWindow } from "../plan.ts";
import { LATE } from "../printer/partitions.ts";
import type { GivenValues, StoredPartition } from "../query.ts";

/** What the folders so far say of the time, as digits. */
export type PartitionTimes = Partial<Record<"year" | "month" | "day" | "hour", string>>;

/** A level of folders: their form, and their names where these are known without looking. */
export interface FolderLevel {
  readonly pattern: RegExp;
  readonly names?: readonly string[];
}

const HOUR = 3600;
const DIGITS: Readonly<Record<string, string>> = {
  yyyy: "(?<year>\\d{4})",
  MM: "(?<month>\\d{2})",
  dd: "(?<day>\\d{2})",
  HH: "(?<hour>\\d{2})",
};

/** The levels below the folder with which all begin, of a template like s3://bucket/${region}/${day}/. */
export function templateLevels(
  template: string,
  partitions: readonly StoredPartition[],
  given: GivenValues,
): { readonly root: string; readonly levels: readonly FolderLevel[] } {
  const [, start = "", rest = ""] = /^([^$]*\/|)(.*)$/s.exec(template) ?? [];
  const levels = rest
    .replace(/\/$/, "")
    .split("/")
    .flatMap((folder) => levelsOf(folder, partitions, given));
  return { root: start, levels };
}

function levelsOf(folder: string, partitions: readonly StoredPartition[], given: GivenValues): readonly FolderLevel[] {
  const parts = folder.split(/(\$\{[^}]*\})/);
  const columns = parts.map((part) => partitions.find(({ name }) => part === `\${${name}}`));
  const patterns = parts.map((part, i) => patternOf(part, columns[i])).join("");
  // A date may have several folders.
  const [first = "", ...more] = patterns.split("/");
  if (more.length > 0) return [first, ...more].map((it) => ({ pattern: whole(it) }));
  const [column, ...others] = columns.filter((it) => it !== undefined);
  if (others.length > 0) return [{ pattern: whole(patterns) }];
  const values = column === undefined ? [""] : (given.get(column.name) ?? column.values);
  if (values === undefined) return [{ pattern: whole(patterns) }];
  return [
    { pattern: whole(patterns), names: values.map((it) => parts.map((part, i) => (columns[i] ? it : part)).join("")) },
  ];
}

function patternOf(part: string, column: StoredPartition | undefined): string {
  if (column === undefined) return part.startsWith("${") ? ".+" : part.replaceAll(/[^\w-]/g, "\\$&");
  const { unit, format } = column;
  if (unit === "date") return dateForm(format);
  return unit === "other" ? ".+" : `(?<${unit}>\\d+)`;
}

function dateForm(format = "yyyy-MM-dd"): string {
  return format.replaceAll(/yyyy|MM|dd|HH/g, (word) => DIGITS[word] ?? word);
}

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, "s");
}

/** What the value of a column says of the time. */
export function timesIn({ unit, format }: StoredPartition, value: string): PartitionTimes {
  if (unit === "other") return {};
  if (unit !== "date") return { [unit]: value };
  return whole(dateForm(format)).exec(value.replaceAll("%2F", "/"))?.groups ?? {};
}

/** Whether a folder may have records of the window: the partitions that partitionConditions leaves. */
export function overlaps(times: PartitionTimes, window: PlanWindow | undefined): boolean {
  const span = spanOf(times);
  if (span === undefined || window === undefined) return true;
  const { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = window;
  return span.to > start && span.from < end + LATE;
}

/** In epoch seconds, without the end; undefined where the folders do not say. */
function spanOf({
  year,
  month,
  day,
  hour,
}: PartitionTimes): { readonly from: number; readonly to: number } | undefined {
  if (year === undefined || !/^\d{4}$/.test(year)) return undefined;
  const y = Number(year);
  if (month === undefined) return { from: Date.UTC(y, 0) / 1000, to: Date.UTC(y + 1, 0) / 1000 };
  const m = Number(month) - 1;
  if (day === undefined) return { from: Date.UTC(y, m) / 1000, to: Date.UTC(y, m + 1) / 1000 };
  const from = Date.UTC(y, m, Number(day)) / 1000;
  if (hour === undefined) return { from, to: from + 24 * HOUR };
  return { from: from + Number(hour) * HOUR, to: from + (Number(hour) + 1) * HOUR };
}
