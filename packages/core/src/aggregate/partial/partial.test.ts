// The partial states of runs that share the records, merged, give what one run gives: byte for byte, wherever the records are cut.
import {
  array,
  assert,
  constantFrom,
  double,
  integer,
  nat,
  oneof,
  property,
  record,
  subarray,
  tuple,
} from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { unwrap } from "../../problem.fake.ts";
import { run } from "../../stage/run.fake.ts";
import { keysOfStates } from "../../stage/groupFields.ts";
import { type GroupStageOptions, groupWorker } from "../../stages.ts";
import { parseAggregate } from "../aggregate.ts";
import { parseGroupKeys } from "../key.ts";
import { statesOf } from "./states.ts";

const asked = [
  ..."count(x) count(x>3) sum(x) min(x) max(x) avg(x) bit_or(x) median(x) p90(x) pct(x,99.9)".split(" "),
  ..."first(x) last(x) any(s) earliest(s) latest(x) values(s) values(x) count_distinct(x) count_distinct(s)".split(" "),
  ..."approx_count_distinct(s) variance(x) stddev(x) min(srcaddr) max(srcaddr) min(action) max(action)".split(" "),
  ..."sum(x)/count() sum(big) avg(big) min(big) max(big) p50(big)".split(" "),
  "max(x + 1)",
  "median(x - start)",
  "sum(x where s = 'a')",
  "avg(x where x > 3)",
  "values(s where x < 9)",
  "latest(s where x > 0)",
  "max(x where s = 'b')",
];

/** Whatever a field may hold; texts with signs that JSON escapes, and that end lists. */
const texts = constantFrom(
  '"a"',
  '"b"',
  '"\\"],["',
  '"\\u00e9\\n"',
  '"\\\\"',
  '"x,y"',
  '"{"',
  '"\\ud800"',
  "7",
  '"7"',
  "null",
);
const numbers = oneof(
  integer({ min: -9, max: 99 }).map(String),
  constantFrom("null", '"x"', "281474976710655", "-281474976710655", "-0"),
);
const bigNumbers = constantFrom(
  "9223372036854775807",
  "-9223372036854775807",
  "123456789012345678901234567890",
  "1",
  "null",
);
const anyRecord = record({
  k: constantFrom('"p"', '"q"', "null", "3", '"p\\t"'),
  x: numbers,
  big: bigNumbers,
  s: texts,
  start: oneof(nat(9).map(String), constantFrom("null")),
  srcaddr: constantFrom('"10.0.0.9"', '"10.0.0.10"', '"2001:db8::1"', '"-"', "null"),
  action: constantFrom('"ACCEPT"', '"REJECT"', "null"),
});
type AnyRecord = Record<"k" | "x" | "big" | "s" | "start" | "srcaddr" | "action", string>;

function lineOf(fields: AnyRecord): string {
  return `{${Object.entries(fields)
    .map(([key, value]) => `"${key}":${value}`)
    .join(",")}}\n`;
}

function optionsOf(by: string, aggregates: readonly string[], keepNull: boolean): GroupStageOptions {
  const keys = by === "" ? [] : parseGroupKeys(by);
  if (isProblem(keys)) throw new Error(keys.problem);
  return { by: keys, aggregates: aggregates.map((text) => unwrap(parseAggregate(text))), keepNull };
}

function grouped(options: GroupStageOptions, lines: readonly string[]): string {
  return run((context) => groupWorker(options, context), [lines.join("")]).output;
}

/** The same by way of the states of the parts. */
function merged(options: GroupStageOptions, parts: readonly (readonly string[])[], more = {}): string {
  const partial = { ...options, ...more, aggregates: statesOf(options.aggregates), totals: false, isPartial: true };
  const states = parts.map((lines) => grouped(partial, lines));
  return grouped({ ...options, ...more, by: keysOfStates(options.by), merges: true }, states);
}

/** The parts between these places. */
function cutAt(lines: readonly string[], places: readonly number[]): string[][] {
  const cuts = [0, ...places.map((place) => place % (lines.length + 1)).toSorted((a, b) => a - b), lines.length];
  return cuts.slice(1).map((to, i) => lines.slice(cuts[i], to));
}

const keyTexts = constantFrom("k", "k,action", "srcaddr/24", "upper(s) as name,k", "");

test("the states of parts come to what one run comes to", () => {
  assert(
    property(
      array(anyRecord, { maxLength: 60 }),
      subarray(asked, { minLength: 1 }),
      array(nat(60), { maxLength: 5 }),
      tuple(keyTexts, constantFrom(true, false), constantFrom(true, false)),
      (records, aggregates, places, [by, keepNull, totals]) => {
        // The order of records is not known from group to group.
        const told = aggregates.filter((text) => !totals || !/^(?:first|last|any|earliest|latest|values)/.test(text));
        const options = { ...optionsOf(by, ["count()", ...told], keepNull), totals };
        // A field that no record of a part has would be an error there: all have all fields.
        const lines = records.map(lineOf);
        expect(merged(options, cutAt(lines, places))).toBe(grouped(options, lines));
      },
    ),
    { numRuns: 150 },
  );
});

test("whatever memory has room for", () => {
  assert(
    property(
      array(anyRecord, { maxLength: 120 }),
      array(nat(120), { maxLength: 3 }),
      integer({ min: 1, max: 9 }),
      (records, places, maxGroups) => {
        const options = optionsOf(
          "k,x",
          ["sum(x)", "values(s)", "p90(x)", "variance(x)", "approx_count_distinct(s)"],
          true,
        );
        const lines = records.map(lineOf);
        expect(merged(options, cutAt(lines, places), { maxGroups })).toBe(grouped(options, lines));
      },
    ),
    { numRuns: 20 },
  );
});

test("sums and deviations of numbers with a fraction are the same but for the last digits", () => {
  assert(
    property(
      array(double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 }),
      nat(40),
      (values, place) => {
        const options = optionsOf("", ["sum(x)", "avg(x)", "variance(x)", "min(x)", "max(x)", "p90(x)"], false);
        const lines = values.map((value) => `{"x":${value}}\n`);
        const [one, other] = [grouped(options, lines), merged(options, cutAt(lines, [place]))].map((line) =>
          Object.values<number>(JSON.parse(line)),
        );
        other?.forEach((value, i) =>
          expect(Math.abs(value - (one?.[i] ?? Number.NaN))).toBeLessThan(
            1e-7 * (1 + Math.abs(value)) + (i === 2 ? 1 : 0),
          ),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test("more than 256 different values", () => {
  const lines = Array.from({ length: 9000 }, (_, i) => `{"s":"v${(i * 7919) % 3000}"}\n`);
  const options = optionsOf("", ["approx_count_distinct(s)", "count_distinct(s)"], false);
  for (const places of [[10, 200], [100, 400, 5000], [4500], []]) {
    expect(merged(options, cutAt(lines, places))).toBe(grouped(options, lines));
  }
  expect(JSON.parse(merged(options, cutAt(lines, [100, 5000])))).toMatchObject({ "count_distinct(s)": 3000 });
});

test("more values in a list than in a batch, and long texts with escapes", () => {
  const lines = Array.from({ length: 6000 }, (_, i) => `{"x":${i % 4500},"s":"\\n${"y".repeat(i % 200)}${i}"}\n`);
  const options = optionsOf("", ["values(s)", "median(x)", "count_distinct(x)"], false);
  expect(merged(options, cutAt(lines, [5000]))).toBe(grouped(options, lines));
});

test("integers of 48 bits have exact moments: 2^47 and 2^47 + 2 are 1 from their mean", () => {
  const lines = [`{"x":${2n ** 47n}}\n`, `{"x":${2n ** 47n + 2n}}\n`];
  const options = optionsOf("", ["variance(x)"], false);
  expect([grouped(options, lines), merged(options, cutAt(lines, [1]))]).toEqual([
    '{"variance(x)":1}\n',
    '{"variance(x)":1}\n',
  ]);
});

test.each([
  ['{"k":1,"count()":1}', /no "partial\(\)"/],
  ['{"k":1,"sum(x)":1,"partial()":1}', /no "count\(\)"/],
  ['{"k":1,"count()":null,"sum(x)":1,"partial()":1}', /not a partial state/],
  ['{"k":1,"count()":1.5,"sum(x)":1,"partial()":1}', /not a partial state/],
  ['{"k":1,"count()":1,"sum(x)":1,"partial()":2}', /version 2/],
])("%s cannot be merged", (line, message) => {
  const options = { ...optionsOf("k", ["count()", "sum(x)"], false), merges: true };
  expect(() => grouped(options, ['{"k":1,"count()":1,"sum(x)":1,"partial()":1}\n', `${line}\n`])).toThrow(message);
});

test.each([
  ["values(x)", "values(x)", '"abc"'],
  ["values(x)", "values(x)", "7"],
  ["p9(x)", "list(x)", '{"min":1}'],
  ["variance(x)", "moments(x)", "[1,2]"],
  ["approx_count_distinct(x)", "registers(x)", '["zz"]'],
  ["approx_count_distinct(x)", "registers(x)", '"AAAA"'],
])("of %s, %s that are %s are no state", (aggregate, name, text) => {
  const options = { ...optionsOf("", [aggregate], false), merges: true };
  expect(() => grouped(options, [`{"${name}":${text},"partial()":1}\n`])).toThrow(/not a partial state/);
});
