// Columns and partitions of a table, as Trino has them.
import { RemoteError, UsageError } from "@flowlogs/base/errors";
import { nearestName } from "@flowlogs/base/nearest";
import { quoteName } from "../../dialects/words.ts";
import type { EngineTable, StoredColumn } from "../../query.ts";
import { partitionsOf } from "./partitions.ts";
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
  const rows = await allRows(requests, `SHOW COLUMNS FROM ${name.map(quoteName).join(".")}`).catch(
    async (error: unknown) => {
      throw await withNearest(error, requests, name);
    },
  );
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

/** Where a part of the name is not there, one that is. */
async function withNearest(error: unknown, requests: TrinoRequests, name: readonly string[]): Promise<unknown> {
  const missing =
    error instanceof RemoteError ? / \((CATALOG|SCHEMA|TABLE)_NOT_FOUND\)$/.exec(error.message)?.[1] : undefined;
  if (!(error instanceof RemoteError) || missing === undefined) return error;
  const [catalog = "", schema = "", table = ""] = name;
  const [wrong, list] =
    missing === "CATALOG"
      ? [catalog, "SHOW CATALOGS"]
      : missing === "SCHEMA"
        ? [schema, `SHOW SCHEMAS FROM ${quoteName(catalog)}`]
        : [table, `SHOW TABLES FROM ${quoteName(catalog)}.${quoteName(schema)}`];
  const rows = await allRows(requests, list).catch(() => []);
  const near = nearestName(
    wrong,
    rows.map(([found]) => String(found)),
  );
  return near === undefined ? error : new RemoteError(error.message, `did you mean "${near}"?`, error);
}
