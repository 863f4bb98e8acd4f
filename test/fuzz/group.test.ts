// flow-group against a Map: keys in the order of their arrival, sums in whole numbers of any size.
import { expect, test } from "vitest";
import { type Aggregate, parseAggregate } from "../../packages/core/src/aggregate/aggregate.ts";
import { callsOf } from "../../packages/core/src/aggregate/formula.ts";
import { parseGroupKeys } from "../../packages/core/src/aggregate/key.ts";
import { type GroupStageOptions, groupWorker } from "../../packages/core/src/stages.ts";
import { type Members, resultOf } from "./aggregates.ts";
import { type Cut, feed, linesOf, type Outcome, randomCut, unwrap, whole } from "./feed.ts";
import { randomFlows, randomNumber } from "./flows.ts";
import { type Random, repeat } from "./random.ts";
import { type Node, readLine, valueOf, written } from "./reference.ts";

type Options = Omit<GroupStageOptions, "by" | "aggregates">;

function aggregatesOf(texts: readonly string[]): Aggregate[] {
  return texts.map((text) => unwrap(parseAggregate(text)));
}

/** Flow-group at work; `by` with commas, empty for none. */
function grouped(
  by: string,
  texts: readonly string[],
  lines: readonly string[],
  { cut = whole, ...more }: Options & { cut?: Cut } = {},
): Outcome {
  const options = { by: by === "" ? [] : unwrap(parseGroupKeys(by)), aggregates: aggregatesOf(texts), ...more };
  return feed((context) => groupWorker(options, context), lines.map((line) => `${line}\n`).join(""), cut);
}

function plainly(by: string, texts: readonly string[], lines: readonly string[], keepsNull = false): unknown[][] {
  const names = by === "" ? [] : by.split(",");
  const groups = new Map<string, Members[]>();
  for (const line of lines) {
    const members = readLine(line) ?? new Map<string, Node>();
    const values = names.map((name) => valueOf(members, name));
    if (values.includes(undefined) && !keepsNull) continue;
    const key = values.map((value, i) => `${JSON.stringify(names[i])}:${written(value, "null")}`).join(",");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [members]);
    else known.push(members);
  }
  const calls = aggregatesOf(texts).flatMap(({ formula }) => callsOf(formula));
  return [...groups].map(([key, members]) => [key, ...calls.map((call) => resultOf(call, members))]);
}

/** The lines as the reference has them: the text of the keys, then that of each result. */
function takenApart(outcome: Outcome, texts: readonly string[], reference: readonly unknown[][]): unknown[][] {
  return linesOf(outcome).map((line, i) => {
    const marks = aggregatesOf(texts).map(({ name }) => `${JSON.stringify(name)}:`);
    const places = marks.map((mark) => line.lastIndexOf(mark));
    const parts = marks.map((mark, k) =>
      line.slice((places[k] ?? 0) + mark.length, (places[k + 1] ?? line.length) - 1),
    );
    const key = line.slice(1, Math.max(1, (places[0] ?? 1) - 1));
    return [key, ...parts.map((part, k) => (typeof reference[i]?.[k + 1] === "number" ? Number(part) : part))];
  });
}

/** The lines as the reference has them; a number that differs from the reference's in the last digits only is that one. */
function rowsOf(outcome: Outcome, texts: readonly string[], reference: readonly unknown[][]): unknown[][] {
  return takenApart(outcome, texts, reference).map((row, i) =>
    row.map((value, k) => {
      const wanted = reference[i]?.[k];
      if (typeof wanted !== "number" || typeof value !== "number") return value;
      return Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)) ? wanted : value;
    }),
  );
}

const keyLists = ["", "srcaddr", "action", "srcaddr,dstaddr,dstport", "key", "n.x,action", "account_id"];
const allAggregates = [
  "count()",
  "count(key)",
  "sum(bytes)",
  "min(bytes)",
  "max(bytes)",
  "avg(bytes)",
  "sum(key)",
  "avg(n.x) as `mean x`",
  "median(bytes)",
  "p95(bytes)",
  "pct(key, 0)",
  "p99.9(dstport)",
  "variance(packets where packets between -1000 and 1000)",
  "stddev(dstport where dstport < 10000 and dstport > -10000)",
  "bit_or(dstport)",
  "count_distinct(key)",
  "count_distinct(srcaddr)",
  "approx_count_distinct(key)",
  "first(key)",
  "last(key)",
  "any(action)",
  "earliest(key)",
  "latest(key)",
  "values(action)",
  "values(n.x)",
  "min(action)",
  "max(account_id)",
  "min(srcaddr)",
  "max(dstaddr)",
  "count(action = REJECT)",
  "count(srcaddr in 10.0.0.0/8 or bytes > 100)",
  "sum(packets where action = REJECT)",
  "count_distinct(dstport where bytes > 2)",
  "p50(packets where action != REJECT)",
];

function randomQuestion(random: Random): { by: string; aggregates: string[]; lines: string[] } {
  const aggregates = random.shuffled(allAggregates).slice(0, random.between(1, allAggregates.length));
  return { by: random.pick(keyLists), aggregates, lines: randomFlows(random, 100) };
}

test("random records", () => {
  repeat(100, (random) => {
    const { by, aggregates, lines } = randomQuestion(random);
    const keepNull = random.once(4);
    const outcome = grouped(by, aggregates, lines, { keepNull, cut: random.once(2) ? randomCut(random) : whole });
    const reference = plainly(by, aggregates, lines, keepNull);
    expect(rowsOf(outcome, aggregates, reference)).toEqual(reference);
  });
});

test("with memory for a few groups and pairs the same comes out", () => {
  repeat(40, (random) => {
    const { by, aggregates, lines } = randomQuestion(random);
    const many = random.once(3) ? [...lines, ...randomFlows(random, 500)] : lines;
    const options = {
      keepNull: random.once(4),
      totals: random.once(3),
      cut: random.once(2) ? randomCut(random) : whole,
    };
    const spilled = grouped(by, aggregates, many, { ...options, maxGroups: random.pick([2, 3, 5, 20]) });
    const inMemory = grouped(by, aggregates, many, options);
    expect(linesOf(spilled)).toEqual(linesOf(inMemory));
    // How many groups are in memory, and how often they went to the disk, is what differs.
    expect({ ...spilled.counts, spilled: 0, pending: 0 }).toEqual({ ...inMemory.counts, spilled: 0, pending: 0 });
    expect(spilled.notes).toEqual(inMemory.notes);
  });
});

test("several levels of partitions: thousands of groups, memory for three", () => {
  repeat(2, (random) => {
    const lines = random.times(9000, () => `{"k":"${random.below(4000)}","v":${random.below(50)}}`);
    const aggregates = ["count()", "sum(v)", "count_distinct(v)", "values(v)", "first(v)", "p50(v)"];
    const spilled = grouped("k", aggregates, lines, { maxGroups: 3, totals: true });
    expect(linesOf(spilled)).toEqual(linesOf(grouped("k", aggregates, lines, { totals: true })));
    const reference = plainly("k", aggregates, lines);
    expect(rowsOf(grouped("k", aggregates, lines, { maxGroups: 3 }), aggregates, reference)).toEqual(reference);
  });
});

test("records whose groups stand together", () => {
  repeat(50, (random) => {
    const { by, aggregates, lines } = randomQuestion(random);
    const keys = by === "" ? [] : by.split(",");
    const keyOf = (line: string): string =>
      keys.map((name) => written(valueOf(readLine(line) ?? new Map<string, Node>(), name))).join();
    const together = lines.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const cut = randomCut(random);
    const sorted = grouped(by, aggregates, together, { sorted: true, cut, maxGroups: random.pick([1e9, 2]) });
    const reference = plainly(by, aggregates, together);
    expect(rowsOf(sorted, aggregates, reference)).toEqual(reference);
    expect(sorted.notes.filter((note) => note.includes("again"))).toEqual([]);
  });
});

test("a group that comes up again is another one with sorted, and it is said", () => {
  const outcome = grouped("a", ["count()"], ['{"a":1}', '{"a":1}', '{"a":2}', '{"a":1}'], { sorted: true });
  expect(linesOf(outcome)).toEqual(['{"a":1,"count()":2}', '{"a":2,"count()":1}', '{"a":1,"count()":1}']);
  expect(outcome.notes).toEqual([expect.stringContaining("1 group appeared again after others")]);
});

test("totals are those of all records with a key", () => {
  repeat(40, (random) => {
    const { by, aggregates, lines } = randomQuestion(random);
    const names = by === "" ? [] : by.split(",");
    const keyed = lines.filter((line) => {
      const members = readLine(line) ?? new Map<string, Node>();
      return names.every((name) => valueOf(members, name) !== undefined);
    });
    const all = linesOf(grouped(by, aggregates, lines, { totals: true }));
    const groups = linesOf(grouped(by, aggregates, lines));
    expect(all.slice(0, groups.length)).toEqual(groups);
    const nulls = names.map((name) => `${JSON.stringify(name)}:null,`).join("");
    const total = linesOf(grouped("", aggregates, keyed)).map(
      (line) => `{${nulls}${line.slice(1, -1)},"total()":true}`,
    );
    expect(all.slice(groups.length)).toEqual(total);
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
    const reference = plainly("k", aggregates, lines);
    expect(rowsOf(grouped("k", aggregates, lines), aggregates, reference)).toEqual(reference);
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
  expect(linesOf(grouped("", ["sum(bytes)"], lines))).toEqual([`{"sum(bytes)":${sum}}`]);
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
  expect(linesOf(grouped("", [`${name}(bytes)`], lines))).toEqual([`{"${name}(bytes)":${result}}`]);
});

test("records with a null in the key are counted, values that are no numbers noted", () => {
  const outcome = grouped("a", ["sum(b)"], ['{"a":1,"b":"x"}', '{"a":null,"b":1}', '{"b":1}', '{"a":1,"b":2}']);
  expect(linesOf(outcome)).toEqual(['{"a":1,"sum(b)":2}']);
  expect(outcome.counts.dropped).toEqual({ "null in the key": 2 });
  expect(outcome.notes).toEqual([expect.stringContaining("1 value"), expect.stringContaining("2 records have null")]);
});

test("a text and a number are two keys, two spellings of one text are one", () => {
  const lines = ['{"a":1}', '{"a":"1"}', String.raw`{"a":"\u0031"}`, '{"a":1.0}'];
  expect(linesOf(grouped("a", ["count()"], lines))).toEqual([
    '{"a":1,"count()":1}',
    '{"a":"1","count()":2}',
    '{"a":1.0,"count()":1}',
  ]);
});

test("numbers in texts with escapes, side by side", () => {
  const lines = [String.raw`{"a":"1\u002e5","b":"2\u002e25"}`, String.raw`{"a":"1\u002e25","b":"3\u002e5"}`];
  expect(linesOf(grouped("", ["sum(a)", "sum(b)"], lines))).toEqual(['{"sum(a)":2.75,"sum(b)":5.75}']);
});

test("tens of thousands of groups", () => {
  repeat(1, (random) => {
    const lines = random.times(60_000, () => `{"k":"host-${random.below(40_000)}","bytes":${randomNumber(random)}}`);
    const sums = new Map<string, number>();
    for (const line of lines) sums.set(line.slice(5, line.indexOf('",')), 0);
    const outcome = grouped("k", ["count()"], lines);
    expect(outcome.counts.outRecords).toBe(sums.size);
    expect(linesOf(outcome).map((line) => line.slice(5, line.indexOf('",')))).toEqual([...sums.keys()]);
  });
});
