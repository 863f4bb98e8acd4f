import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type HeldCounts, readWorker, type ReadWorker } from "../stages.ts";
import { run } from "./run.fake.ts";
import type { StageCounts } from "./stage.ts";

interface Held {
  readonly output: readonly unknown[];
  readonly counts: StageCounts | undefined;
}

function held(records: readonly object[], values: readonly string[], options: object = {}): Held {
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const made: ReadWorker[] = [];
  const { output } = run(
    (context) => {
      const worker = readWorker({ held: [{ field: "account_id", values, ...options }] }, context);
      worker.use("ndjson");
      worker.holdAgainst(["account_id"]);
      made.push(worker);
      return worker;
    },
    [text],
  );
  const lines = output.split("\n").filter((line) => line !== "");
  return { output: lines.map((line): unknown => JSON.parse(line)), counts: made[0]?.counts() };
}

/** The same in an order of its own. */
function inOrder(counts: HeldCounts | undefined): HeldCounts | undefined {
  return counts && { ...counts, found: counts.found.toSorted(), strangers: counts.strangers.toSorted() };
}

const value = fc.oneof(
  fc.constantFrom("a", "b", "us-east-1", "123456789012", "", 123456789012, null, undefined, true, "-", "None"),
  fc.string({ maxLength: 60 }),
);

const askable = fc.constantFrom<string[]>("a", "b", "us-east-1", "123456789012");

function isNull(it: unknown): boolean {
  // What AWS and Python write for null.
  return it === null || it === undefined || it === "-" || it === "None";
}

test("what has one of the values comes out; all values are known", () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 60 }),
      fc.uniqueArray(askable),
      fc.boolean(),
      (all, asked, keepsNull) => {
        const records = all.map((account_id, n) => ({ n, account_id }));
        const { output, counts } = held(records, asked, { keepsNull });
        const wanted = records.filter(({ account_id: it }) => (isNull(it) ? keepsNull : asked.includes(String(it))));
        expect(output).toMatchObject(wanted.map(({ n }) => ({ n })));
        const texts = all.filter((it) => !isNull(it)).map(String);
        const short = [...new Set(texts.filter((it) => new TextEncoder().encode(it).length <= 48))].toSorted();
        expect(inOrder(counts?.held?.["account_id"])).toEqual({
          without: keepsNull ? 0 : all.filter(isNull).length,
          found: short.filter((it) => asked.includes(it)),
          strangers: short.filter((it) => !asked.includes(it)),
          hasMore: texts.some((it) => !short.includes(it)),
        });
        const dropped = Object.values(counts?.dropped ?? {}).reduce((sum, count) => sum + count, 0);
        expect(dropped).toBe(records.length - output.length);
      },
    ),
  );
});

test("of many other values some are remembered, and all are left out", () => {
  const { output, counts } = held(
    Array.from({ length: 10_000 }, (_, n) => ({ account_id: String(n) })),
    ["9999", "77"],
  );
  expect(output).toEqual([{ account_id: "77" }, { account_id: "9999" }]);
  const { found, strangers, hasMore } = counts?.held?.["account_id"] ?? {};
  expect({ found: found?.length, strangers: strangers?.length, hasMore }).toEqual({
    found: 2,
    strangers: 256,
    hasMore: true,
  });
});

test("what is longer than anything that there is stands in no record", () => {
  const long = "a".repeat(200);
  const { output, counts } = held([{ account_id: long }, { account_id: "a" }], ["a", long, `${long}b`]);
  expect(output).toEqual([{ account_id: "a" }]);
  expect(counts?.held?.["account_id"]).toEqual({ without: 0, found: ["a"], strangers: [], hasMore: true });
});

test("an account whose id was taken for a number is the same", () => {
  const records = [{ account_id: 12_345_678_901 }, { account_id: "012345678901" }, { account_id: 12_345_678_902 }];
  expect(held(records, ["012345678901"]).output).toEqual([
    { account_id: "12345678901" },
    { account_id: "012345678901" },
  ]);
});
