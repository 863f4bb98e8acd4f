// Loads ClickHouse's own client, which is installed only by those who have a ClickHouse.
import type * as clickhouse from "@clickhouse/client";
import { UsageError } from "@flowlogs/base/errors";

/** Throws UsageError where it is not installed. */
export async function loadClickhouse(): Promise<typeof clickhouse> {
  try {
    return await import("@clickhouse/client");
  } catch (error) {
    if (!(error instanceof Error) || !/Cannot find (package|module)|Failed to resolve/.test(error.message)) throw error;
    const advice = "install it beside flowlogs: npm install @clickhouse/client@1.23.1 (-g if flowlogs is global)";
    throw new UsageError({ problem: "ClickHouse's client is not installed", advice }, "--engine clickhouse");
  }
}
