// Another engine for the same questions: DuckDB over the same records, so that what our commands say can be compared with
// what somebody else's program says. Only asks; what is asked, and what must be equal, is in the tests.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** The type of each column that the SQL may name. */
export type Columns = Readonly<Record<string, string>>;

/** A row as JSON has it: whole numbers of 64 bits and more come as texts. */
export type Row = readonly unknown[];

/** Answers SQL about the table `flows`, which has these columns of the NDJSON records and `arrival`, their place from 1. */
export async function ask(sql: string, ndjson: string, columns: Columns): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-oracle-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const path = join(folder, "flows.ndjson");
    writeFileSync(path, ndjson);
    const types = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`);
    const source = `read_json('${path}', format = 'newline_delimited', columns = {${types.join(", ")}})`;
    await connection.run(`CREATE TABLE flows AS SELECT *, row_number() OVER () AS arrival FROM ${source}`);
    const result = await connection.runAndReadAll(sql);
    return result.getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}
