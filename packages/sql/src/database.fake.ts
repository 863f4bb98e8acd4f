// A database for tests, in memory, and what it answers as one text.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isProblem } from "@flowlogs/base/problem";
import { type FlowDatabase, openDatabase } from "./database.ts";
import { bindQuery, type BoundQuery } from "./parameters.ts";

/** A query with its parameters. */
export function boundOf(query: string, values: Readonly<Record<string, string>> = {}): BoundQuery {
  const bound = bindQuery(query, new Map(Object.entries(values)));
  if (isProblem(bound)) throw new Error(bound.problem);
  return bound;
}

/** Opens a database with these records, which goes when `run` is done. */
export async function withRecords<T>(
  records: string,
  run: (database: FlowDatabase, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-sql-"));
  const database = await openDatabase({ folder: join(folder, "spill"), threads: 1 });
  try {
    const path = join(folder, "records.ndjson");
    writeFileSync(path, records);
    await database.add(path);
    return await run(database, folder);
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole answer. */
export async function answerOf(
  database: FlowDatabase,
  query: string,
  values: Readonly<Record<string, string>> = {},
): Promise<string> {
  let rows = "";
  for await (const piece of database.answer(query, boundOf(query, values))) rows += new TextDecoder().decode(piece);
  return rows;
}
