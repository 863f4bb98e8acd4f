// flow-group against a Map: keys in the order of their arrival, sums in whole numbers of any size.
import { expect, test } from "vitest";
import { type Aggregate, parseAggregate } from "../../packages/core/src/aggregate/aggregate.ts";
import { groupWorker } from "../../packages/core/src/stages.ts";
import { feed, linesOf, type Outcome, randomCut, unwrap, whole, type Cut } from "./feed.ts";
import { randomFlows, randomNumber } from "./flows.ts";
import { repeat } from "./random.ts";
import { compareNumbers, isNumeric, type Node, readLine, type Value, valueOf, written } from "./reference.ts";

type Members = ReadonlyMap<string, Node>;

function aggregatesOf(texts: readonly string[]): Aggregate[] {
  return texts.map((text) => unwrap(parseAggregate(text)));
}

function grouped(by: readonly string[], texts: readonly string[], lines: readonly string[], cut: Cut = whole): Outcome {
  const options = { by, aggregates: aggregatesOf(texts) };
  return feed((surroundings) => groupWorker(options, surroundings), lines.map((line) => `${line}\n`).join(""), cut);
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

/** Whole numbers exactly; fractions as doubles, among themselves first. */
function sumOf(numbers: readonly string[]): bigint | number {
  const integers = numbers.filter(isWhole).reduce((sum, text) => sum + BigInt(text), 0n);
  const fractions = numbers.filter((text) => !isWhole(text));
  if (fractions.length === 0) return integers;
  const sum = fractions.map(Number).reduce((a, b) => a + b);
  return fractions.length === numbers.length ? sum : Number(integers) + sum;
}

function extremeOf(numbers: readonly string[], sign: number): string {
  const extreme = numbers.reduce((best, text) => (compareNumbers(text, best) * sign > 0 ? text : best));
  return isWhole(extreme) ? String(BigInt(extreme)) : String(Number(extreme));
}

function resultOf({ function: name, field }: Aggregate, members: readonly Members[]): string {
  const values = members.flatMap((each): Value[] => {
    const value = field === undefined ? undefined : valueOf(each, field);
    return value === undefined ? [] : [value];
  });
  if (name === "count") return String(field === undefined ? members.length : values.length);
  const numbers = values.map(({ text }) => text).filter(isNumeric);
  if (numbers.length === 0) return "null";
  if (name === "sum") return String(sumOf(numbers));
  if (name === "avg") return String(Number(sumOf(numbers)) / numbers.length);
  return extremeOf(numbers, name === "max" ? 1 : -1);
}

function plainly(by: readonly string[], texts: readonly string[], lines: readonly string[]): string[] {
  const groups = new Map<string, Members[]>();
  for (const line of lines) {
    const members = readLine(line) ?? new Map<string, Node>();
    const keys = by.map((name) => written(valueOf(members, name), "null"));
    if (by.some((name) => valueOf(members, name) === undefined)) continue;
    const key = by.map((name, i) => `${JSON.stringify(name)}:${keys[i]}`).join(",");
    groups.set(key, [...(groups.get(key) ?? []), members]);
  }
  return [...groups].map(([key, members]) => {
    const results = aggregatesOf(texts).map((one) => `${JSON.stringify(one.name)}:${resultOf(one, members)}`);
    return `{${[...(key === "" ? [] : [key]), ...results].join(",")}}`;
  });
}

const keyLists = [
  [],
  ["srcaddr"],
  ["action"],
  ["srcaddr", "dstaddr", "dstport"],
  ["key"],
  ["n.x", "action"],
  ["account_id"],
];
const allAggregates = [
  "count()",
  "count(key)",
  "sum(bytes)",
  "min(bytes)",
  "max(bytes)",
  "avg(bytes)",
  "sum(key)",
  "avg(n.x) as `mean x`",
];

test("random records", () => {
  repeat(200, (random) => {
    const by = random.pick(keyLists);
    const aggregates = random.shuffled(allAggregates).slice(0, random.between(1, allAggregates.length));
    const lines = randomFlows(random, 100);
    const outcome = grouped(by, aggregates, lines, random.once(2) ? randomCut(random) : whole);
    expect(linesOf(outcome)).toEqual(plainly(by, aggregates, lines));
  });
});

test("sums of whole numbers are exact, however large", () => {
  repeat(60, (random) => {
    const sign = random.pick(["", "", "-"]);
    const lines = random.times(
      200,
      () => `{"k":${random.below(3)},"bytes":${sign}${random.between(1, 9)}${random.digits(17)}}`,
    );
    const aggregates = ["sum(bytes)", "min(bytes)", "max(bytes)", "avg(bytes)", "count(bytes)"];
    expect(linesOf(grouped(["k"], aggregates, lines))).toEqual(plainly(["k"], aggregates, lines));
  });
});

const large = "9223372036854775807";

test.each([
  [["9007199254740992", "1"], "9007199254740993"],
  [[large, "1"], "9223372036854775808"],
  [[large, large, large], "27670116110564327421"],
  [[large, "1", "-1"], large],
  [[`-${large.slice(0, 18)}`, "-1"], "-922337203685477581"],
  [Array.from({ length: 12 }, () => "-999999999999999999"), "-11999999999999999988"],
  [["-999999999999999999", "999999999999999999"], "0"],
  [[`-${large}`, "1"], "-9223372036854775806"],
  [["0.25", "0.5"], "0.75"],
  [["1", "0.5"], "1.5"],
  [["1", '"2"', '"x"', "true"], "3"],
  [["null"], "null"],
])("the sum of %j is %s", (values, sum) => {
  const lines = values.map((value) => `{"bytes":${value}}`);
  expect(linesOf(grouped([], ["sum(bytes)"], lines))).toEqual([`{"sum(bytes)":${sum}}`]);
});

test.each([
  ["min", ["3", "2.5", "2"], "2"],
  ["min", ["3", "2.5"], "2.5"],
  ["max", ["3", "2.5"], "3"],
  ["max", ["2.5", "9007199254740993"], "9007199254740993"],
  ["max", ["-1", "-0.5"], "-0.5"],
  ["avg", ["1", "2"], "1.5"],
  ["avg", ["1", "null", '"x"', "2.5"], "1.75"],
  ["avg", ["null"], "null"],
])("%s of %j is %s", (name, values, result) => {
  const lines = values.map((value) => `{"bytes":${value}}`);
  expect(linesOf(grouped([], [`${name}(bytes)`], lines))).toEqual([`{"${name}(bytes)":${result}}`]);
});

test("records with a null in the key are counted, values that are no numbers noted", () => {
  const outcome = grouped(["a"], ["sum(b)"], ['{"a":1,"b":"x"}', '{"a":null,"b":1}', '{"b":1}', '{"a":1,"b":2}']);
  expect(linesOf(outcome)).toEqual(['{"a":1,"sum(b)":2}']);
  expect(outcome.counts.dropped).toEqual({ "null in the key": 2 });
  expect(outcome.notes).toEqual([expect.stringContaining("1 value")]);
});

test("a text and a number are two keys, two spellings of one text are one", () => {
  const lines = ['{"a":1}', '{"a":"1"}', String.raw`{"a":"\u0031"}`, '{"a":1.0}'];
  expect(linesOf(grouped(["a"], ["count()"], lines))).toEqual([
    '{"a":1,"count()":1}',
    '{"a":"1","count()":2}',
    '{"a":1.0,"count()":1}',
  ]);
});

test("numbers in texts with escapes, side by side", () => {
  const lines = [String.raw`{"a":"1\u002e5","b":"2\u002e25"}`, String.raw`{"a":"1\u002e25","b":"3\u002e5"}`];
  expect(linesOf(grouped([], ["sum(a)", "sum(b)"], lines))).toEqual(['{"sum(a)":2.75,"sum(b)":5.75}']);
});

test("tens of thousands of groups", () => {
  repeat(1, (random) => {
    const lines = random.times(60_000, () => `{"k":"host-${random.below(40_000)}","bytes":${randomNumber(random)}}`);
    const sums = new Map<string, number>();
    for (const line of lines) sums.set(line.slice(5, line.indexOf('",')), 0);
    const outcome = grouped(["k"], ["count()"], lines);
    expect(outcome.counts.outRecords).toBe(sums.size);
    expect(linesOf(outcome).map((line) => line.slice(5, line.indexOf('",')))).toEqual([...sums.keys()]);
  });
});
