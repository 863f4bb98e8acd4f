// Laws of flow-top, for any records and any keys: what comes out is a stable sort, cut; memory makes no difference; the rest
// is the whole without what came out.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { topWorker } from "../../packages/core/src/stages.ts";
import { feed, linesOf } from "./feed.ts";
import { compareRecords, type FieldKey, rankKeys } from "./order.ts";
import { type Node, readLine } from "./reference.ts";

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom("1.0", "10e-1", "-0", "1E2", "100", "0.1e3", "1e-7", "9007199254740993", "9007199254740992.0"),
);
const address = fc
  .oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("::ffff:1.2.3.4", "1.2.3.4", "::"))
  .map((text) => JSON.stringify(text));
const value = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 1, arbitrary: address },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.constantFrom("null", "true", '"7"', '"007"') },
);
const group = fc.constantFrom("1", '"1"', '"a"', "null");
const key: fc.Arbitrary<FieldKey> = fc.record({ field: fc.constantFrom("a", "b", "g"), descending: fc.boolean() });
const keys = fc.array(key, { minLength: 1, maxLength: 3 });
/** Filler, so that few records are many bytes. */
const filler = fc.integer({ min: 0, max: 3000 }).map((length) => "x".repeat(length));
const line = fc
  .tuple(value, value, group, filler)
  .map(([a, b, g, pad]) => `{"a":${a},"b":${b},"g":${g},"pad":"${pad}"}`);

interface Question {
  readonly count: number;
  readonly per: readonly string[];
  readonly maxMemory: number;
}

const usual: Question = { count: Infinity, per: [], maxMemory: 1 << 24 };

function top(lines: readonly string[], by: readonly FieldKey[], question: Partial<Question>): string[] {
  const options = { ...usual, keys: rankKeys(by), share: false, other: false, ...question };
  return linesOf(feed((context) => topWorker(options, context), lines.map((it) => `${it}\n`).join("")));
}

function membersOf(text: string): ReadonlyMap<string, Node> {
  return readLine(text) ?? new Map<string, Node>();
}

/** The lines by a stable sort of another kind. */
function sorted(lines: readonly string[], by: readonly FieldKey[]): string[] {
  const records = lines.map((text) => ({ text, members: membersOf(text) }));
  return records.toSorted((a, b) => compareRecords(a.members, b.members, by)).map(({ text }) => text);
}

function groupOf(text: string): string {
  return JSON.stringify(membersOf(text).get("g"));
}

test("everything in order is a stable sort, in memory and out of it", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 150, size: "max" }), keys, (lines, by) => {
      const expected = sorted(lines, by);
      expect(top(lines, by, {})).toEqual(expected);
      expect(top(lines, by, { maxMemory: 0 })).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

test("the first N are the sort, cut; of each group, the group's sort, cut", () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 150, size: "max" }),
      keys,
      fc.nat({ max: 20 }),
      fc.nat(),
      (lines, by, count, memory) => {
        const maxMemory = memory % 2 === 0 ? 0 : usual.maxMemory;
        expect(top(lines, by, { count, maxMemory })).toEqual(sorted(lines, by).slice(0, count));
        const groups = [...new Set(lines.map(groupOf))];
        const expected = groups.flatMap((name) => {
          const own = lines.filter((text) => groupOf(text) === name);
          return sorted(own, by).slice(0, count);
        });
        expect(top(lines, by, { count, per: ["g"], maxMemory })).toEqual(expected);
      },
    ),
    { numRuns: 20 },
  );
});

test("what comes out and the rest are the whole, to the last digit", () => {
  const bytes = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
  const record = fc.record({ bytes: fc.option(bytes), packets: fc.option(fc.bigInt({ min: 0n, max: 2n ** 62n })) });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 60 }), fc.nat({ max: 30 }), (records, count) => {
      const lines = records.map((it) => `{"bytes":${it.bytes},"packets":${it.packets}}\n`).join("");
      const options = {
        ...usual,
        keys: rankKeys([{ field: "bytes", descending: true }]),
        count,
        share: false,
        other: true,
      };
      const got = linesOf(feed((context) => topWorker(options, context), lines));
      expect(got.length).toBe(Math.min(count, records.length) + Number(count < records.length));
      for (const field of ["bytes", "packets"] as const) {
        const sum = records.reduce((total, it) => total + (it[field] ?? 0n), 0n);
        const numbers = got.map((text) => new RegExp(`"${field}":(-?\\d+)`).exec(text)?.[1] ?? "0");
        expect(numbers.reduce((total, text) => total + BigInt(text), 0n)).toBe(sum);
      }
    }),
    { numRuns: 100 },
  );
});
