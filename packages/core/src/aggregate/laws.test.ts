// Laws of the accumulators: the order of the records does not matter, and the whole is what its parts come to, however
// memory has cut it into parts.
import { array, assert, infiniteStream, integer, nat, option, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { unwrap } from "../problem.fake.ts";
import { run } from "../stage/run.fake.ts";
import { type GroupStageOptions, groupWorker } from "../stages.ts";
import { parseAggregate } from "./aggregate.ts";

const anyOrder = [
  ..."count() count(x) sum(x) min(x) max(x) avg(x) bit_or(x) median(x) p90(x)".split(" "),
  ..."count_distinct(x) approx_count_distinct(x) variance(x) count(x>3)".split(" "),
];
const byOrder = ["first(x)", "last(x)", "any(x)", "earliest(x)", "latest(x)", "values(x)"];

type Row = readonly [k: number, x: number | null, start: number];
const rows = array<Row>(
  tuple(
    integer({ min: 0, max: 40 }),
    option(integer({ min: -50, max: 1e9 }), { nil: null }),
    integer({ min: 0, max: 9 }),
  ),
  { maxLength: 120 },
);

function grouped(
  aggregates: readonly string[],
  records: readonly Row[],
  more: Partial<GroupStageOptions> = {},
): string[] {
  const options = {
    by: [{ name: "k", column: "k" }],
    aggregates: aggregates.map((text) => unwrap(parseAggregate(text))),
  };
  const lines = records.map(([k, x, start]) => `{"k":${k},"x":${x},"start":${start}}\n`);
  const { output } = run((context) => groupWorker({ ...options, ...more }, context), [lines.join("")]);
  return output.split("\n").slice(0, -1);
}

/** Sums of squares are the same but for the last digits. */
function rounded(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.replace(/("variance\(x\)":)([^,}]+)/, (_, key, value) => key + Number(value).toPrecision(9)),
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function orOf(values: readonly number[]): number {
  return Number(values.map(BigInt).reduce((a, b) => a | b, 0n));
}

test("the order of the records changes nothing but the order of the groups", () => {
  assert(
    property(rows, infiniteStream(nat()), (records, random) => {
      const places = records.map((record) => ({ record, place: random.next().value }));
      const shuffled = places.toSorted((a, b) => a.place - b.place).map(({ record }) => record);
      const [one, other] = [records, shuffled].map((each) => rounded(grouped(anyOrder, each)).toSorted());
      expect(one).toEqual(other);
    }),
    { numRuns: 40 },
  );
});

test("the results are the same whatever memory has room for", () => {
  assert(
    property(rows, integer({ min: 1, max: 20 }), (records, maxGroups) => {
      const all = [...anyOrder, ...byOrder];
      expect(grouped(all, records, { maxGroups, totals: true })).toEqual(grouped(all, records, { totals: true }));
    }),
    { numRuns: 25 },
  );
});

test("counts and sums of groups come to the totals", () => {
  assert(
    property(rows, (records) => {
      const asked = ["count() as n", "sum(x) as s", "bit_or(x) as b", "max(x) as m"];
      const lines = grouped(asked, records, { totals: true });
      const found = lines.map((line): Record<string, number | null> => JSON.parse(line));
      const total = found.pop() ?? { n: 0, s: null, b: null, m: null };
      const column = (name: string): number[] => found.flatMap((record) => record[name] ?? []);
      expect([total["n"], total["s"] ?? 0, total["b"] ?? 0, total["m"] ?? -Infinity]).toEqual([
        sumOf(column("n")),
        sumOf(column("s")),
        orOf(column("b")),
        Math.max(...column("m")),
      ]);
    }),
    { numRuns: 40 },
  );
});

/** As many different values, twice each, in an order of their own. */
function about(count: number, seed: number): number {
  const lines = Array.from({ length: 2 * count }, (_, i) => `{"x":"${seed}-${(i * 7919) % count}"}\n`);
  const options = { by: [], aggregates: [unwrap(parseAggregate("approx_count_distinct(x) as n"))] };
  const { output } = run((context) => groupWorker(options, context), [lines.join("")]);
  return Number(/\d+/.exec(output)?.[0]);
}

test.each([0, 1, 2, 100, 255, 256])("up to 256 values are counted: %i", (count) => {
  expect(count === 0 ? 0 : about(count, 1)).toBe(count);
});

test("beyond that the error is that of 4,096 registers: 1.6 % as a standard deviation", () => {
  const errors = [300, 1000, 5000, 20_000, 60_000].flatMap((count) =>
    [1, 2, 3, 4, 5, 6].map((seed) => about(count, seed) / count - 1),
  );
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  expect(deviation).toBeLessThan(0.022);
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(4 * 0.016);
});
