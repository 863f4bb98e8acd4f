// What flow-fmt -o schema says of each field against DuckDB: values, nulls, distinct values and ranges.
import { expect, test } from "vitest";
import { loadPrinter } from "../../packages/core/src/print/formats.ts";
import { formatWorker } from "../../packages/core/src/stages.ts";
import { feed, linesOf, randomCut } from "../fuzz/feed.ts";
import { Random } from "../fuzz/random.ts";
import { ask } from "./duckdb.ts";
import { columns, randomLogs } from "./logs.ts";

const printer = await loadPrinter("schema-ndjson");
/** Distinct values that are counted. */
const DISTINCT_LIMIT = 1000;
/** DuckDB has addresses as texts, in another order. */
const hasRange = (name: string): boolean => !name.endsWith("addr");

const sqlOf = (name: string): string =>
  `SELECT count("${name}"), count(*) - count("${name}"), count(DISTINCT "${name}"), ` +
  `min("${name}")::VARCHAR, max("${name}")::VARCHAR FROM flows`;

test("as many values, nulls and distinct values, from the least to the largest", async () => {
  const random = new Random(20);
  const logs = randomLogs(random, 3000);
  const described = linesOf(feed((context) => formatWorker({ printer }, context), logs, randomCut(random)));
  expect(described).toHaveLength(Object.keys(columns).length);
  for (const [i, name] of Object.keys(columns).entries()) {
    const [values, nulls, distinct, least, largest] = (await ask(sqlOf(name), logs, columns))[0] ?? [];
    const line = described[i] ?? "";
    expect(JSON.parse(line)).toMatchObject({
      field: name,
      distinct: Math.min(Number(distinct), DISTINCT_LIMIT),
      distinct_more: Number(distinct) > DISTINCT_LIMIT,
    });
    expect(JSON.parse(line)).toMatchObject({ values: Number(values), nulls: Number(nulls), missing: 0 });
    if (!hasRange(name)) continue;
    const quote = columns[name] === "VARCHAR" ? '"' : "";
    // As a text: a double does not keep all integers.
    expect(line).toContain(`[${quote}${String(least)}${quote},${quote}${String(largest)}${quote}]`);
  }
});
