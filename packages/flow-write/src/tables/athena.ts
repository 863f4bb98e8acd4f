// CREATE TABLE of Athena. Which partitions there are follows from the paths (partition projection): nothing has to be added as days
// go by. An account or Region that is not known has to be named by each query.
import { listed, type PathPart, sqlText, type DescribedTable, TABLE } from "./table.ts";

const TYPES = { int32: "int", int64: "bigint", bytes: "string" } as const;

export function athenaTable({ columns, format, location, parts, template }: DescribedTable): string {
  const isText = format === "text";
  const properties: readonly (readonly [string, string])[] = [
    ...(isText ? [["skip.header.line.count", "1"] as const] : []),
    ...(parts.length === 0 ? [] : [["projection.enabled", "true"] as const]),
    ...parts.flatMap(projectionOf),
    ...(parts.length === 0 ? [] : [["storage.location.template", template] as const]),
  ];
  return [
    `CREATE EXTERNAL TABLE ${TABLE} (\n${listed(columns.map(({ name, type }) => `${quoted(name)} ${TYPES[type]}`))}\n)`,
    ...(parts.length === 0
      ? []
      : [
          `PARTITIONED BY (${parts.map(({ name, values }) => `${quoted(name)} ${"from" in values ? "int" : "string"}`).join(", ")})`,
        ]),
    isText ? "ROW FORMAT DELIMITED FIELDS TERMINATED BY ' ' NULL DEFINED AS '-'" : "STORED AS PARQUET",
    `LOCATION ${sqlText(`${location}/`)}`,
    ...(properties.length === 0
      ? []
      : [`TBLPROPERTIES (\n${listed(properties.map(([key, value]) => `${sqlText(key)} = ${sqlText(value)}`))}\n)`]),
  ].join("\n");
}

function projectionOf({ name, values }: PathPart): readonly (readonly [string, string])[] {
  const key = (of: string): string => `projection.${name}.${of}`;
  if ("only" in values) {
    if (values.only === undefined) return [[key("type"), "injected"]];
    return [
      [key("type"), "enum"],
      [key("values"), values.only],
    ];
  }
  if ("date" in values) {
    return [
      [key("type"), "date"],
      [key("format"), values.date],
      [key("range"), `${firstOf(values)},NOW`],
      [key("interval"), "1"],
      [key("interval.unit"), values.unit],
    ];
  }
  return [
    [key("type"), "integer"],
    [key("range"), `${values.from},${values.to}`],
    [key("digits"), String(values.digits)],
  ];
}

/** VPC flow logs began in 2015. */
export function firstOf({ unit }: { readonly unit: "DAYS" | "HOURS" }): string {
  return unit === "HOURS" ? "2015/01/01/00" : "2015/01/01";
}

function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
