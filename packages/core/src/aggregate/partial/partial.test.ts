// The partial states of runs that share the records, merged, give what one run gives: byte for byte, wherever the records are cut.
import { array, assert, constantFrom, double, integer, nat, property, subarray, tuple } from "fast-check";
import { expect, test } from "vitest";
import { asked, anyRecord, cutAt, grouped, lineOf, merged, mergedStates, optionsOf } from "./states.fake.ts";

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
    { numRuns: 100 },
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
  ['{"k":1,"sum(x)":1,"partial()":[1,"k"]}', /no "count\(\)"/],
  ['{"k":1,"count()":null,"sum(x)":1,"partial()":[1,"k"]}', /not a partial state/],
  ['{"k":1,"count()":1.5,"sum(x)":1,"partial()":[1,"k"]}', /not a partial state/],
  ['{"k":1,"count()":1,"sum(x)":1,"partial()":[2,"k"]}', /version 2 /],
  ['{"k":1,"count()":1,"sum(x)":1,"partial()":2}', /version 2 /],
  ['{"k":1,"count()":1,"sum(x)":1,"partial()":"\\u001b[31m"}', /version/],
  ['{"k":1,"count()":1,"sum(x)":1,"partial()":[1,7]}', /not a partial state/],
  ['{"k":1,"count()":1,"sum(x)":1,"partial()":[1,"s"]}', /grouped by s, not by k/],
  ['{"k":1,"count()":1,"sum(x)":1,"partial()":[1]}', /grouped by no key, not by k/],
  ['{"states()":-1,"partial()":[1,"k"]}', /not a partial state/],
])("%s cannot be merged", (line, message) => {
  const options = optionsOf("k", ["count()", "sum(x)"], false);
  const good = '{"k":1,"count()":1,"sum(x)":1,"partial()":[1,"k"]}\n';
  expect(() => mergedStates(options, [good, `${line}\n`])).toThrow(message);
});

test.each([
  ["values(x)", "values(x)", '"abc"'],
  ["values(x)", "values(x)", "7"],
  ["p9(x)", "list(x)", '{"min":1}'],
  ["variance(x)", "moments(x)", "[1,2]"],
  ["approx_count_distinct(x)", "registers(x)", '["zz"]'],
  ["approx_count_distinct(x)", "registers(x)", '"AAAA"'],
])("of %s, %s that are %s are no state", (aggregate, name, text) => {
  const options = optionsOf("", [aggregate], false);
  expect(() => mergedStates(options, [`{"${name}":${text},"partial()":[1]}\n`])).toThrow(/not a partial state/);
});
