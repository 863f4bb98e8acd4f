// What the columns hold by which a table is divided: a `day` may be 28 or 2026/11/28, and a question about the wrong one would have
// no answer. A projection says it; otherwise all values have to look alike.
import { quoteName, quoteText } from "../dialects/words.ts";
import type { StoredColumn, StoredPartition } from "../query.ts";

/** What the values may look like, and what they are then. */
export interface PartitionForm {
  readonly names: RegExp;
  readonly values: string;
  readonly unit: StoredPartition["unit"];
  readonly format?: string;
}

export type FormOf = ReadonlyMap<string, PartitionForm>;

/** Rows of an engine. */
type AskPartitions = (sql: string) => Promise<readonly (readonly unknown[])[]>;

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

/** Of a column whose values a projection makes: numbers, or times of this format. */
export function formOfProjection(
  name: string,
  { type, format }: { readonly type: string | undefined; readonly format: string | undefined },
): PartitionForm | undefined {
  const isNumber = type?.toUpperCase() === "INTEGER";
  return forms.find((it) =>
    isNumber ? it.format === undefined && it.names.test(name) : format !== undefined && it.format === format,
  );
}

/** Values are looked at only where they may be times; those of a view cannot be. `name`: of the table. */
export async function formsOfValues(
  ask: AskPartitions,
  name: readonly string[],
  keys: readonly StoredColumn[],
): Promise<FormOf> {
  const asked = keys.flatMap((key) =>
    forms
      .filter((form) => form.names.test(key.name) && (form.format === undefined || key.type === "text"))
      .filter(() => !isDate(key))
      .map((form) => ({ key, form })),
  );
  if (asked.length === 0) return new Map();
  const counts = asked.map(({ key, form }) => {
    return `count_if(regexp_like(CAST(${quoteName(key.name)} AS VARCHAR), ${quoteText(`^${form.values}$`)}))`;
  });
  const sql = `SELECT count(*), ${counts.join(", ")} FROM ${partitionsTable(name)}`;
  const rows = await ask(sql);
  const [total = 0, ...matching] = (rows[0] ?? []).map(Number);
  const alike = asked.filter((_, i) => total > 0 && matching[i] === total);
  return new Map(alike.map(({ key, form }) => [key.name, form]));
}

export function partitionsWith(keys: readonly StoredColumn[], formOf: FormOf): readonly StoredPartition[] {
  return keys.map((key): StoredPartition => {
    const form = formOf.get(key.name);
    if (form === undefined) return { ...key, unit: isDate(key) ? "date" : "other" };
    return { ...key, unit: form.unit, ...(form.format === undefined ? {} : { format: form.format }) };
  });
}

function isDate({ stored }: StoredColumn): boolean {
  return /^date$/i.test(stored);
}

/** The table that has a row for each partition. */
export function partitionsTable(name: readonly string[]): string {
  return name.map((part, i) => quoteName(i === name.length - 1 ? `${part}$partitions` : part)).join(".");
}
