// What DuckDB answers to a pipeline in its language is what the pipeline answers here.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { EngineRow } from "../../packages/engines/src/index.ts";
import { openDatabase } from "../../packages/sql/src/index.ts";
import { scratch } from "../command.ts";
import { answeredBy, answeredHere, type AskedEngine, comparable } from "../engines/asked.ts";
import { isRanked, logOfPlans, plans, refused } from "../engines/plans.ts";

const log = logOfPlans();
const records = await answeredHere("read -", log);
const path = join(scratch, "records.ndjson");
writeFileSync(path, records);
const database = await openDatabase({ folder: join(scratch, "spill"), threads: 1 });
await database.add(path);
afterAll(() => database.close());
const types = { BIGINT: "integer", DOUBLE: "number" } as const;
const columns = (await database.columns()).map(([name, stored]) => {
  const type = stored === "BIGINT" || stored === "DOUBLE" ? types[stored] : ("text" as const);
  return { name, stored, type };
});
const duckdb: AskedEngine = {
  kind: "duckdb",
  table: { name: ["flows"], columns, partitions: [] },
  async rows(text) {
    const rows: EngineRow[] = [];
    for await (const piece of database.rows(text)) rows.push(...piece);
    return rows;
  },
};

test("the README lists what is refused", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../packages/engines/README.md"), "utf8");
  const [, listed = ""] = /<!-- refused -->\n\n([^]*?)\n\n<!-- \/refused -->/.exec(readme) ?? [];
  expect(listed).toBe(refused.map((plan) => `- \`${plan}\``).join("\n"));
});

describe("DuckDB", () => {
  test.each(plans)("%s", async (plan) => {
    const asked = await answeredBy(plan, duckdb);
    expect(asked.refused === undefined).toBe(!refused.includes(plan));
    if (asked.refused !== undefined) return;
    const here = await answeredHere(plan, records);
    expect(comparable(asked.out, isRanked(plan))).toEqual(comparable(here, isRanked(plan)));
  });
});
