// A database in memory whose tables are files of records. Once locked it reads these files and nothing else.
import type * as duckdb from "@duckdb/node-api";
import { UsageError } from "@flowlogs/base/errors";
import type { Problem } from "@flowlogs/base/problem";
import { identifier, tableOf } from "./columns.ts";
import { loadDuckdb } from "./duckdb.ts";
import { problemOf } from "./errors.ts";
import { rowsOf, type TableFile } from "./files.ts";
import { addFunctions } from "./functions.ts";
import { jsonWriter } from "./json.ts";
import type { BoundQuery } from "./parameters.ts";
import { prepare } from "./prepare.ts";
import { quoted, sourcesIn } from "./statement.ts";

export interface FlowDatabase {
  /** The sources of read('SOURCE') in a query, or what is wrong with it. */
  sourcesIn(query: string, bound: BoundQuery): Promise<readonly string[] | Problem>;
  /** Makes a file of NDJSON the table `flows`, or read('SOURCE'). */
  add(path: string, source?: string): Promise<void>;
  /** The same of files that DuckDB reads by itself; the rows, as SQL. */
  addFiles(files: readonly TableFile[], source?: string): Promise<string>;
  /** Answers with pieces of NDJSON. Throws UsageError. Only what was added can be read from here on. */
  answer(query: string, bound: BoundQuery): AsyncIterable<Uint8Array>;
  /** The columns of the table `flows`, with DuckDB's types. */
  columns(): Promise<readonly (readonly [name: string, type: string])[]>;
  /** Answers with pieces of rows. Throws UsageError. */
  rows(query: string): AsyncIterable<readonly (readonly SqlCell[])[]>;
  /** How DuckDB would answer. Throws UsageError. */
  plan(query: string, bound: BoundQuery): Promise<string>;
  /** Ends the query that runs, and any after it. */
  interrupt(): void;
  close(): void;
}

/** Texts are what another type is written as. */
export type SqlCell = string | number | bigint | boolean | null;

interface DatabaseOptions {
  /** For what does not fit into memory; DuckDB creates and removes it. */
  readonly folder: string;
  /** Bytes. */
  readonly memory?: number | undefined;
  readonly threads?: number | undefined;
}

/** Throws UsageError where DuckDB is not installed. */
export async function openDatabase({ folder, memory, threads }: DatabaseOptions): Promise<FlowDatabase> {
  const api = await loadDuckdb();
  const instance = await api.DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: folder,
    ...(memory === undefined ? {} : { memory_limit: `${Math.floor(memory)}B` }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await addFunctions(connection);
  const paths: string[] = [];

  let isLocked = false;
  const lock = async (): Promise<void> => {
    if (isLocked) return;
    isLocked = true;
    await connection.run("CREATE MACRO read(source) AS TABLE SELECT * FROM query_table('read_' || hex(source))");
    await connection.run(`SET allowed_paths = [${paths.map(quoted).join(", ")}]`);
    await connection.run("SET enable_external_access = false");
    await connection.run("SET lock_configuration = true");
  };

  async function* answer(query: string, bound: BoundQuery): AsyncGenerator<Uint8Array> {
    await lock();
    try {
      const statement = await prepare(connection, bound);
      const result = await statement.stream();
      const keys = result.deduplicatedColumnNames().map((name) => `${JSON.stringify(name)}:`);
      const write = jsonWriter(api);
      // A column of JSON is JSON already.
      const writers = result.columnTypes().map(({ alias }) => (alias === "JSON" ? asItIs : write));
      const encoder = new TextEncoder();
      for await (const piece of result.yieldRows()) {
        const lines = piece.map(
          (row) => `{${row.map((value, i) => keys[i] + (writers[i] ?? write)(value)).join(",")}}\n`,
        );
        yield encoder.encode(lines.join(""));
      }
    } catch (error) {
      // Errors of whoever takes the pieces are not thrown in here.
      throw usageError(error, query, bound);
    }
  }

  async function* cells(query: string): AsyncGenerator<readonly (readonly SqlCell[])[]> {
    await lock();
    const bound = { text: query, values: new Map<string, string>() };
    try {
      const result = await (await prepare(connection, bound)).stream();
      for await (const piece of result.yieldRows()) yield piece.map((row) => row.map(cellOf));
    } catch (error) {
      throw usageError(error, query, bound);
    }
  }

  const columns = async (): Promise<readonly (readonly [string, string])[]> => {
    const reader = await connection.runAndReadAll("DESCRIBE flows");
    return reader.getRows().map(([name, type]) => [String(name), String(type)]);
  };

  const plan = async (query: string, bound: BoundQuery): Promise<string> => {
    await lock();
    try {
      await prepare(connection, bound);
      const statement = await prepare(connection, { ...bound, text: `EXPLAIN ${bound.text}` });
      const reader = await statement.runAndReadAll();
      return String(reader.getRows()[0]?.[1]);
    } catch (error) {
      throw usageError(error, query, bound);
    }
  };

  const view = async (source: string | undefined, from: string): Promise<void> => {
    const name = source === undefined ? "flows" : `read_${Buffer.from(source).toString("hex").toUpperCase()}`;
    await connection.run(`CREATE OR REPLACE VIEW ${identifier(name)} AS ${from}`);
  };

  let repeated: NodeJS.Timeout | undefined;
  return {
    sourcesIn: (query, bound) => sourcesIn(query, bound, connection),
    async add(path, source) {
      paths.push(path);
      await view(source, `SELECT * FROM ${await tableOf(path, connection)}`);
    },
    async addFiles(files, source) {
      paths.push(...files.map(({ path }) => path));
      const from = rowsOf(files);
      await view(source, from);
      return from;
    },
    answer,
    columns,
    rows: cells,
    plan,
    interrupt() {
      connection.interrupt();
      // DuckDB forgets an interruption that comes before its query has started.
      repeated ??= setInterval(() => connection.interrupt(), 50).unref();
    },
    close() {
      clearInterval(repeated);
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function cellOf(value: duckdb.DuckDBValue): SqlCell {
  return value === null || typeof value !== "object" ? (value ?? null) : String(value);
}

function asItIs(value: duckdb.DuckDBValue): string {
  return String(value);
}

function usageError(error: unknown, query: string, bound: BoundQuery): UsageError {
  if (error instanceof UsageError) return error;
  return new UsageError(problemOf(error instanceof Error ? error.message : String(error), query, bound.text));
}
