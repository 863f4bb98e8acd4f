import { expect, test } from "vitest";
import { unwrap } from "../problem.fake.ts";
import { run } from "../stage/run.fake.ts";
import { groupWorker } from "../stages.ts";
import { parseAggregate } from "./aggregate.ts";

/** The result of one aggregate over the values of `x`, by the groups of `k`. */
function resultsOf(aggregate: string, records: readonly string[]): unknown[] {
  const options = { by: [{ name: "k", column: "k" }], aggregates: [unwrap(parseAggregate(`${aggregate} as r`))] };
  const { output } = run((context) => groupWorker(options, context), [records.join("\n")]);
  return output
    .trimEnd()
    .split("\n")
    .map((line) => /"r":(.*)\}$/.exec(line)?.[1]);
}

function ofOneGroup(aggregate: string, values: readonly string[]): unknown {
  return resultsOf(
    aggregate,
    values.map((value) => `{"k":1,"x":${value}}`),
  )[0];
}

const half = "4611686018427387904";

test.each([
  ["sum(x)", ["1", "2"], "3"],
  ["sum(x)", [half, half], "9223372036854775808"],
  ["sum(x)", [half, half, "-1"], "9223372036854775807"],
  ["sum(x)", [half, half, half, half, "1"], "18446744073709551617"],
  ["sum(x)", ["-999999999999999999", "-1"], "-1000000000000000000"],
  ["sum(x)", ["0.1", "0.2", "1"], String(0.1 + 0.2 + 1)],
  ["sum(x)", ["1e999"], "null"],
  ["min(x)", ["3", "-2", "1.5"], "-2"],
  ["max(x)", ["3", "-2", "3.5"], "3.5"],
  ["max(x)", ["9007199254740993", "9007199254740992.0"], "9007199254740993"],
  ["min(x)", ['"7"', '"06"'], "6"],
  ["avg(x)", [half, half, half], String(Number(half))],
  ["avg(x)", ["1", "null", '"a"'], "1"],
  ["avg(x)", ['"a"'], "null"],
  ["count(x)", ["1", "null", '"a"', "true"], "3"],
  ["count()", ["1", "null"], "2"],
])("%s of %j is %s", (aggregate, values, expected) => {
  expect(ofOneGroup(aggregate, values)).toBe(expected);
});

/** What is said of one group, or of none, at the end. */
function notesOf(by: readonly string[], aggregates: readonly string[], records: readonly string[]): readonly string[] {
  const options = {
    by: by.map((name) => ({ name, column: name })),
    aggregates: aggregates.map((text) => unwrap(parseAggregate(text))),
  };
  return run((context) => groupWorker(options, context), [records.join("\n")]).notes;
}

test.each([
  [["sum(x)"], 1],
  [["sum(x)", "max(x)", "min(x)", "avg(x)", "count(x)"], 1],
  [["count(x)", "max(x)", "sum(y)", "min(y)", "avg(y)"], 3],
  [["count(x)"], 0],
])("a value that is no number is noted once, under %j: %i", (aggregates, count) => {
  const records = ['{"k":1,"x":"a","y":"b"}', '{"k":1,"x":2,"y":"c"}', '{"k":null,"x":"d","y":"e"}'];
  const left = "1 record has null in the key (k): left out; --keep-null groups them too";
  const note = count === 1 ? "1 value was not a number and was" : `${count} values were not numbers and were`;
  expect(notesOf(["k"], aggregates, records)).toEqual([
    ...(count === 0 ? [] : [`${note} left out of sums and extremes`]),
    left,
  ]);
});

test("a key that is null in all records is noted", () => {
  expect(notesOf(["k"], ["count()"], ['{"a":1}', '{"k":null}'])).toEqual([
    "no group: all 2 records have null in the key (k)",
  ]);
  expect(notesOf(["a", "k"], ["count()"], ['{"a":1,"k":null}'])).toEqual([
    "no group: the only record has null in the key (a, k)",
  ]);
  expect(notesOf(["a"], ["count()"], [])).toEqual([]);
});

test("records with null in a key that is not a field of flow logs are noted", () => {
  const records = ['{"owner":"web","srcaddr":"10.0.0.1"}', '{"owner":null,"srcaddr":"10.0.0.2"}', '{"srcaddr":null}'];
  expect(notesOf(["srcaddr"], ["count()"], records)).toEqual([]);
  expect(notesOf(["srcaddr", "owner"], ["count()"], records)).toEqual([
    "2 records have null in the key (srcaddr, owner): left out; --keep-null groups them too",
  ]);
});

test("fractions and carries of many groups are kept apart", () => {
  const groups = Array.from({ length: 3000 }, (_, i) => i);
  const records = groups.flatMap((k) => [`{"k":${k},"x":${half}}`, `{"k":${k},"x":${half}}`, `{"k":${k},"x":${k}}`]);
  expect(resultsOf("sum(x)", records)).toEqual(groups.map((k) => String(2n ** 63n + BigInt(k))));
  const fractions = groups.flatMap((k) => [`{"k":${k},"x":${k}.5}`, `{"k":${k},"x":1}`]);
  expect(resultsOf("sum(x)", fractions)).toEqual(groups.map((k) => String(k + 1.5)));
});
