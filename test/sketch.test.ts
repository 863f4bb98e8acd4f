// Percentiles of more numbers than are kept: within 1 % of the exact ones, and named in the record.
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { group } from "../packages/flow-group/src/index.ts";

const COUNT = 1_000_300;
const percents = [0, 1, 25, 50, 90, 95, 99, 99.9, 100];

/** A skewed distribution, as that of bytes: 40 to some 10^9. */
function valueAt(i: number): number {
  return Math.floor(40 * 1.0000175 ** i) + (i % 7);
}

async function results(count: number): Promise<Record<string, unknown>> {
  const lines = function* (): Generator<Buffer> {
    for (let from = 0; from < count; from += 5000) {
      const chunk = Array.from(
        { length: Math.min(5000, count - from) },
        (_, i) => `{"n":${valueAt(((from + i) * 7919) % count)}}\n`,
      );
      yield Buffer.from(chunk.join(""));
    }
  };
  const aggregates = [...percents.map((percent) => `pct(n,${percent})`), "count()", "median(n)"];
  const output = await text(Readable.from(lines()).pipe(group({ aggregates })));
  const record: Record<string, unknown> = JSON.parse(output);
  return record;
}

test("a sketch is within 1 %, and the record says which results come from it", async () => {
  const record = await results(COUNT);
  const sorted = Float64Array.from({ length: COUNT }, (_, i) => valueAt(i)).toSorted();
  for (const percent of percents) {
    const exact = sorted[Math.max(1, Math.ceil((percent / 100) * COUNT)) - 1] ?? 0;
    expect(Math.abs(Number(record[`pct(n,${percent})`]) - exact) / exact).toBeLessThanOrEqual(0.01);
  }
  expect(record["count()"]).toBe(COUNT);
  expect(record["approximate"]).toEqual([...percents.map((percent) => `pct(n,${percent})`), "median(n)"]);
});

test("up to a million numbers are exact, and nothing is said", async () => {
  const record = await results(20_000);
  const sorted = Float64Array.from({ length: 20_000 }, (_, i) => valueAt(i)).toSorted();
  for (const percent of percents) {
    expect(record[`pct(n,${percent})`]).toBe(sorted[Math.max(1, Math.ceil((percent / 100) * 20_000)) - 1]);
  }
  expect(record).not.toHaveProperty("approximate");
});
