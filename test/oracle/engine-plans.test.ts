// What DuckDB answers to a pipeline in its language is what the pipeline answers here.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { scratch } from "../command.ts";
import { answeredBy, answeredHere, comparable } from "../engines/asked.ts";
import { duckdbWith } from "../engines/duckdb.ts";
import { isRanked, logOfPlans, plans, refused } from "../engines/plans.ts";

const log = logOfPlans();
const records = await answeredHere("read -", log);
const path = join(scratch, "records.ndjson");
writeFileSync(path, records);
const duckdb = await duckdbWith(path, join(scratch, "spill"));
afterAll(() => duckdb.close());

describe("DuckDB", () => {
  test.each(plans)("%s", async (plan) => {
    const asked = await answeredBy(plan, duckdb.engine);
    expect(asked.refused === undefined).toBe(!refused.includes(plan));
    if (asked.refused !== undefined) return;
    const here = await answeredHere(plan, records);
    expect(comparable(asked.out, isRanked(plan))).toEqual(comparable(here, isRanked(plan)));
  });
});
