// What executes the SQL of Athena's double: DuckDB, which has a table of flows where Athena's catalog would have it. It understands
// what both have; the functions that only Trino has are macros here.
import { DuckDBInstance } from "@duckdb/node-api";
import type { AthenaResult, CatalogTable } from "./athena.ts";

const types: Readonly<Record<string, string>> = {
  BIGINT: "bigint",
  HUGEINT: "decimal(38,0)",
  DOUBLE: "double",
  INTEGER: "integer",
};

/** Functions of Trino by those of DuckDB. */
const macros = [
  "strpos(text, part) AS instr(text, part)",
  "from_unixtime(seconds, zone) AS make_timestamp(seconds * 1000000)",
  "date_format(moment, pattern) AS strftime(moment, replace(replace(pattern, '%i', '%M'), '%s', '%S'))",
  "regexp_like(text, pattern) AS regexp_matches(text, pattern)",
  "fail(message) AS error(message)",
];

/** Executes over a table of lines in the default format of flow logs, which is called AwsDataCatalog.logs.flows. */
export async function duckdbWith(
  { columns, partitions = [] }: CatalogTable,
  lines: readonly string[],
): Promise<(sql: string) => Promise<AthenaResult>> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run("ATTACH ':memory:' AS \"AwsDataCatalog\"");
  await connection.run('CREATE SCHEMA "AwsDataCatalog".logs');
  const list = [...columns, ...partitions]
    .map(([name, type]) => `"${name}" ${type === "string" ? "VARCHAR" : type}`)
    .join(", ");
  await connection.run(`CREATE TABLE "AwsDataCatalog".logs.flows (${list})`);
  for (const macro of macros) await connection.run(`CREATE OR REPLACE MACRO ${macro}`);
  for (const line of lines) {
    // Athena reads what is no number as null.
    const values = line.split(" ").map((value, i) => {
      if (columns[i]?.[1] === "string") return `'${value.replaceAll("'", "''")}'`;
      return value === "-" ? "NULL" : value;
    });
    const start = new Date(
      Number(line.split(" ")[columns.findIndex(([name]) => name === "start")]) * 1000,
    ).toISOString();
    for (const [name] of partitions) {
      const place = ["year", "month", "day", "hour"].indexOf(name);
      values.push(`'${start.split(/[-T:]/)[place] ?? ""}'`);
    }
    await connection.run(`INSERT INTO "AwsDataCatalog".logs.flows VALUES (${values.join(", ")})`);
  }
  // A row for each partition, as Athena has it.
  if (partitions.length > 0) {
    const names = partitions.map(([name]) => `"${name}"`).join(", ");
    const view = '"AwsDataCatalog".logs."flows$partitions"';
    await connection.run(`CREATE VIEW ${view} AS SELECT DISTINCT ${names} FROM "AwsDataCatalog".logs.flows`);
  }
  return async (sql) => {
    const reader = await connection.runAndReadAll(sql);
    const names = reader.columnNames();
    const found = reader.columnTypes().map((type, i) => ({
      name: names[i] ?? "",
      type: types[type.toString()] ?? "varchar",
    }));
    return { columns: found, rows: reader.getRows().map((row) => row.map((it) => (it === null ? null : String(it)))) };
  };
}
