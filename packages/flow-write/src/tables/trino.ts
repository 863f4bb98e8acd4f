// CREATE TABLE of Trino, for its connector to Hive, with partition projection as in Athena.
import { firstOf } from "./athena.ts";
import { listed, type PathPart, sqlName, sqlText, type DescribedTable, TABLE } from "./table.ts";

const TYPES = { int32: "integer", int64: "bigint", bytes: "varchar" } as const;

export function trinoTable({ columns, format, location, parts, template }: DescribedTable): string {
  const text = [
    "format = 'TEXTFILE'",
    "textfile_field_separator = ' '",
    "null_format = '-'",
    "skip_header_line_count = 1",
  ];
  const properties = [
    `external_location = ${sqlText(`${location}/`)}`,
    ...(format === "text" ? text : ["format = 'PARQUET'"]),
    ...(parts.length === 0
      ? []
      : [
          `partitioned_by = ${array(parts.map(({ name }) => name))}`,
          "partition_projection_enabled = true",
          `partition_projection_location_template = ${sqlText(template)}`,
        ]),
  ];
  const all = [
    ...columns.map(({ name, type }) => `${sqlName(name)} ${TYPES[type]}`),
    ...parts.map(
      ({ name, values }) =>
        `${sqlName(name)} ${"from" in values ? "integer" : "varchar"} WITH (${projectionOf(values).join(", ")})`,
    ),
  ];
  return `CREATE TABLE ${TABLE} (\n${listed(all)}\n)\nWITH (\n${listed(properties)}\n)`;
}

function projectionOf(values: PathPart["values"]): readonly string[] {
  if ("only" in values) {
    if (values.only === undefined) return [typeIs("injected")];
    return [typeIs("enum"), `partition_projection_values = ${array([values.only])}`];
  }
  if ("date" in values) {
    return [
      typeIs("date"),
      `partition_projection_format = ${sqlText(values.date)}`,
      `partition_projection_range = ${array([firstOf(values), "NOW"])}`,
      "partition_projection_interval = 1",
      `partition_projection_interval_unit = '${values.unit}'`,
    ];
  }
  return [
    typeIs("integer"),
    `partition_projection_range = ${array([String(values.from), String(values.to)])}`,
    `partition_projection_digits = ${values.digits}`,
  ];
}

function typeIs(name: string): string {
  return `partition_projection_type = '${name}'`;
}

function array(texts: readonly string[]): string {
  return `ARRAY[${texts.map(sqlText).join(", ")}]`;
}
