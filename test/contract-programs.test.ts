// What programs can rely on: options are checked where a stream is made, by the definitions of the commands, and good results
// come before an error.
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { checkedOptions } from "../packages/cli/src/streams.ts";
import { bin } from "../packages/flow-bin/src/index.ts";
import { filter } from "../packages/flow-filter/src/index.ts";
import { format } from "../packages/flow-fmt/src/index.ts";
import { group } from "../packages/flow-group/src/index.ts";
import { top } from "../packages/flow-top/src/index.ts";
import { parse, read } from "../packages/flowlogs-read/src/index.ts";
import { definitions } from "./definitions.ts";
import { node } from "./program.ts";

/** Calls as a program in JavaScript makes them, which no compiler has checked. */
const wrong: readonly (readonly [
  call: string,
  make: (...given: never[]) => unknown,
  given: unknown[],
  message: string,
])[] = [
  ["a misspelt option", format, [{ colour: "never" }], "flow-fmt: colour: unknown option; did you mean color?"],
  ["a misspelt operand", top, [{ cuont: 3 }], "flow-top: cuont: unknown option; did you mean count?"],
  [
    "a name as the shell has it",
    group,
    [{ "keep-null": true }],
    "flow-group: keep-null: unknown option; did you mean keepNull?",
  ],
  ["a missing operand", bin, [{}], "flow-bin: size: is missing"],
  ["no operand at all", filter, [], "flow-filter: expression: is missing"],
  ["a misspelt word", format, [{ output: "cvs" }], 'flow-fmt: output: unknown word "cvs"; did you mean "csv"?'],
  [
    "an option that goes with another format",
    format,
    [{ output: "csv", wrap: true }],
    "flow-fmt: wrap: does not apply to -o csv; it applies to table, pivot, schema",
  ],
  [
    "a number that is none",
    top,
    [{ count: -1 }],
    'flow-top: count: "-1" is not a whole number; write digits only, such as 10',
  ],
  ["a text for a switch", top, [{ least: "yes" }], 'flow-top: least: "yes" is not a value for it; give true or false'],
  ["null", top, [{ by: null }], "flow-top: by: null is not a value for it; give KEYS, or a list"],
  [
    "an object for a time",
    read,
    ["x", { start: {} }],
    "flowlogs-read: start: an object is not a value for it; give TIME as a text, a number or a Date",
  ],
  ["options that are a text", top, ["3"], "flow-top: its options are not an object"],
  ["a listener that is none", filter, ["a = 1", { onBadLine: 1 }], "flow-filter: onBadLine: it is not a function"],
  [
    "an option of sources",
    parse,
    [{ endpointUrl: "x" }],
    "flowlogs-read: endpointUrl: unknown option; the options are format, start, end, fields, where, dedupe, limit, strict, maxBad",
  ],
];

describe("an option that is wrong throws a TypeError where the stream is made", () => {
  test.each(wrong)("%s", (_, make, given, message) => {
    const call = (): unknown => Reflect.apply(make, undefined, given);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(expect.objectContaining({ name: "OptionError", message }));
  });

  test("with a code and the position in the text", () => {
    const position = { line: 2, byte: 8, column: 5 };
    expect(() => filter("a\u00fc =\nx = and")).toThrow(
      expect.objectContaining({ code: "invalid-option", option: "expression" }),
    );
    expect(() => filter("a = 1 and\nb = and")).toThrow(
      expect.objectContaining({ position: { line: 2, byte: 14, column: 5 } }),
    );
    expect(() => filter("\u00fc = 1 and\nb = and")).toThrow(
      expect.objectContaining({ position: { ...position, byte: 15 } }),
    );
    expect(() => top(Object.assign({}, { cuont: 1 }))).toThrow(
      expect.objectContaining({ code: "unknown-option", option: "cuont" }),
    );
  });
});

test.each(definitions)("$name takes each of its options under its name in camelCase", (definition) => {
  const names = Object.keys({ ...definition.options, ...definition.operands });
  const required = Object.entries(definition.operands).filter(([, it]) => it.required === true);
  const given = Object.fromEntries(required.map(([name]) => [name, name === "size" ? "5m" : "a = 1"]));
  for (const name of names)
    expect(() => checkedOptions(definition, { ...given, [camel(name)]: undefined })).not.toThrow(/unknown/);
});

describe("records", () => {
  const flows = [
    { srcaddr: "10.0.0.1", bytes: 18446744073709551615n },
    { srcaddr: "10.0.0.1", bytes: 1 },
    { srcaddr: "10.0.0.2", bytes: 7 },
  ];

  test("go in and come out as objects, with every digit", async () => {
    const groups = Readable.from(flows).pipe(group({ by: ["srcaddr"], aggregates: ["sum(bytes)"] }));
    // 2^64 - 1 + 1
    expect(await groups.records().toArray()).toEqual([
      { srcaddr: "10.0.0.1", "sum(bytes)": 18446744073709551616n },
      { srcaddr: "10.0.0.2", "sum(bytes)": 7 },
    ]);
  });

  test("what is neither bytes nor a record is refused", async () => {
    await expect(buffer(Readable.from([[1]]).compose(filter("a = 1")))).rejects.toThrow(
      "a stage takes bytes, text or records",
    );
  });
});

describe("bad lines", () => {
  const input = '{"a":1}\n{"a":\u00fc}\n{"a":2}\n';
  const bad = { line: 2, byte: 8, column: 6, reason: "not JSON" };

  test("are events, and calls, with their places", async () => {
    const met: unknown[] = [];
    const stream = filter("a > 0", { onBadLine: (line) => met.push(line) }).on("badLine", (line) => met.push(line));
    stream.end(input);
    expect((await buffer(stream)).toString()).toBe('{"a":1}\n{"a":2}\n');
    expect(met).toEqual([expect.objectContaining(bad), expect.objectContaining(bad)]);
    expect(Buffer.from(input).subarray(8, 13).toString()).toBe('{"a":');
  });

  test.each([
    ["strict", { strict: true }],
    ["maxBad", { maxBad: 0 }],
    ["maxBad as a share", { maxBad: "10%" }],
  ])("%s makes them an error, after all good records", async (_, options) => {
    const stream = filter("a > 0", { ...options, onBadLine: () => {} });
    stream.end(input);
    const met: unknown[] = [];
    const reading = (async () => {
      for await (const record of stream.records()) met.push(record);
    })();
    await expect(reading).rejects.toMatchObject({
      name: "FlowlogsError",
      code: "bad-lines",
      position: { line: 2, byte: 13, column: 6 },
    });
    expect(met).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test("nobody listens: the process warns", () => {
    const program = `import { filter } from "@flowlogs/filter"; process.stdin.pipe(filter("a > 0")).pipe(process.stdout);`;
    const { out, err } = node(program, input);
    expect(out).toBe('{"a":1}\n{"a":2}\n');
    expect(err).toContain("FlowlogsWarning: flow-filter: skipped 1 bad line, first line 2: not JSON");
  });
});

test("a field that the answer hangs on is in no record: an error with a code", async () => {
  const stream = top({ by: "bites" });
  stream.end('{"bytes":1}\n');
  await expect(buffer(stream)).rejects.toMatchObject({ code: "missing-field" });
});

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
