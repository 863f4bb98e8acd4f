// A view of DuckDB, which reads the files where they are: a table of its own would be a copy. The folders of Hive are columns.
import { listed, sqlName, sqlText, type DescribedTable, TABLE } from "./table.ts";

const TYPES = { int32: "INTEGER", int64: "BIGINT", bytes: "VARCHAR" } as const;

export function duckdbTable({ columns, format, isHive, location, pattern, parts }: DescribedTable): string {
  const files = sqlText(`${location}/${pattern}`);
  const hive = isHive
    ? ["hive_partitioning = true", `hive_types = ${struct(hiveTypes(parts.map(({ name }) => name)))}`]
    : [];
  const types = columns.map(({ name, type }) => [name, TYPES[type]] as const);
  const text = [
    "delim = ' '",
    "header = true",
    "nullstr = '-'",
    "quote = ''",
    "escape = ''",
    `columns = ${struct(types)}`,
  ];
  const names = [
    ...columns.map(({ name }) => name),
    ...(isHive ? hiveTypes(parts.map(({ name }) => name)).map(([name]) => name) : []),
  ];
  const read =
    format === "parquet"
      ? `read_parquet(\n${listed([files, "union_by_name = true", ...hive])}\n)`
      : `read_csv(\n${listed([files, ...text, ...hive])}\n)`;
  return `CREATE VIEW ${TABLE} AS\nSELECT\n${listed(names.map(sqlName))}\nFROM ${read}`;
}

/** The keys of the folders, and their types. */
function hiveTypes(parts: readonly string[]): readonly (readonly [string, string])[] {
  return parts.map((name) => (name.startsWith("aws_") ? [name.replaceAll("_", "-"), "VARCHAR"] : [name, "INTEGER"]));
}

function struct(types: readonly (readonly [string, string])[]): string {
  return `{${types.map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`).join(", ")}}`;
}
