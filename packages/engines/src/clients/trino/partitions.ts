// The columns by which a table is divided, as Trino has them: what its projection says of them, or else what their values look like.
import { quoteName } from "../../dialects/words.ts";
import type { StoredColumn, StoredPartition } from "../../query.ts";
import { formOfProjection, formsOfValues, type PartitionForm, partitionsWith } from "../partitionForms.ts";
import type { TrinoRequests } from "./requests.ts";
import { allRows } from "./statement.ts";

export async function partitionsOf(
  requests: TrinoRequests,
  name: readonly string[],
  keys: readonly StoredColumn[],
): Promise<readonly StoredPartition[]> {
  const shown = await allRows(requests, `SHOW CREATE TABLE ${name.map(quoteName).join(".")}`).catch(() => []);
  const statement = String(shown[0]?.[0] ?? "");
  if (!/^\s*partition_projection_enabled = true/m.test(statement)) {
    return partitionsWith(
      keys,
      await formsOfValues(async (sql) => await allRows(requests, sql).catch(() => []), name, keys),
    );
  }
  const lines = statement.split("\n");
  const forms = new Map<string, PartitionForm>();
  const injected = new Set<string>();
  for (const { name: key } of keys) {
    const line = lines.find((it) => [`${key} `, `${quoteName(key)} `].some((start) => it.trim().startsWith(start)));
    const property = (of: string): string | undefined =>
      new RegExp(`partition_projection_${of} = '([^']*)'`).exec(line ?? "")?.[1];
    const type = property("type");
    if (type === "INJECTED") injected.add(key);
    const form = formOfProjection(key, { type, format: property("format") });
    if (form !== undefined) forms.set(key, form);
  }
  return partitionsWith(keys, forms).map((it) => (injected.has(it.name) ? { ...it, isInjected: true } : it));
}
