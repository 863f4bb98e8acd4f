// CREATE TABLE of ClickHouse over the files where they are: in a bucket, or in a folder that the server may read.
import { listed, sqlText, type DescribedTable, TABLE } from "./table.ts";

const TYPES = { int32: "Int32", int64: "Int64", bytes: "String" } as const;

/** The names in the heading of AWS's files have hyphens, and quotes are part of values. */
const TEXT_SETTINGS = [
  "format_custom_escaping_rule = 'CSV'",
  "format_custom_field_delimiter = ' '",
  "format_csv_null_representation = '-'",
  "format_csv_allow_double_quotes = 0",
  "format_csv_allow_single_quotes = 0",
  "input_format_with_names_use_header = 0",
];

export function clickhouseTable({ columns, format, location, pattern }: DescribedTable): string {
  const files = `${location}/${pattern}`;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(files) ?? [];
  const name = format === "parquet" ? "Parquet" : "CustomSeparatedWithNames";
  const engine =
    bucket === undefined
      ? `File(${name}, ${text(files)})`
      : `S3(${text(`https://${bucket}.s3.amazonaws.com/${key}`)}, '${name}')`;
  const all = columns.map((column) => `${quoted(column.name)} Nullable(${TYPES[column.type]})`);
  const settings = format === "text" ? [`SETTINGS\n${listed(TEXT_SETTINGS)}`] : [];
  return [`CREATE TABLE ${TABLE} (\n${listed(all)}\n)`, `ENGINE = ${engine}`, ...settings].join("\n");
}

function quoted(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

function text(value: string): string {
  return sqlText(value.replaceAll("\\", "\\\\"));
}
