// Which key of a record is meant by a name: the exact one, else the first in another spelling. A second, slow reading of
// the same records by JSON.parse says what is right.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { StageWorker } from "../stage/worker.ts";
import { fakeContext } from "../stage/context.fake.ts";
import { NdjsonDecoder } from "./ndjson.ts";

interface Found {
  readonly values: (string | undefined)[][];
  readonly keys: (string | undefined)[];
  readonly ties: number;
}

function decode(names: readonly string[], lines: readonly string[]): Found {
  const values: (string | undefined)[][] = [];
  const told: { keys: () => (string | undefined)[]; ties: () => number } = { keys: () => [], ties: () => 0 };
  const worker = new StageWorker(fakeContext({}), {
    decoder: (kernel, events) => new NdjsonDecoder(kernel, names, events),
    stage: (kernel) => ({
      accept(batch) {
        told.keys = () => names.map((_, column) => batch.keys?.keyOf(column));
        told.ties = () => kernel.ties.value;
        for (let row = 0; row < batch.rows; row++) {
          values.push(
            names.map((_, column) => {
              const span = batch.value(row, column);
              return span === undefined ? undefined : kernel.text(span.start, span.end);
            }),
          );
        }
      },
      finish: () => undefined,
    }),
  });
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  worker.room().set(bytes);
  worker.advance(bytes.length);
  return { values, keys: told.keys(), ties: told.ties() };
}

/** With so many other names, the kernel looks keys up in an index. */
const many = Array.from({ length: 50 }, (_, i) => `other.name${i}`);

/** What the names find, which is the same among many others that no record has. */
function decodeBoth(names: readonly string[], lines: readonly string[]): Found["values"] {
  const { values } = decode(names, lines);
  const all = decode([...many, ...names], lines).values;
  expect(all).toEqual(values.map((row) => [...many.map(() => undefined), ...row]));
  return values;
}

/** The spellings of the table, by hand. */
const classes = [
  ["srcaddr", "srcAddr", "src_addr", "SRC-ADDR", "source_address", "sourceAddress"],
  ["bytes", "Bytes", "by_tes"],
  ["my_key", "myKey", "MY-KEY"],
  ["_id", "_ID"],
  ["id", "i_d"],
  ["__proto__", "__PROTO__"],
  ["constructor"],
  ["REJECT", "reject"],
];
const key = fc.constantFrom(...classes.flat());
const record = fc.uniqueArray(key, { maxLength: 6 }).map((keys) => keys.map((it, i) => [it, `${it}=${i}`] as const));

function valueOf(name: string, members: readonly (readonly [string, string])[]): string | undefined {
  const kin = classes.find((it) => it.includes(name)) ?? [];
  const exact = members.find(([it]) => it === name);
  return (exact ?? members.find(([it]) => kin.includes(it)))?.[1];
}

test.each([
  ["alone", 1000, (names: readonly string[], lines: readonly string[]) => decode(names, lines).values],
  ["among many others", 100, decodeBoth],
])("each record has the value of the key that a name means, %s", (_, numRuns, read) => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { minLength: 1, maxLength: 3 }),
      fc.array(record, { maxLength: 30 }),
      (names, all) => {
        // With several names of one field, of several keys of which none is meant exactly, any may be taken.
        fc.pre(classes.every((kin) => names.filter((name) => kin.includes(name)).length < 2));
        const lines = all.map((members) => `{${members.map(([it, value]) => `"${it}":"${value}"`).join()}}`);
        expect(read(names, lines)).toEqual(all.map((members) => names.map((name) => valueOf(name, members))));
      },
    ),
    { numRuns },
  );
});

test.each([
  // A field that is left out of a layout is not looked for elsewhere: the other spelling would be missed.
  [["a"], ['{"A":1,"a":2,"b":3}', '{"A":4,"b":5}', '{"a":6,"b":7}'], [["2"], ["4"], ["6"]]],
  [["a"], ['{"a":2,"A":1,"b":3}', '{"A":4,"b":5}', '{"a":6,"b":7}'], [["2"], ["4"], ["6"]]],
  // Null is a value that is there.
  [["a"], ['{"a":null,"A":1}', '{"A":1,"a":null}'], [[undefined], [undefined]]],
  // One key for two names; each its own where there are two.
  [
    ["a_b", "aB"],
    ['{"a_b":1}', '{"aB":2}', '{"aB":3,"a_b":4}', '{"ab":5}'],
    [
      ["1", "1"],
      ["2", "2"],
      ["4", "3"],
      ["5", "5"],
    ],
  ],
  // Inside of objects, and as one key.
  [
    ["http.status"],
    ['{"HTTP":{"Status":1}}', '{"http.STATUS":2}', '{"Http":{"x":1},"http":{"status":3}}'],
    [["1"], ["2"], ["3"]],
  ],
  [
    ["http.status"],
    ['{"HTTP":{"status":1},"HTTP":{}}', '{"Http":{"status":2},"http":{"status":3}}'],
    [[undefined], ["3"]],
  ],
  [
    ["a.b", "a.c", "d.e"],
    ['{"a":{"b":1,"c":2},"d":{"e":3},"a":{"c":4}}', '{"a":{"b":5}}'],
    [
      [undefined, "4", "3"],
      ["5", undefined, undefined],
    ],
  ],
  // A repeated key replaces the object before it, with all that is in it, and nothing that stands elsewhere.
  [
    ["a.b", "a.c"],
    ['{"a.b":1,"a":{"c":2}}', '{"a.b":3,"a":{},"a":{"c":4}}', '{"a":{"b":5},"a.c":6,"a":7}', '{"a":{"b":8},"a.b":9}'],
    [
      ["1", "2"],
      ["3", "4"],
      [undefined, "6"],
      ["9", undefined],
    ],
  ],
  [
    ["a.b.c", "a.b.d"],
    ['{"a":{"b":{"c":1},"b.d":2},"a":{"x":3}}', '{"a":{"b":{"c":4},"b.d":5,"b":{}}}', '{"a":{"b.c":6},"a.b":{"d":7}}'],
    [
      [undefined, undefined],
      [undefined, "5"],
      ["6", "7"],
    ],
  ],
  [
    ["a.b", "a.c"],
    [
      '{"A.b":1,"A":{"c":2}}',
      '{"A":{"b":3},"a":{"c":4}}',
      '{"A":{"b":5},"a":{"c":6},"A":{}}',
      '{"a":{"B":7},"a":{"c":8}}',
    ],
    [
      ["1", "2"],
      ["3", "4"],
      [undefined, "6"],
      [undefined, "8"],
    ],
  ],
  [["a.b"], ['{"a":{"b":1},"a":{},"A":{"b":2}}', '{"A":{"b":3},"a":{"b":4},"a":{}}'], [["2"], [undefined]]],
  // Escapes are no obstacle, nor are values of many lines.
  [["srcaddr"], [String.raw`{"src\u0041ddr":"x"}`, '{"srcAddr":["a",1]}'], [["x"], ['["a",1]']]],
  // A dash or an underscore in front makes another key.
  [["-bytes"], ['{"bytes":1}', '{"-bytes":2}'], [[undefined], ["2"]]],
  [["id"], ['{"_id":1}'], [[undefined]]],
])("%j of %j", (names, lines, values) => {
  expect(decodeBoth(names, lines)).toEqual(values);
});

test("the data's own key is known, and two that spell a name equally well are counted", () => {
  const lines = [
    '{"x":1}',
    '{"srcAddr":1}',
    '{"srcaddr":2}',
    '{"src_addr":1,"SRCADDR":2}',
    '{"src_addr":1,"SRCADDR":2}',
  ];
  expect(decode(["source_address", "y"], lines)).toEqual({
    values: [
      [undefined, undefined],
      ["1", undefined],
      ["2", undefined],
      ["1", undefined],
      ["1", undefined],
    ],
    keys: ["srcAddr", undefined],
    ties: 2,
  });
});

test("names longer than any spelling, and keys too", () => {
  const long = `a${"_".repeat(5000)}b`;
  expect(decode(["ab", long], [`{"${long}":1}`, '{"ab":2}', `{"a${"_".repeat(300)}B":3}`]).values).toEqual([
    ["1", "1"],
    ["2", undefined],
    ["3", undefined],
  ]);
});
