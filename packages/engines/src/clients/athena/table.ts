// Columns and partitions of a table, as Athena's catalog has them.
import type { AthenaColumn, AthenaService } from "@flowlogs/aws/athena/client";
import { RemoteError, UsageError } from "@flowlogs/base/errors";
import type { EngineTable, EngineType, StoredPartition } from "../../query.ts";
import { engineType } from "../trino/values.ts";

const CATALOG = "AwsDataCatalog";
const units: ReadonlySet<string> = new Set(["year", "month", "day", "hour"]);

/** By the words of --table: catalog.schema.table, schema.table or table. Throws UsageError and RemoteError. */
export async function describeTable(service: AthenaService, words: string | undefined): Promise<EngineTable> {
  const parts = (words ?? "").split(".");
  const name = parts.pop() ?? "";
  const database = parts.pop() ?? "default";
  const catalog = parts.pop() ?? CATALOG;
  if (name === "" || database === "" || catalog === "" || parts.length > 0) {
    const problem = words === undefined ? "Athena answers about a table" : `"${words}" is not the name of a table`;
    throw new UsageError({ problem, advice: "write --table DATABASE.TABLE" }, "--table");
  }
  const table = await service.table(catalog, database, name);
  if (table === undefined) {
    const advice = "check the name and the Region; flow-write --ddl prints how one is made";
    throw new RemoteError(`Athena has no table ${catalog}.${database}.${name}`, advice);
  }
  return {
    name: [catalog, database, name],
    columns: table.columns.map(storedColumn),
    partitions: table.partitions.map((column) => ({ ...storedColumn(column), unit: unitOf(column) })),
    ...(table.location === undefined ? {} : { location: table.location }),
  };
}

function storedColumn({ name, type }: AthenaColumn): { name: string; stored: string; type: EngineType } {
  return { name, stored: type, type: engineType(type) };
}

/** A `day` may be a whole date too, which nothing but its values shows: only numbers of days are two digits or integers. */
function unitOf({ name, type }: AthenaColumn): StoredPartition["unit"] {
  if (/^date$/i.test(type)) return "date";
  const unit = name.toLowerCase();
  return isUnit(unit) ? unit : "other";
}

function isUnit(name: string): name is "year" | "month" | "day" | "hour" {
  return units.has(name);
}
