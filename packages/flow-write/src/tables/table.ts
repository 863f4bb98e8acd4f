// What a table over the files of a destination has, whatever the engine: columns, where the files are, and the parts of their paths
// by which an engine leaves files out.
import type { Problem } from "@flowlogs/base/problem";
import { columnType } from "@flowlogs/core/parquet";
import type { LayoutName } from "../layout/layouts.ts";
import type { FileFormatName } from "../writers/formats.ts";

export interface TableOptions {
  /** A folder, or s3://BUCKET/PREFIX. */
  readonly destination: string;
  readonly layout: LayoutName;
  readonly format: FileFormatName;
  readonly fields: readonly string[];
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

interface DescribedColumn {
  readonly name: string;
  readonly type: "int32" | "int64" | "bytes";
}

/** A part of the paths; `values`: the only one, if it is known, or all that there can be. */
export interface PathPart {
  readonly name: string;
  readonly values:
    | { readonly only: string | undefined }
    | { readonly date: string; readonly unit: "DAYS" | "HOURS" }
    | { readonly from: number; readonly to: number; readonly digits: number };
}

export interface DescribedTable {
  readonly columns: readonly DescribedColumn[];
  readonly format: FileFormatName;
  readonly isHive: boolean;
  /** Where all files are below, without a slash at its end. */
  readonly location: string;
  /** Of files of the format, below the location. */
  readonly pattern: string;
  readonly parts: readonly PathPart[];
  /** The folder of the files with these parts, written as `${name}`. */
  readonly template: string;
}

export const TABLE = "flow_logs";

const FIRST_YEAR = 2015;
const LAST_YEAR = 2040;

/** What it takes to describe the files. */
export function tableOf(options: TableOptions): DescribedTable | Problem {
  const { destination, layout, format, fields } = options;
  const root = destination.replace(/\/+$/, "");
  const isHive = layout.startsWith("hive");
  const parts = layout === "flat" ? [] : partsOf(options, isHive);
  const location = layout === "flat" ? root : `${root}/AWSLogs`;
  const twice = parts.find(({ name }) => fields.includes(name));
  if (twice !== undefined) {
    return { problem: `${twice.name} is also a part of the paths`, advice: "write the field under another name" };
  }
  return {
    columns: fields.map((field) => columnType(field)),
    format,
    isHive,
    location,
    pattern: `${layout === "flat" ? "" : "**/"}*.log.${format === "parquet" ? "parquet" : "gz"}`,
    parts,
    template: `${[location, ...foldersOf(layout, isHive)].join("/")}/`,
  };
}

function partsOf({ layout, account, region }: TableOptions, isHive: boolean): readonly PathPart[] {
  const isHourly = layout.endsWith("hourly");
  const owner = [
    { name: "aws_account_id", values: { only: account } },
    { name: "aws_region", values: { only: region } },
  ];
  if (!isHive) {
    return isHourly
      ? [...owner, { name: "hour", values: { date: "yyyy/MM/dd/HH", unit: "HOURS" } }]
      : [...owner, { name: "day", values: { date: "yyyy/MM/dd", unit: "DAYS" } }];
  }
  return [
    ...owner,
    { name: "year", values: { from: FIRST_YEAR, to: LAST_YEAR, digits: 4 } },
    { name: "month", values: { from: 1, to: 12, digits: 2 } },
    { name: "day", values: { from: 1, to: 31, digits: 2 } },
    ...(isHourly ? [{ name: "hour", values: { from: 0, to: 23, digits: 2 } }] : []),
  ];
}

function foldersOf(layout: LayoutName, isHive: boolean): readonly string[] {
  if (layout === "flat") return [];
  const isHourly = layout.endsWith("hourly");
  if (!isHive) return ["${aws_account_id}", "vpcflowlogs", "${aws_region}", isHourly ? "${hour}" : "${day}"];
  const dates = ["year", "month", "day", ...(isHourly ? ["hour"] : [])];
  return [
    "aws-account-id=${aws_account_id}",
    "aws-service=vpcflowlogs",
    "aws-region=${aws_region}",
    ...dates.map((name) => `${name}=\${${name}}`),
  ];
}

/** A text in SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name in standard SQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Lines of a list, indented. */
export function listed(items: readonly string[]): string {
  return items.map((item) => `  ${item}`).join(",\n");
}
