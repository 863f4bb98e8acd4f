// Records of any kind, and what comes of them by way of partial states.
import { constantFrom, integer, nat, oneof, record } from "fast-check";
import { isProblem } from "@flowlogs/base/problem";
import { unwrap } from "../../problem.fake.ts";
import { keysOfStates } from "../../stage/groupFields.ts";
import { run } from "../../stage/run.fake.ts";
import { type GroupStageOptions, groupWorker, type StageContext } from "../../stages.ts";
import { parseAggregate } from "../aggregate.ts";
import { parseGroupKeys } from "../key.ts";
import { mergeRules } from "./mergeRules.ts";
import { statesOf } from "./states.ts";

export const asked = [
  ..."count(x) count(x>3) sum(x) min(x) max(x) avg(x) bit_or(x) median(x) p90(x) pct(x,99.9)".split(" "),
  ..."first(x) last(x) any(s) earliest(s) latest(x) values(s) values(x) count_distinct(x) count_distinct(s)".split(" "),
  ..."approx_count_distinct(s) variance(x) stddev(x) min(srcaddr) max(srcaddr) min(action) max(action)".split(" "),
  ..."sum(x)/count() sum(big) avg(big) min(big) max(big) p50(big)".split(" "),
  ..."sum(f) avg(f) min(f) max(f) p75(f) values(f)".split(" "),
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
/** Quarters, whose sums are exact. */
const fractions = oneof(
  integer({ min: -4000, max: 4000 }).map((n) => String(n / 4)),
  constantFrom("null", "1e3", "-2.5e-1", "0.0"),
);
export const anyRecord = record({
  k: constantFrom('"p"', '"q"', "null", "3", '"p\\t"'),
  x: numbers,
  big: bigNumbers,
  f: fractions,
  s: texts,
  start: oneof(nat(9).map(String), constantFrom("null")),
  srcaddr: constantFrom('"10.0.0.9"', '"10.0.0.10"', '"2001:db8::1"', '"-"', "null"),
  action: constantFrom('"ACCEPT"', '"REJECT"', "null"),
});
type AnyRecord = Record<"k" | "x" | "big" | "f" | "s" | "start" | "srcaddr" | "action", string>;

export function lineOf(fields: AnyRecord): string {
  return `{${Object.entries(fields)
    .map(([key, value]) => `"${key}":${value}`)
    .join(",")}}\n`;
}

export function optionsOf(by: string, aggregates: readonly string[], keepNull: boolean): GroupStageOptions {
  const keys = by === "" ? [] : parseGroupKeys(by);
  if (isProblem(keys)) throw new Error(keys.problem);
  return { by: keys, aggregates: aggregates.map((text) => unwrap(parseAggregate(text))), keepNull };
}

/** Throws when there is no result. */
export function grouped(options: GroupStageOptions, lines: readonly string[]): string {
  const make = (context: StageContext) => groupWorker(options, context);
  return run(make, [lines.join("")], ({ problem }, isVital) => {
    if (isVital) throw new Error(problem);
  }).output;
}

/** The states of records. */
export function statesIn(options: GroupStageOptions, lines: readonly string[], more = {}): string {
  const aggregates = statesOf(options.aggregates);
  return grouped({ ...options, ...more, aggregates, totals: false, isPartial: true }, lines);
}

/** What the states of several runs come to. */
export function mergedStates(options: GroupStageOptions, states: readonly string[], more = {}): string {
  const merges = mergeRules(options.aggregates);
  return grouped({ ...options, merges, ...more, by: keysOfStates(options.by) }, states);
}

/** The states of all of them. */
export function remergedStates(options: GroupStageOptions, states: readonly string[]): string {
  const aggregates = statesOf(options.aggregates);
  return mergedStates(options, states, { aggregates, totals: false, isPartial: true });
}

/** The same as of all records at once, by way of the states of the parts. */
export function merged(options: GroupStageOptions, parts: readonly (readonly string[])[], more = {}): string {
  return mergedStates(
    options,
    parts.map((lines) => statesIn(options, lines, more)),
    more,
  );
}

/** The parts between these places. */
export function cutAt(lines: readonly string[], places: readonly number[]): string[][] {
  const cuts = [0, ...places.map((place) => place % (lines.length + 1)).toSorted((a, b) => a - b), lines.length];
  return cuts.slice(1).map((to, i) => lines.slice(cuts[i], to));
}
