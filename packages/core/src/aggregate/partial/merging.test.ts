// Partial states are merged in any grouping, by fewer keys, and only if they are all there.
import { array, assert, constantFrom, nat, property, subarray, tuple } from "fast-check";
import { expect, test } from "vitest";
import {
  asked,
  anyRecord,
  cutAt,
  grouped,
  lineOf,
  mergedStates,
  optionsOf,
  remergedStates,
  statesIn,
} from "./states.fake.ts";

/** The states of runs, some of them merged, and some of those again. */
function inTree(options: ReturnType<typeof optionsOf>, states: readonly string[], pairs: readonly number[]): string {
  const left = [...states];
  for (const place of pairs) {
    if (left.length < 2) break;
    const from = place % (left.length - 1);
    left.splice(from, 2, remergedStates(options, left.slice(from, from + 2)));
  }
  return mergedStates(options, left);
}

test("merges of merges, in any grouping, come to what one run comes to", () => {
  assert(
    property(
      array(anyRecord, { maxLength: 60 }),
      subarray(asked, { minLength: 1 }),
      tuple(array(nat(60), { maxLength: 5 }), array(nat(9), { maxLength: 5 })),
      tuple(constantFrom("k", "k,action", "srcaddr/24", "upper(s) as name,k", ""), constantFrom(true, false)),
      (records, aggregates, [places, pairs], [by, keepNull]) => {
        const options = optionsOf(by, ["count()", ...aggregates], keepNull);
        const lines = records.map(lineOf);
        const states = cutAt(lines, places).map((part) => statesIn(options, part));
        expect(inTree(options, states, pairs)).toBe(grouped(options, lines));
      },
    ),
    { numRuns: 50 },
  );
});

/** All that do not go by the order of the records of several groups. */
const unordered = asked.filter((text) => !/^(?:first|last|any|earliest|latest|values)/.test(text));

test("by fewer keys they come to what one run by those comes to", () => {
  assert(
    property(
      array(anyRecord, { maxLength: 60 }),
      subarray(unordered, { minLength: 1 }),
      array(nat(60), { maxLength: 5 }),
      constantFrom("k", "action", "srcaddr/24", ""),
      (records, aggregates, places, by) => {
        const options = optionsOf(by, ["count()", ...aggregates], true);
        const more = { by: optionsOf("k,action,srcaddr/24", [], true).by };
        const lines = records.map(lineOf);
        const states = cutAt(lines, places).map((part) => statesIn(options, part, more));
        expect(mergedStates(options, states)).toBe(grouped(options, lines));
      },
    ),
    { numRuns: 60 },
  );
});

test("by fewer keys, the earliest and latest are those of one run, or an error where starts are equal", () => {
  let [errors, results] = [0, 0];
  assert(
    property(array(anyRecord, { maxLength: 30 }), array(nat(30), { maxLength: 3 }), (records, places) => {
      const options = optionsOf("", ["earliest(x)", "latest(s)"], true);
      const lines = records.map(lineOf);
      const states = cutAt(lines, places).map((part) => statesIn(options, part, { by: optionsOf("k", [], true).by }));
      try {
        expect(mergedStates(options, states)).toBe(grouped(options, lines));
        results++;
      } catch (error) {
        if (!/have the same start/.test(String(error))) throw error;
        errors++;
      }
    }),
    { numRuns: 60 },
  );
  expect([errors > 0, results > 0]).toEqual([true, true]);
});

test("equal starts count only among the earliest", () => {
  const options = optionsOf("", ["earliest(x)", "latest(x)"], false);
  const more = { by: optionsOf("k", [], false).by };
  const lines = [
    ["a", 5, 1],
    ["b", 5, 2],
    ["c", 4, 3],
    ["d", 6, 3],
    ["e", 6, 3],
  ].map(([k, start, x]) => `{"k":"${k}","start":${start},"x":${x}}\n`);
  expect(mergedStates(options, [statesIn(options, lines, more)])).toBe('{"earliest(x)":3,"latest(x)":3}\n');
  expect(() => mergedStates(options, [statesIn(options, lines.slice(0, 2), more)])).toThrow(/have the same start/);
});

test.each(["first(x)", "last(x)", "last(s where x > 0)", "sum(x)/first(x)"])("%s needs all keys", (aggregate) => {
  const options = optionsOf("k", [aggregate], false);
  const states = statesIn(options, ['{"k":1,"s":2,"x":3}\n'], { by: optionsOf("k,s", [], false).by });
  expect(() => mergedStates(options, [states])).toThrow(/is not known by fewer keys than the k,s of a partial state/);
});

test("any value is right by fewer keys", () => {
  const options = optionsOf("k", ["any(x)"], false);
  const states = statesIn(options, ['{"k":1,"s":2,"x":3}\n'], { by: optionsOf("k,s", [], false).by });
  expect(mergedStates(options, [states])).toBe('{"k":1,"any(x)":3}\n');
});

test("names of keys are those of one field in any spelling", () => {
  const options = optionsOf("srcaddr", ["count()"], false);
  const states = statesIn(options, ['{"srcAddr":"10.0.0.1"}\n']);
  expect(mergedStates(options, [states, states])).toBe('{"srcAddr":"10.0.0.1","count()":2}\n');
});

test("states by different keys in turn, and one among them that has none of the asked ones", () => {
  const options = optionsOf("k", ["sum(x)"], false);
  const lines = Array.from({ length: 9 }, (_, x) => `{"k":${x % 2},"s":${x},"x":${x}}\n`);
  const all = ["k", "k,s", "s,k"].map((by) => statesIn(options, lines, { by: optionsOf(by, [], false).by }));
  const states = all.flatMap((text) => text.split(/(?<=\n)/));
  const inTurn = states.toSorted((a, b) => a.length - b.length);
  // Three times 0+2+4+6+8 and 1+3+5+7.
  const results = mergedStates(options, inTurn).trim().split("\n").toSorted();
  expect(results).toEqual(['{"k":0,"sum(x)":60}', '{"k":1,"sum(x)":48}']);
  const other = '{"s":1,"sum(x)":1,"partial()":[1,"s"]}\n';
  expect(() => mergedStates(options, [...inTurn, other, ...inTurn])).toThrow(/grouped by s, not by k/);
});

test("states that are not all there are an error", () => {
  const options = optionsOf("k", ["count()"], false);
  const lines = ["1", "2", "3"].map((k) => `{"k":${k}}\n`);
  const states = statesIn(options, lines);
  const [one = "", two = "", three = "", end = ""] = states.split(/(?<=\n)/);
  expect(end).toBe('{"states()":3,"partial()":[1,"k"]}\n');
  for (const [parts, message] of [
    [[one, two, three], /the end of a run's partial states is missing/],
    [[one, three, end], /1 of 3 partial states are missing/],
    [[one, two, three, end, one], /the end of a run/],
    [[one, two, three.slice(0, 10), end], /a line is not a partial state/],
    [[one, two, three, end.slice(0, -9)], /a line is not a partial state/],
    [[], /no partial state came in/],
  ] as const) {
    expect(() => mergedStates(options, parts)).toThrow(message);
  }
  // In any order, as commands between may sort them.
  expect(mergedStates(options, [end, three, one, two])).toBe(
    '{"k":3,"count()":1}\n{"k":1,"count()":1}\n{"k":2,"count()":1}\n',
  );
});
