// flow-fmt read back: CSV by a small reader of RFC 4180, TSV by its escapes, JSON by JSON.parse, and log lines to log
// lines by way of NDJSON.
import { expect, test } from "vitest";
import { defaultFormat, fields as knownFields } from "../../packages/core/src/field.ts";
import { csv } from "../../packages/core/src/print/csv.ts";
import { json } from "../../packages/core/src/print/json.ts";
import { log } from "../../packages/core/src/print/log.ts";
import { ndjson } from "../../packages/core/src/print/ndjson.ts";
import { table } from "../../packages/core/src/print/table.ts";
import { tsv } from "../../packages/core/src/print/tsv.ts";
import { formatWorker, readWorker } from "../../packages/core/src/stages.ts";
import type { FormatStageOptions } from "../../packages/core/src/stage/format.ts";
import { type Cut, feed, linesOf, type Outcome, randomCut, splitLines, whole } from "./feed.ts";
import { randomFlows } from "./flows.ts";
import { type Random, repeat } from "./random.ts";
import { readLine, type Value, valueOf, written } from "./reference.ts";

function formatted(options: FormatStageOptions, source: string | Uint8Array, cut: Cut = whole): Outcome {
  return feed((context) => formatWorker(options, context), source, cut);
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

const fields = ["key", "bytes", "srcaddr", "n.x", "nowhere", "action"];

function valuesOf(line: string, names: readonly string[]): (Value | undefined)[] {
  const members = readLine(line);
  if (members === undefined) throw new Error(`no record: ${line}`);
  return names.map((name) => valueOf(members, name));
}

interface CsvCell {
  readonly text: string;
  readonly quoted: boolean;
}

/** RFC 4180; a quote may stand inside quotes only, doubled. */
function readCsv(text: string): CsvCell[][] {
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\n\r]*))([,\n])/gy;
  for (const match of text.matchAll(cell)) {
    const [, quoted, bare = "", separator] = match;
    row.push({ text: quoted?.replaceAll('""', '"') ?? bare, quoted: quoted !== undefined });
    if (separator === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

test("CSV reads back, and null is told from an empty text", () => {
  repeat(100, (random) => {
    const names = random.shuffled(fields).slice(0, random.between(1, fields.length));
    const lines = randomFlows(random, 40);
    const output = formatted(
      { printer: csv, fields: names },
      joined(lines),
      random.once(2) ? randomCut(random) : whole,
    );
    const [heading = [], ...rows] = readCsv(output.output.toString());
    expect(heading.map(({ text }) => text)).toEqual(names);
    const cells = rows.map((row) => row.map(({ text, quoted }) => (text === "" && !quoted ? undefined : text)));
    expect(cells).toEqual(lines.map((line) => valuesOf(line, names).map((value) => value?.text)));
  });
});

const unescapes: Record<string, string> = { t: "\t", n: "\n", r: "\r", "\\": "\\", '"': '"' };

test("TSV reads back", () => {
  repeat(60, (random) => {
    const lines = randomFlows(random, 40);
    const [heading, ...rows] = linesOf(formatted({ printer: tsv, fields }, joined(lines)));
    expect(heading).toBe(fields.join("\t"));
    const cells = rows.map((row) =>
      row
        .split("\t")
        .map((cell) =>
          (cell === '""' ? "" : cell).replaceAll(/\\(.)/g, (_, letter: string) => unescapes[letter] ?? "?"),
        ),
    );
    expect(cells).toEqual(lines.map((line) => valuesOf(line, fields).map((value) => value?.text ?? "")));
  });
});

test("NDJSON of some fields, and JSON of it, have the same values", () => {
  repeat(60, (random) => {
    const lines = randomFlows(random, 40);
    const names = random.shuffled(fields).slice(0, random.between(1, fields.length));
    const cut = random.once(2) ? randomCut(random) : whole;
    const expected = lines.map((line) => {
      const members = valuesOf(line, names).map((value, i) => `${JSON.stringify(names[i])}:${written(value, "null")}`);
      return `{${members.join(",")}}`;
    });
    expect(linesOf(formatted({ printer: ndjson, fields: names }, joined(lines), cut))).toEqual(expected);
    const array = formatted({ printer: json, fields: names }, joined(lines), cut).output.toString();
    expect(array).toBe(`[\n${expected.join(",\n")}\n]\n`);
  });
});

test("NDJSON and JSON of all fields are the lines that were read", () => {
  const lines = ['{"a":1, "b":"\\u00e9"}', "{}", '{"a":[1,{"b":null}]}'];
  expect(linesOf(formatted({ printer: ndjson }, `  ${lines.join(" \r\n\n")}`))).toEqual(lines);
  const array: unknown = JSON.parse(formatted({ printer: json }, joined(lines)).output.toString());
  expect(array).toEqual(lines.map((line): unknown => JSON.parse(line)));
  expect(formatted({ printer: json }, "").output.toString()).toBe("[]\n");
});

function logLine(random: Random, format: readonly string[]): string {
  const cells = format.map((name) => {
    const kind = knownFields.find((field) => field.name === name)?.kind ?? "text";
    if (random.once(10)) return "-";
    if (kind === "integer") return random.pick(["0", "6", "443", "9007199254740993", "18446744073709551615"]);
    if (kind === "time") return String(1_795_255_500 + random.below(1000));
    return random.pick(["10.0.0.1", "2001:db8::1", "000123456789", "a\\b", '"q"', "é", "100%", "x/y:z,w", "REJECT"]);
  });
  return cells.join(" ");
}

test("a log comes back byte for byte by way of NDJSON", () => {
  repeat(60, (random) => {
    const names = knownFields.map(({ name }) => name);
    const chosen = random.shuffled(names).slice(0, random.between(2, 20));
    const format = random.once(2) || !chosen.includes("bytes") ? defaultFormat : chosen;
    const rows = random.times(50, () => logLine(random, format));
    const header = format.map((name) => name.replaceAll("_", "-")).join(" ");
    const text = joined([header, ...rows]);
    const records = feed((context) => readWorker({}, context), text).output;
    const options = { printer: log, heading: true };
    expect(splitLines(formatted(options, records).output.toString())).toEqual(splitLines(text));
  });
});

test("what a log cannot hold is percent-encoded, and an empty text is no null in CSV", () => {
  const line = '{"a":"x y\\tz","b":"","c":null}';
  expect(linesOf(formatted({ printer: log, heading: false }, line))).toEqual(["x%20y%09z - -"]);
  expect(linesOf(formatted({ printer: csv, heading: false }, line))).toEqual(
    ['"x y\tz","",'].map(() => '"x y\tz","",'),
  );
});

test.each([
  ['{"b":1,"10":2,"9":3}', "b,10,9", "1,2,3"],
  ['{"a b":1,"c,d":2,"e\\"f":3}', 'a b,"c,d","e""f"', "1,2,3"],
  ['{"":1,"a":2}', ",a", "1,2"],
  ['{"a":1,"a":2}', "a", "2"],
  ['{"a.b":1,"c":{"d":2}}', "a.b,c", '1,"{""d"":2}"'],
])("the heading of %s is %s", (line, heading, row) => {
  expect(linesOf(formatted({ printer: csv }, line))).toEqual([heading, row]);
});

test("a heading in TSV is one line, and its names are as many as the columns", () => {
  const [heading, row] = linesOf(formatted({ printer: tsv }, '{"a\\tb":1,"c\\nd":2}'));
  expect([heading, row]).toEqual(["a\\tb\tc\\nd", "1\t2"]);
});

test("records with keys that the first one lacks are counted", () => {
  const long = "k".repeat(5000);
  const lines = [
    '{"a":1}',
    '{"a":1,"b":2}',
    '{"b":1}',
    '{"a":3}',
    '{"a":1,"b":2,"c":3}',
    `{"a":1,"${long}":2}`,
    '{"a":1,"":2}',
  ];
  const { notes, output } = formatted({ printer: csv }, joined(lines));
  expect(output.toString()).toBe("a\n1\n1\n\n3\n1\n1\n1\n");
  expect(notes).toEqual([expect.stringMatching(/^5 records have fields that the first record lacks.*line 2\)/)]);
});

test("a bad line is no record with other fields", () => {
  const { notes, bad } = formatted({ printer: csv }, '{"b":2,\n{"a":1}\n{"b":2}x\n{"c":\n');
  expect(notes).toEqual([]);
  expect(bad.map(({ line }) => line)).toEqual([1, 3, 4]);
});

test("a key of 5,000 bytes has its column", () => {
  const long = "k".repeat(5000);
  expect(linesOf(formatted({ printer: csv }, `{"a":1,"${long}":2}`))).toEqual([`a,${long}`, "1,2"]);
});

test.each(Object.entries({ csv, tsv, log, ndjson }))("fields inside one another, %s", (_name, printer) => {
  const depth = 20;
  const names = Array.from({ length: depth }, (_, i) => Array.from({ length: i + 1 }, () => "a").join("."));
  const inner = `"${"x ".repeat(3000)}"`;
  const line = `${'{"a":'.repeat(depth)}${inner}${"}".repeat(depth)}`;
  const lines = [line, line, '{"a":{"a":1}}'];
  const together = linesOf(formatted({ printer, fields: names, heading: false }, joined(lines)));
  const alone = lines.flatMap((one) =>
    linesOf(formatted({ printer, fields: names, heading: false }, one, () => 1000)).map((text) => text),
  );
  expect(together).toEqual(alone);
  expect(together.length).toBe(3);
});

test("the kernel writes a table's rows as they are written one value after the other", () => {
  repeat(20, (random) => {
    // More than are held to find the widths, so that later values may be wider.
    const lines = randomFlows(random, random.between(1000, 3000));
    const source = joined(lines);
    const cut = random.once(2) ? randomCut(random) : whole;
    const quick = formatted({ printer: table, fields }, source, cut);
    // A sign for null that is the usual one: then nothing is left to the kernel.
    const slow = formatted({ printer: table, fields, look: { null: "-" } }, source, cut);
    expect(quick.output.toString()).toBe(slow.output.toString());
    expect(quick.counts).toEqual(slow.counts);
  });
});
