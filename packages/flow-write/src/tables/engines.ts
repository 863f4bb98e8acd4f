// The engines for which --ddl writes a statement.
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { resolve } from "node:path";
import type { EngineName } from "./names.ts";
import { athenaTable } from "./athena.ts";
import { clickhouseTable } from "./clickhouse.ts";
import { duckdbTable } from "./duckdb.ts";
import { type DescribedTable, tableOf, type TableOptions } from "./table.ts";
import { trinoTable } from "./trino.ts";

const engines = {
  athena: athenaTable,
  trino: trinoTable,
  duckdb: duckdbTable,
  clickhouse: clickhouseTable,
} as const satisfies Readonly<Record<EngineName, (table: DescribedTable) => string>>;

/** The statement that makes files of these options a table. */
export function tableStatement(engine: EngineName, options: TableOptions): string | Problem {
  const isBucket = options.destination.startsWith("s3://");
  if (!isBucket && (engine === "athena" || engine === "trino")) {
    return { problem: `${engine === "athena" ? "Athena" : "Trino"} reads buckets`, advice: "give s3://BUCKET/PREFIX" };
  }
  const table = tableOf({ ...options, destination: isBucket ? options.destination : resolve(options.destination) });
  return isProblem(table) ? table : `${engines[engine](table)};\n`;
}
