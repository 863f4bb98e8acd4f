// flow-top against a sort of all records.
import { expect, test } from "vitest";
import type { StageContext } from "../../packages/core/src/stage/stage.ts";
import { topWorker } from "../../packages/core/src/stages.ts";
import { type Cut, feed, linesOf, randomCut, whole } from "./feed.ts";
import { randomFlows } from "./flows.ts";
import { compareRecords, type FieldKey, rankKeys } from "./order.ts";
import { type Random, repeat } from "./random.ts";
import { findNode, type Node, readLine, valueOf, written } from "./reference.ts";

const MUCH = 1 << 24;

interface Question {
  readonly count?: number;
  readonly keys: readonly FieldKey[];
  readonly per?: readonly string[];
  readonly maxMemory?: number;
}

function top(question: Question, lines: readonly string[], cut: Cut = whole): string[] {
  const { count = Infinity, keys, per = [], maxMemory = MUCH } = question;
  const options = { count, keys: rankKeys(keys), per, share: false, other: false, maxMemory };
  const source = lines.map((line) => `${line}\n`).join("");
  return linesOf(feed((context) => topWorker(options, context), source, cut));
}

/** Every record in order, groups in the order in which they came up; nothing where no record has one of the keys. */
function plainly({ count = Infinity, keys, per = [] }: Question, lines: readonly string[]): string[] {
  const all = lines.map((line) => readLine(line) ?? new Map<string, Node>());
  const names = [...keys.map(({ field }) => field), ...per];
  if (names.some((name) => all.every((members) => findNode(members, name) === undefined))) return [];
  const groups = new Map<string, { line: string; members: ReadonlyMap<string, Node> }[]>();
  for (const line of lines) {
    const members = readLine(line) ?? new Map<string, Node>();
    const group = JSON.stringify(per.map((field) => written(valueOf(members, field))));
    groups.set(group, [...(groups.get(group) ?? []), { line, members }]);
  }
  const inOrder = [...groups.values()].flatMap((records) =>
    records.toSorted((a, b) => compareRecords(a.members, b.members, keys)).slice(0, count),
  );
  return inOrder.map(({ line }) => line);
}

const ascending: readonly FieldKey[] = [{ field: "x", descending: false }];
const descending: readonly FieldKey[] = [{ field: "x", descending: true }];
const fields = ["bytes", "packets", "key", "srcaddr", "action", "n.x"];

function randomKeys(random: Random): FieldKey[] {
  const some = random.shuffled(fields).slice(0, random.between(1, 3));
  return some.map((field) => ({ field, descending: random.once(2) }));
}

test("random records by random keys, of all or of each group", () => {
  repeat(300, (random) => {
    const options = {
      keys: randomKeys(random),
      count: random.pick([0, 1, 2, 10, 10, 1000, Infinity]),
      per: random.once(2) ? [] : random.shuffled(fields).slice(0, random.between(1, 2)),
    };
    const lines = randomFlows(random, random.pick([0, 1, 20, 150]));
    expect(top(options, lines, random.once(3) ? whole : randomCut(random))).toEqual(plainly(options, lines));
  });
});

test("more records than are sorted at once, and more than fit into memory", () => {
  repeat(12, (random) => {
    const options = {
      keys: randomKeys(random),
      count: random.pick([1, 7, 300, 2500, Infinity]),
      per: random.once(2) ? [] : [random.pick(["action", "dstport"])],
      maxMemory: random.pick([0, 100_000, 300_000, MUCH]),
    };
    const lines = randomFlows(random, random.between(3000, 6000));
    expect(top(options, lines)).toEqual(plainly(options, lines));
  });
});

test("records of very different sizes, with little memory", () => {
  repeat(12, (random) => {
    const lines = random.times(60, (): string => {
      const size = random.pick([0, 10, 1000, 30_000, 200_000]);
      return JSON.stringify({ id: random.below(1e6), k: random.below(3), key: "x".repeat(size) + random.below(5) });
    });
    const options = {
      keys: random.shuffled(["id", "key"]).map((field) => ({ field, descending: random.once(2) })),
      count: random.pick([5, Infinity]),
      per: random.once(2) ? [] : ["k"],
      maxMemory: 0,
    };
    expect(top(options, lines)).toEqual(plainly(options, lines));
  });
});

test("the first ones that reach a part of the total, by BigInt arithmetic and at the border", () => {
  repeat(100, (random) => {
    const values = random.times(random.pick([1, 2, 10, 40]), () =>
      random.pick([0n, 1n, BigInt(random.below(20)), 2n ** 53n + 1n, 2n ** 63n - 1n, 10n ** 30n + 7n, null]),
    );
    const lines = values.map((value, id) => `{"id":${id},"x":${value}}`);
    const inOrder = values
      .flatMap((value, id) => (value === null ? [] : [{ value, id }]))
      .toSorted((a, b) => (a.value === b.value ? a.id - b.id : a.value > b.value ? -1 : 1));
    const total = inOrder.reduce((sum, { value }) => sum + value, 0n);
    const [first] = inOrder;
    // What some first ones have to a hair, or a random part.
    const reached = inOrder.slice(0, random.between(1, 5)).reduce((sum, { value }) => sum + value, 0n);
    const isExact = random.once(2) && first !== undefined && total > 0n && reached > 0n;
    const [numerator, denominator] = isExact ? [reached, total] : [BigInt(random.between(1, 100)), 100n];
    const off = isExact && reached < total ? random.pick([0n, 1n]) : 0n;
    const until = { text: "", numerator: numerator * 1000n + off, denominator: denominator * 1000n };
    const count = random.pick([3, Infinity, Infinity]);
    let sum = 0n;
    const expected: string[] = [];
    for (const { value, id } of inOrder.slice(0, count === Infinity ? undefined : count)) {
      if (sum * until.denominator >= total * until.numerator) break;
      sum += value;
      expected.push(lines[id] ?? "");
    }
    const options = { count, keys: rankKeys(descending), per: [], share: false, other: false, until };
    const make = (context: StageContext) => topWorker({ ...options, maxMemory: random.pick([0, MUCH]) }, context);
    expect(linesOf(feed(make, lines.map((line) => `${line}\n`).join(""), randomCut(random)))).toEqual(expected);
  });
});

// JavaScript's Number() would read these as numbers.
const odd = [" ", "0x10", "Infinity", "-Infinity", "+5", ".5", "5.", "1_0", "0b1", "\t7", "7 ", "1e", "--1", "-"];

test.each(odd)("the text %j is no number, before and after the first are full", (text) => {
  const lines = [2, text, 1, 3, text, 30].map((x) => JSON.stringify({ x }));
  for (const keys of [ascending, descending]) {
    for (const count of [1, 3, 5]) {
      const expected = plainly({ count, keys }, lines);
      expect(top({ count, keys }, lines)).toEqual(expected);
      expect(top({ count, keys }, lines, () => 5)).toEqual(expected);
    }
  }
});

const below = String.raw`-1e400 -123456789012345678901234567890 -9007199254740993 -9007199254740992 -10 -9.5 -1e-400 0`;
const above = String.raw`1e-1000000 1e-40 0.00012 0.1 0.10000000000000001 1 1.5 9 10 99 100 9007199254740992
  9007199254740992.5 9007199254740993 123456789012345678901234567890 1e61 1e400`;
const addresses = String.raw`"9.255.255.255" "10.0.0.1" "10.0.0.10" "::" "2001:DB8::1" "2001:db8::a" "fd00::"`;
const texts = String.raw`"" "\u0000" "\u0000\u0000" "\u0001" "\u0020" "010.0.0.1" "A" "a" "a\u0000" "aa" "b" false true {} "é" "€" "😀"`;

test("the order of all kinds of values, first to last", () => {
  const inOrder = [below, above, addresses, texts]
    .flatMap((values) => values.split(/\s+/))
    .map((value) => `{"x":${value}}`);
  const nulls = ['{"x":null}', "{}"];
  repeat(20, (random) => {
    const shuffled = random.shuffled(inOrder);
    expect(top({ keys: ascending }, [...nulls, ...shuffled])).toEqual([...inOrder, ...nulls]);
    expect(top({ keys: descending }, [...nulls, ...shuffled])).toEqual([...inOrder.toReversed(), ...nulls]);
    expect(plainly({ keys: ascending }, [...nulls, ...shuffled])).toEqual([...inOrder, ...nulls]);
  });
});

test.each([
  [["1", "1.0", '"1"', '"001"', "1e0", "10e-1", "0.1e1", "1.000E+0"]],
  [["0", "-0", "0.0", '"-0"', "0e5", "-0.000", '"000"', "0e99999999999999999999"]],
  [['"10.0.0.1"', '"::ffff:10.0.0.1"', '"::FFFF:a00:1"']],
  [['"2001:db8::1"', '"2001:DB8:0:0:0:0:0:1"', '"2001:db8::0.0.0.1"']],
  [["12345678901234567890", "1234567890123456789e1", "12345678901234567890.0", '"012345678901234567890"']],
])("spellings of one value are equal, and stay as they came: %j", (values) => {
  const lines = values.map((value) => `{"x":${value}}`);
  for (const keys of [ascending, descending]) {
    expect(top({ keys }, lines)).toEqual(lines);
    expect(top({ keys }, lines.toReversed())).toEqual(lines.toReversed());
    expect(top({ keys, count: 2 }, lines)).toEqual(lines.slice(0, 2));
  }
});
