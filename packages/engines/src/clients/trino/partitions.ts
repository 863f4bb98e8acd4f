// What the columns hold by which a table is divided: a `day` may be 28 or 2026/11/28, and a question about the wrong one would have
// no answer. A projection says it; otherwise all values have to look alike.
import { quoteName, quoteText } from "../../dialects/words.ts";
import type { StoredColumn, StoredPartition } from "../../query.ts";
import type { TrinoRequests } from "./requests.ts";
import { allRows } from "./statement.ts";

/** What the values may look like, and what they are then. */
interface PartitionForm {
  readonly names: RegExp;
  readonly values: string;
  readonly unit: StoredPartition["unit"];
  readonly format?: string;
}

const times = /da(?:y|te)|hour|time|^d[ts]$/i;
const forms: readonly PartitionForm[] = [
  { names: /^year$/i, values: "\\d{4}", unit: "year" },
  { names: /^month$/i, values: "\\d{1,2}", unit: "month" },
  { names: /^day$/i, values: "\\d{1,2}", unit: "day" },
  { names: /^hour$/i, values: "\\d{1,2}", unit: "hour" },
  ...["yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd", "yyyy-MM-dd-HH", "yyyy/MM/dd/HH", "yyyyMMddHH"].map(
    (format): PartitionForm => ({
      names: times,
      values: format.replace("yyyy", "\\d{4}").replaceAll(/MM|dd|HH/g, "\\d{2}"),
      unit: "date",
      format,
    }),
  ),
];

export async function partitionsOf(
  requests: TrinoRequests,
  name: readonly string[],
  keys: readonly StoredColumn[],
): Promise<readonly StoredPartition[]> {
  const isDate = keys.filter(({ stored }) => /^date$/i.test(stored)).map((key) => ({ ...key, unit: "date" }) as const);
  const statement = await allRows(requests, `SHOW CREATE TABLE ${name.map(quoteName).join(".")}`).catch(() => []);
  const projected = projectedForms(String(statement[0]?.[0] ?? ""), keys);
  const formOf = projected ?? (await formsOfValues(requests, name, keys));
  return keys.map((key): StoredPartition => {
    const form = formOf.get(key.name);
    if (form === undefined) return isDate.find((it) => it.name === key.name) ?? { ...key, unit: "other" };
    return { ...key, unit: form.unit, ...(form.format === undefined ? {} : { format: form.format }) };
  });
}

type FormOf = ReadonlyMap<string, PartitionForm>;

/** Undefined: the table has no projection. */
function projectedForms(statement: string, keys: readonly StoredColumn[]): FormOf | undefined {
  if (!/^\s*partition_projection_enabled = true/m.test(statement)) return undefined;
  const lines = statement.split("\n");
  const found = new Map<string, PartitionForm>();
  for (const { name } of keys) {
    const line = lines.find((it) => [`${name} `, `${quoteName(name)} `].some((start) => it.trim().startsWith(start)));
    const property = (key: string): string | undefined =>
      new RegExp(`partition_projection_${key} = '([^']*)'`).exec(line ?? "")?.[1];
    const isNumber = property("type") === "INTEGER";
    const format = property("format");
    const form = forms.find((it) =>
      isNumber ? it.format === undefined && it.names.test(name) : format !== undefined && it.format === format,
    );
    if (form !== undefined) found.set(name, form);
  }
  return found;
}

/** Values are looked at only where they may be times; those of a view cannot be. */
async function formsOfValues(
  requests: TrinoRequests,
  name: readonly string[],
  keys: readonly StoredColumn[],
): Promise<FormOf> {
  const asked = keys.flatMap((key) =>
    forms
      .filter((form) => form.names.test(key.name) && (form.format === undefined || key.type === "text"))
      .filter(() => !/^date$/i.test(key.stored))
      .map((form) => ({ key, form })),
  );
  if (asked.length === 0) return new Map();
  const counts = asked.map(({ key, form }) => {
    return `count_if(regexp_like(CAST(${quoteName(key.name)} AS VARCHAR), ${quoteText(`^${form.values}$`)}))`;
  });
  const sql = `SELECT count(*), ${counts.join(", ")} FROM ${partitionsTable(name)}`;
  const rows = await allRows(requests, sql).catch(() => []);
  const [total = 0, ...matching] = (rows[0] ?? []).map(Number);
  const alike = asked.filter((_, i) => total > 0 && matching[i] === total);
  return new Map(alike.map(({ key, form }) => [key.name, form]));
}

/** The table that has a row for each partition. */
export function partitionsTable(name: readonly string[]): string {
  return name.map((part, i) => quoteName(i === name.length - 1 ? `${part}$partitions` : part)).join(".");
}
