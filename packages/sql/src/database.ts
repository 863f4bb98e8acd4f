// A database in memory whose tables are files of records. Once locked it reads these files and nothing else.
import { UsageError } from "@flowlogs/base/errors";
import type { Problem } from "@flowlogs/base/problem";
import { identifier, tableOf } from "./columns.ts";
import { loadDuckdb } from "./duckdb.ts";
import { problemOf } from "./errors.ts";
import { rowsOf, type TableFile } from "./files.ts";
import { addFunctions } from "./functions.ts";
import { jsonWriter } from "./json.ts";
import { quoted, sourcesIn } from "./statement.ts";

export interface FlowDatabase {
  /** The sources of read('SOURCE') in a query, or what is wrong with it. */
  sourcesIn(query: string): Promise<readonly string[] | Problem>;
  /** Makes a file of NDJSON the table `flows`, or read('SOURCE'). */
  add(path: string, source?: string): Promise<void>;
  /** The same of files that DuckDB reads by itself. */
  addFiles(files: readonly TableFile[], source?: string): Promise<void>;
  /** Answers with pieces of NDJSON. Throws UsageError. Only what was added can be read from here on. */
  answer(query: string): AsyncIterable<Uint8Array>;
  /** Ends the query that runs. */
  interrupt(): void;
  close(): void;
}

/** `folder`: for what does not fit into memory. Throws UsageError where DuckDB is not installed. */
export async function openDatabase(folder: string): Promise<FlowDatabase> {
  const api = await loadDuckdb();
  const instance = await api.DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: folder,
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await addFunctions(connection);
  const paths: string[] = [];

  let isLocked = false;
  const lock = async (): Promise<void> => {
    if (isLocked) return;
    isLocked = true;
    const source = `query_table('"read ' || replace(source, '"', '""') || '"')`;
    await connection.run(`CREATE MACRO read(source) AS TABLE SELECT * FROM ${source}`);
    await connection.run(`SET allowed_paths = [${paths.map(quoted).join(", ")}]`);
    await connection.run("SET enable_external_access = false");
    await connection.run("SET lock_configuration = true");
  };

  async function* answer(query: string): AsyncGenerator<Uint8Array> {
    await lock();
    try {
      const result = await connection.stream(query);
      const keys = result.deduplicatedColumnNames().map((name) => `${JSON.stringify(name)}:`);
      const write = jsonWriter(api);
      const encoder = new TextEncoder();
      for await (const rows of result.yieldRows()) {
        const lines = rows.map((row) => `{${row.map((value, i) => keys[i] + write(value)).join(",")}}\n`);
        yield encoder.encode(lines.join(""));
      }
    } catch (error) {
      // Errors of whoever takes the pieces are not thrown in here.
      throw new UsageError(problemOf(error instanceof Error ? error.message : String(error), query));
    }
  }

  const view = async (source: string | undefined, rows: string): Promise<void> => {
    const name = source === undefined ? "flows" : `read ${source}`;
    await connection.run(`CREATE OR REPLACE VIEW ${identifier(name)} AS ${rows}`);
  };

  return {
    sourcesIn: (query) => sourcesIn(query, connection),
    async add(path, source) {
      paths.push(path);
      await view(source, `SELECT * FROM ${await tableOf(path, connection)}`);
    },
    async addFiles(files, source) {
      paths.push(...files.map(({ path }) => path));
      await view(source, rowsOf(files));
    },
    answer,
    interrupt: () => connection.interrupt(),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
