// Loads DuckDB, which is 100 MB and is installed only by those who ask in SQL.
import type * as duckdb from "@duckdb/node-api";
import { UsageError } from "@flowlogs/base/errors";

/** Throws UsageError where it is not installed. */
export async function loadDuckdb(): Promise<typeof duckdb> {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    if (!isAbsent(error)) throw error;
    const advice = "install it beside flowlogs: npm install @duckdb/node-api@1.5.5-r.5 (-g if flowlogs is global)";
    throw new UsageError({ problem: "SQL needs DuckDB, which is not installed", advice }, "--lang sql");
  }
}

/** Also where the part of it for this platform is absent. */
function isAbsent(error: unknown): boolean {
  return error instanceof Error && /Cannot find (package|module)|Failed to resolve/.test(error.message);
}
