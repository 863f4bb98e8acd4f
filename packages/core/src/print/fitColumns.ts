// Which columns of a table fit into the width of a terminal, and how wide each is then.
import { findField } from "../field.ts";

/** Columns between two values. */
export const GAP = 2;
/** No text is shortened to less than this. */
const LEAST = 12;

export interface TableColumn {
  readonly name: string;
  /** What its values are, if it has a name of its own: a field, or an aggregate. */
  readonly of?: string | undefined;
  /** Columns of the terminal that its heading and its values take. */
  readonly width: number;
  readonly isNumber: boolean;
}

export interface FittedColumns {
  /** The numbers of the columns that are shown. */
  readonly columns: readonly number[];
  /** Their widths, in the same order. */
  readonly widths: readonly number[];
  /** The names of those that are not shown. */
  readonly leftOut: readonly string[];
}

/** The fields that people look for first; of others they miss ids least. */
const IMPORTANT = (
  "srcaddr dstaddr dstport action bytes start protocol srcport packets end tcp_flags flow_direction pkt_srcaddr " +
  "pkt_dstaddr traffic_path"
).split(" ");
const UNIMPORTANT = ["version", "log_status", "account_id", "type"];

/** Fits columns into the width of a terminal: long texts are narrowed, then the least important columns are left out. */
export function fitColumns(columns: readonly TableColumn[], limit: number | undefined): FittedColumns {
  let shown = columns.map((_, column) => column);
  if (limit === undefined) return { columns: shown, widths: columns.map(({ width }) => width), leftOut: [] };
  const leastOf = (column: number): number => leastWidth(columns[column]);
  const order = shown.toSorted((a, b) => importanceOf(columns[a]) - importanceOf(columns[b]) || b - a);
  const leftOut: string[] = [];
  for (const column of order) {
    if (shown.length === 1 || total(shown.map(leastOf)) <= limit) break;
    shown = shown.filter((it) => it !== column);
    leftOut.push(columns[column]?.name ?? "");
  }
  return { columns: shown, widths: narrowed(columns, shown, leastOf, limit), leftOut };
}

/** Numbers, addresses and times are of no use in part. */
function leastWidth(column: TableColumn | undefined): number {
  if (column === undefined) return 0;
  const name = column.of ?? column.name;
  const kind = findField(name)?.kind;
  const isWhole = column.isNumber || kind === "address" || kind === "time" || name === "bin";
  return isWhole ? column.width : Math.min(column.width, LEAST);
}

/** Takes from the widest column that can be narrower, until all fit. */
function narrowed(
  columns: readonly TableColumn[],
  shown: readonly number[],
  leastOf: (column: number) => number,
  limit: number,
): number[] {
  const widths = shown.map((column) => columns[column]?.width ?? 0);
  for (let over = total(widths) - limit; over > 0; over--) {
    let widest = -1;
    for (const [i, column] of shown.entries()) {
      const mayShrink = (widths[i] ?? 0) > leastOf(column);
      if (mayShrink && (widest < 0 || (widths[i] ?? 0) > (widths[widest] ?? 0))) widest = i;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
}

/** What the user made, such as an aggregate, is the most important; a lower number is left out first. */
function importanceOf(column: TableColumn | undefined): number {
  const field = findField(column?.of ?? column?.name ?? "")?.name;
  if (field === undefined) return 100;
  const place = IMPORTANT.indexOf(field);
  if (place >= 0) return 90 - place;
  if (UNIMPORTANT.includes(field)) return 0;
  return /_(?:id|arn)$/.test(field) ? 1 : 2;
}
