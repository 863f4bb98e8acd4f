// DuckDB with records in a file as an engine that is asked.
import type { EngineRow } from "../../packages/engines/src/index.ts";
import { openDatabase } from "../../packages/sql/src/index.ts";
import type { AskedEngine } from "./asked.ts";

const types = { BIGINT: "integer", DOUBLE: "number" } as const;

interface AskedDuckdb {
  readonly engine: AskedEngine;
  close(): void;
}

/** `path`: of NDJSON. */
export async function duckdbWith(path: string, folder: string): Promise<AskedDuckdb> {
  const database = await openDatabase({ folder, threads: 1 });
  await database.add(path);
  const columns = (await database.columns()).map(([name, stored]) => {
    const type = stored === "BIGINT" || stored === "DOUBLE" ? types[stored] : ("text" as const);
    return { name, stored, type };
  });
  return {
    engine: {
      kind: "duckdb",
      table: { name: ["flows"], columns, partitions: [] },
      async rows(text) {
        const rows: EngineRow[] = [];
        for await (const piece of database.rows(text)) rows.push(...piece);
        return rows;
      },
    },
    close: () => database.close(),
  };
}
