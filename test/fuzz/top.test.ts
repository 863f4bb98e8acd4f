// flow-top against a sort of all records.
import { expect, test } from "vitest";
import type { SortKey } from "../../packages/core/src/rank/order.ts";
import { topWorker } from "../../packages/core/src/stages.ts";
import { type Cut, feed, linesOf, randomCut, whole } from "./feed.ts";
import { randomFlows } from "./flows.ts";
import { repeat } from "./random.ts";
import { compareNumbers, isNumeric, type Node, readLine, valueOf } from "./reference.ts";

function top(count: number, keys: readonly SortKey[], lines: readonly string[], cut: Cut): string[] {
  const source = lines.map((line) => `${line}\n`).join("");
  return linesOf(feed((surroundings) => topWorker({ count, keys }, surroundings), source, cut));
}

/** Numbers before texts, each among its own kind; null last whatever the direction. */
function compareValues(left: string | undefined, right: string | undefined, descending: boolean): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  const sign = descending ? -1 : 1;
  if (isNumeric(left) !== isNumeric(right)) return isNumeric(left) ? -sign : sign;
  if (isNumeric(left)) return sign * compareNumbers(left, right);
  return left < right ? -sign : left > right ? sign : 0;
}

function plainly(count: number, keys: readonly SortKey[], lines: readonly string[]): string[] {
  const records = lines.map((line) => ({ line, members: readLine(line) ?? new Map<string, Node>() }));
  const sorted = records.toSorted((a, b) => {
    for (const { field, descending } of keys) {
      const order = compareValues(valueOf(a.members, field)?.text, valueOf(b.members, field)?.text, descending);
      if (order !== 0) return order;
    }
    return 0;
  });
  return sorted.slice(0, count).map(({ line }) => line);
}

test("random records by random keys", () => {
  repeat(300, (random) => {
    const fields = random
      .shuffled(["bytes", "packets", "key", "srcaddr", "action", "n.x"])
      .slice(0, random.between(1, 3));
    const keys = fields.map((field) => ({ field, descending: random.once(2) }));
    const count = random.pick([0, 1, 2, 10, 10, 1000]);
    const lines = randomFlows(random, 150);
    const cut = random.once(3) ? whole : randomCut(random);
    expect(top(count, keys, lines, cut)).toEqual(plainly(count, keys, lines));
  });
});

// JavaScript's Number() would read these as numbers.
test.each([" ", "0x10", "Infinity", "-Infinity", "+5", ".5", "5.", "1_0", "0b1", "\t7", "7 "])(
  "the text %j is no number, before and after the first are full",
  (odd) => {
    const lines = [2, odd, 1, 3, odd, 30].map((x) => JSON.stringify({ x }));
    for (const descending of [true, false]) {
      const keys = [{ field: "x", descending }];
      for (const count of [1, 3, 5]) {
        const expected = plainly(count, keys, lines);
        expect(top(count, keys, lines, whole)).toEqual(expected);
        expect(top(count, keys, lines, () => 5)).toEqual(expected);
      }
    }
  },
);
