// Integers beyond 63 bits, which JSON may hold: exact, or told. Expected sums are worked out by JavaScript's BigInt.
import { expect, test } from "vitest";
import { unwrap } from "../problem.fake.ts";
import { run } from "../stage/run.fake.ts";
import { groupWorker } from "../stages.ts";
import { parseAggregate } from "./aggregate.ts";

const values = [2n ** 63n, 1n, 2n ** 64n + 1n, -(2n ** 63n) - 1n, 2n ** 128n, -(2n ** 63n)];

function results(
  aggregates: readonly string[],
  texts: readonly string[],
): { output: string; notes: readonly string[] } {
  const options = { by: [], aggregates: aggregates.map((text) => unwrap(parseAggregate(text))) };
  return run((context) => groupWorker(options, context), [texts.map((text) => `{"a":${text}}\n`).join("")]);
}

test.each<[string, readonly bigint[]]>([
  ["of any size", values],
  ["in another order", values.toReversed()],
  ["that take each other away", [2n ** 64n, -(2n ** 64n), 5n]],
  ["beyond 63 bits only", [2n ** 63n, 2n ** 63n + 1n]],
])("sums and extremes of integers %s are exact", (_, integers) => {
  const sum = integers.reduce((all, value) => all + value, 0n);
  const least = integers.reduce((a, b) => (a < b ? a : b));
  const most = integers.reduce((a, b) => (a > b ? a : b));
  const written = integers.map(String);
  const expected = `{"sum(a)":${sum},"min(a)":${least},"max(a)":${most},"sum(a)+1":${sum + 1n}}\n`;
  expect(results(["sum(a)", "min(a)", "max(a)", "sum(a)+1"], written)).toMatchObject({ output: expected, notes: [] });
  const quoted = written.map((text) => `"${text}"`);
  expect(results(["sum(a)", "min(a)", "max(a)", "sum(a)+1"], quoted).output).toBe(expected);
});

test("integers of more than 40 digits are told of", () => {
  const { output, notes } = results(["sum(a)"], ["1", `1${"0".repeat(45)}`]);
  expect(output).toBe('{"sum(a)":1e+45}\n');
  expect(notes).toEqual(["1 integer of more than 40 digits: results keep about 16 of them"]);
});
