// Columns and partitions of a table, as Athena's catalog has them.
import { nearestName } from "@flowlogs/base/nearest";
import type { AthenaColumn, AthenaService } from "@flowlogs/aws/athena/client";
import { RemoteError, UsageError } from "@flowlogs/base/errors";
import type { EngineTable, StoredColumn, StoredPartition } from "../../query.ts";
import { formOfProjection, formsOfValues, type PartitionForm, partitionsWith } from "../partitionForms.ts";
import { engineType } from "../trino/values.ts";

const CATALOG = "AwsDataCatalog";

/**
 * By the words of --table: catalog.schema.table, schema.table or table. `ask` gives the rows of a query about the partitions, where the
 * catalog does not say what they look like. Throws UsageError and RemoteError.
 */
export async function describeTable(
  service: AthenaService,
  words: string | undefined,
  ask: (sql: string) => Promise<readonly (readonly unknown[])[]>,
): Promise<EngineTable> {
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
    const names = await service.tableNames(catalog, database).catch(() => []);
    const near = nearestName(name, names);
    const advice =
      near === undefined
        ? "check the name and the Region; flow-write --ddl prints how one is made"
        : `did you mean ${database}.${near}?`;
    throw new RemoteError(`Athena has no table ${catalog}.${database}.${name}`, advice);
  }
  const { parameters } = table;
  const { location, "storage.location.template": template } = parameters;
  const keys = table.partitions.map(storedColumn);
  const isProjected = parameters["projection.enabled"]?.toLowerCase() === "true";
  return {
    name: [catalog, database, name],
    columns: table.columns.map(storedColumn),
    partitions: isProjected
      ? projectedPartitions(keys, parameters)
      : partitionsWith(keys, await formsOfValues(ask, [catalog, database, name], keys)),
    ...(location === undefined ? {} : { location }),
    ...(isProjected && template !== undefined ? { template } : {}),
  };
}

function storedColumn({ name, type }: AthenaColumn): StoredColumn {
  return { name, stored: type, type: engineType(type) };
}

function projectedPartitions(
  keys: readonly StoredColumn[],
  parameters: Readonly<Record<string, string>>,
): readonly StoredPartition[] {
  const property = (name: string, of: string): string | undefined => parameters[`projection.${name}.${of}`];
  const forms = new Map<string, PartitionForm>();
  for (const { name } of keys) {
    const form = formOfProjection(name, { type: property(name, "type"), format: property(name, "format") });
    if (form !== undefined) forms.set(name, form);
  }
  return partitionsWith(keys, forms).map((key) => {
    const type = property(key.name, "type")?.toLowerCase();
    if (type === "injected") return { ...key, isInjected: true };
    const values = property(key.name, "values")?.split(",");
    return type === "enum" && values !== undefined ? { ...key, values: values.map((it) => it.trim()) } : key;
  });
}
