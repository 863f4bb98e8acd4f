// The scan of NDJSON against JSON.parse.
import { expect, test } from "vitest";
import { type Cut, cutEverywhere, randomCut, splitLines, whole } from "./feed.ts";
import { decodeNdjson } from "./decoded.ts";
import { randomSource, wantedLists } from "./json.ts";
import { type Random, repeat } from "./random.ts";
import { depthLimit, readLine, toPlain, valueOf, written } from "./reference.ts";

interface Expectation {
  readonly rows: readonly string[];
  readonly bad: readonly number[];
  readonly lines: number;
}

/** What JSON.parse makes of the same bytes. */
function expectedOf(source: Buffer, wanted: readonly string[]): Expectation {
  const rows: string[] = [];
  const bad: number[] = [];
  // The decoder of TextDecoder takes the byte order mark off.
  const lines = splitLines(new TextDecoder().decode(source));
  for (const [index, line] of lines.entries()) {
    if (/^[ \t\r]*$/.test(line)) continue;
    const members = readLine(line);
    if (members === undefined) bad.push(index + 1);
    else {
      const values = wanted.map((name) => written(valueOf(members, name)));
      rows.push([line.replaceAll(/^[ \t\r]+|[ \t\r]+$/g, ""), ...values].join(" | "));
    }
  }
  return { rows, bad, lines: lines.length };
}

function decodedAs(wanted: readonly string[], sources: readonly Buffer[], cut: Cut): Expectation {
  const { rows, bad, counts } = decodeNdjson(wanted, sources, cut);
  return {
    rows: rows.map(({ line, values }) => [line, ...values].join(" | ")),
    bad: bad.map(({ line }) => line),
    lines: counts.lines,
  };
}

/** What the decoder and JSON.parse make of a source. */
function both(random: Random, source: Buffer, cut: Cut): readonly [Expectation, Expectation] {
  const wanted = random.pick(wantedLists);
  return [decodedAs(wanted, [source], cut), expectedOf(source, wanted)];
}

/** The plain values of a record by the reader; undefined when it holds escapes, for lone surrogates differ. */
function plainOf(line: string): unknown {
  const members = line.includes("\\u") ? undefined : readLine(line);
  return members === undefined ? undefined : toPlain({ kind: "object", members, source: line });
}

test("the reader that the scan is held against agrees with JSON.parse", () => {
  repeat(30, (random) => {
    const lines = splitLines(new TextDecoder().decode(randomSource(random, 20)));
    const plain = lines.map((line) => ({ line, value: plainOf(line) })).filter(({ value }) => value !== undefined);
    expect(plain.map(({ value }) => value)).toEqual(plain.map(({ line }): unknown => JSON.parse(line)));
  });
});

test("random lines, in one piece", () => {
  repeat(150, (random) => {
    const [found, expected] = both(random, randomSource(random, 60), whole);
    expect(found).toEqual(expected);
  });
});

test("random lines, without faults", () => {
  repeat(60, (random) => {
    const [found, expected] = both(random, randomSource(random, 100, false), whole);
    expect(found).toEqual(expected);
  });
});

test("random lines, cut at random places", () => {
  repeat(80, (random) => {
    const [found, expected] = both(random, randomSource(random, 30), randomCut(random));
    expect(found).toEqual(expected);
  });
});

test("a small input cut in two at every byte", () => {
  repeat(10, (random) => {
    const source = randomSource(random, 3);
    const wanted = random.pick(wantedLists);
    const { rows, bad, lines } = expectedOf(source, wanted);
    const copies = Array.from({ length: source.length }, () => source);
    const found = decodedAs(wanted, copies, cutEverywhere());
    expect(found.rows).toEqual(copies.flatMap(() => rows));
    expect(found.bad).toEqual(copies.flatMap(() => bad));
    expect(found.lines).toBe(copies.length * lines);
  });
});

test("a small input, byte by byte", () => {
  repeat(20, (random) => {
    const [found, expected] = both(random, randomSource(random, 4), () => 1);
    expect(found).toEqual(expected);
  });
});

const wrap = (depth: number, open: string, close: string): string =>
  `{"a":${open.repeat(depth - 1)}${open === "[" ? "" : "1"}${close.repeat(depth - 1)},"bytes":7}`;

test.each([
  ["arrays", "[", "]"],
  ["objects", '{"a":', "}"],
])("%s are nested up to the limit and no deeper", (_, open, close) => {
  const source = [wrap(depthLimit, open, close), wrap(depthLimit + 1, open, close), '{"bytes":8}', ""].join("\n");
  const { rows, bad } = decodeNdjson(["bytes"], [source]);
  expect(rows.map(({ values }) => values)).toEqual([["7"], ["8"]]);
  expect(bad).toMatchObject([{ line: 2, reason: "nested too deeply" }]);
});

test.each([
  ['{"n":{"a":1},"n":5}', "-"],
  ['{"n":{"a":1},"n":{"b":2}}', "-"],
  ['{"n":{"a":1},"n":{"a":2}}', "2"],
  ['{"n":5,"n":{"a":2}}', "2"],
  ['{"n":{"a":1,"a":2}}', "2"],
  ['{"n":{"a":1,"a":null}}', "-"],
])("the last of two equal keys counts, the second time too: %s", (line, value) => {
  const { rows } = decodeNdjson(["n.a"], [`${line}\n${line}\n${line}\n`]);
  expect(rows.map(({ values }) => values)).toEqual([[value], [value], [value]]);
});

test.each(["}", " }", ',"b":2}', '"a":1}', '{,"b":2}', '{"a":1}}', '{"a":1,}', '{"a":1"b":2}'])(
  "%j is no record, though records like it came before",
  (line) => {
    const { rows, bad } = decodeNdjson(["b"], [`{"a":1,"b":2}\n{"a":1,"b":2}\n${line}\n{"b":2}\n`]);
    expect(rows.map(({ values }) => values)).toEqual([["2"], ["2"], ["2"]]);
    expect(bad.map(({ line: number }) => number)).toEqual([3]);
  },
);

test("the lines of a second source are counted anew", () => {
  const { bad, counts } = decodeNdjson(["a"], ["{}\nx\n", "\n\nx"]);
  expect(bad.map(({ line }) => line)).toEqual([2, 3]);
  expect(counts.lines).toBe(5);
});
