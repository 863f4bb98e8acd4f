// Columns and partitions of a table, as Trino has them. What a partition's column holds is seen by its values: a `day` may be 28 or
// 2026/11/28, and a question about the wrong one would have no answer.
import { UsageError } from "@flowlogs/base/errors";
import { quoteName, quoteText } from "../../dialects/words.ts";
import type { EngineTable, StoredColumn, StoredPartition } from "../../query.ts";
import type { TrinoRequests } from "./requests.ts";
import { allRows } from "./statement.ts";
import { engineType } from "./values.ts";

const PARTITION_KEY = "partition key";

/** By the words of --table. Throws UsageError and RemoteError. */
export async function describeTable(requests: TrinoRequests, words: string | undefined): Promise<EngineTable> {
  const name = (words ?? "").split(".");
  if (name.length !== 3 || name.includes("")) {
    const problem = words === undefined ? "Trino answers about a table" : `"${words}" is not the name of a table`;
    throw new UsageError({ problem, advice: "write --table CATALOG.SCHEMA.TABLE" }, "--table");
  }
  const rows = await allRows(requests, `SHOW COLUMNS FROM ${name.map(quoteName).join(".")}`);
  const all = rows.map(([column, stored, extra]) => ({
    name: String(column),
    stored: String(stored),
    type: engineType(String(stored)),
    isKey: extra === PARTITION_KEY,
  }));
  const keys = all.filter(({ isKey }) => isKey).map(columnOf);
  return {
    name,
    columns: all.filter(({ isKey }) => !isKey).map(columnOf),
    partitions: keys.length === 0 ? [] : await partitionsOf(requests, name, keys),
  };
}

function columnOf({ name, stored, type }: StoredColumn): StoredColumn {
  return { name, stored, type };
}

/** The table that has a row for each partition. */
export function partitionsTable(name: readonly string[]): string {
  return name.map((part, i) => quoteName(i === name.length - 1 ? `${part}$partitions` : part)).join(".");
}

/** What the values of a partition's column may look like, and what they are then. */
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

async function partitionsOf(
  requests: TrinoRequests,
  name: readonly string[],
  keys: readonly StoredColumn[],
): Promise<readonly StoredPartition[]> {
  const asked = keys.flatMap((key) =>
    forms
      .filter((form) => form.names.test(key.name) && (form.format === undefined || key.type === "text"))
      .map((form) => ({ key, form })),
  );
  const known = keys.map((key): StoredPartition => ({ ...key, unit: /^date$/i.test(key.stored) ? "date" : "other" }));
  if (asked.length === 0) return known;
  const counts = asked.map(({ key, form }) => {
    return `count_if(regexp_like(CAST(${quoteName(key.name)} AS VARCHAR), ${quoteText(`^${form.values}$`)}))`;
  });
  const rows = await allRows(requests, `SELECT count(*), ${counts.join(", ")} FROM ${partitionsTable(name)}`).catch(
    // Views have no such table, and some projections can only be asked for one value.
    () => [],
  );
  const [total = 0, ...matching] = (rows[0] ?? []).map(Number);
  return known.map((partition): StoredPartition => {
    const found = asked.find(({ key }, i) => key.name === partition.name && total > 0 && matching[i] === total);
    if (found === undefined) return partition;
    const { unit, format } = found.form;
    return { ...partition, unit, ...(format === undefined ? {} : { format }) };
  });
}
