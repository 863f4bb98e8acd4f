// Sizes at which something in the kernel changes: long lines, many rows in a chunk, many layouts, many keys in a record,
// many distinct values, long keys of groups.
import { expect, test } from "vitest";
import { parseGroupKeys } from "../../packages/core/src/aggregate/key.ts";
import { parseAggregate } from "../../packages/core/src/aggregate/aggregate.ts";
import { csv } from "../../packages/core/src/print/csv.ts";
import { log } from "../../packages/core/src/print/log.ts";
import { tsv } from "../../packages/core/src/print/tsv.ts";
import { filterWorker, formatWorker, groupWorker, readWorker } from "../../packages/core/src/stages.ts";
import { decodeNdjson } from "./decoded.ts";
import { type Cut, expressionOf, faultsOf, feed, linesOf, type MakeWorker, unwrap } from "./feed.ts";
import { repeat } from "./random.ts";

const count = unwrap(parseAggregate("count()"));
const anything: MakeWorker = (context) => filterWorker(expressionOf("a is not null"), context);
const logs: MakeWorker = (context) => readWorker({ formats: [["action", "bytes"]] }, context);

const mebibyte = 1024 * 1024;

test.each([
  ["filter", anything, '{"a":1}', '{"a":2}'],
  ["read", logs, "ACCEPT 1", "ACCEPT 2"],
])("a line of 20 MB is one bad line for %s, and those around it come out", (_, make, before, after) => {
  const source = Buffer.concat(
    [`${before}\n`, Buffer.alloc(20_000_000, "x"), `\n${after}\nbad\n`].map((part) => Buffer.from(part)),
  );
  const outcome = feed(make, source);
  expect(faultsOf(outcome)[0]).toBe("2: line too long");
  expect(outcome.bad.map(({ line }) => line)).toEqual([2, 4]);
  expect(linesOf(outcome).length).toBe(2);
  expect(outcome.counts).toMatchObject({ lines: 4, records: 2, bytes: source.length });
});

test("a line of 20 MB at the end of its source is one bad line, and the next source is read", () => {
  const { bad, rows } = decodeNdjson(["a"], [Buffer.alloc(20_000_000, "x"), '{"a":1}\n']);
  expect(bad.map(({ line, reason }) => `${line}: ${reason}`)).toEqual(["1: line too long"]);
  expect(rows.map(({ values }) => values)).toEqual([["1"]]);
});

test.each([
  ["as long as may be", 16 * mebibyte, 1],
  ["one byte longer", 16 * mebibyte + 1, 0],
  ["longer by less than a chunk", 16 * mebibyte + 1000, 0],
])("a line %s", (_, length, kept) => {
  const frame = '{"a":""}';
  const source = Buffer.from(`{"a":"${"x".repeat(length - frame.length)}"}\n`);
  for (const cut of [() => Number.POSITIVE_INFINITY, () => 100_000] satisfies Cut[]) {
    const outcome = feed(anything, source, cut);
    expect([outcome.counts.records, outcome.bad.length]).toEqual([kept, 1 - kept]);
  }
});

test("a line of 1 MiB is a line like any other, in every format", () => {
  const value = "xy".repeat(mebibyte / 2);
  const source = `{"a":1}\n{"a":"${value}"}\n{"a":3}\n`;
  expect(feed(anything, source).output.toString()).toBe(source);
  for (const printer of [csv, tsv, log]) {
    const outcome = feed((context) => formatWorker({ printer, fields: ["a"], heading: false }, context), source);
    expect(outcome.output.toString() === `1\n${value}\n3\n`).toBe(true);
  }
  const records = feed(logs, `ACCEPT 1\n${value} 2\nOK 3\n`);
  expect(records.output.length).toBe(
    3 * '{"action":"","bytes":1}\n'.length + "ACCEPT".length + value.length + "OK".length,
  );
});

test("70,000 distinct values under a regular expression", () => {
  const lines = Array.from({ length: 70_000 }, (_, i) => `{"a":"value ${i}"}`);
  const twice = [...lines, ...lines].join("\n");
  const outcome = feed((context) => filterWorker(expressionOf("a =~ /7$/"), context), twice);
  const kept = lines.filter((line) => line.endsWith('7"}'));
  expect(linesOf(outcome)).toEqual([...kept, ...kept]);
});

test("two regular expressions keep their answers apart", () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `{"a":"${i % 9000}","b":"${i % 7}"}`);
  const expression = expressionOf("a =~ /1/ and b =~ /[135]/");
  const kept = lines.filter((_, i) => String(i % 9000).includes("1") && /[135]/.test(String(i % 7)));
  expect(linesOf(feed((context) => filterWorker(expression, context), lines.join("\n")))).toEqual(kept);
});

test("more rows in a chunk than a batch holds, bad ones among them", () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => (i % 1000 === 77 ? "x" : `{"a":${i}}`));
  const { rows, bad } = decodeNdjson(["a"], [lines.join("\n")]);
  const good = lines.flatMap((line, i) => (line === "x" ? [] : [String(i)]));
  expect(rows.map(({ values }) => values[0])).toEqual(good);
  expect(bad.map(({ line }) => line)).toEqual(lines.flatMap((line, i) => (line === "x" ? [i + 1] : [])));
});

test("many bad lines in a row", () => {
  const { bad, counts } = decodeNdjson(["a"], ["x\n".repeat(10_000)]);
  expect(bad.map(({ line }) => line)).toEqual(Array.from({ length: 10_000 }, (_, i) => i + 1));
  expect(counts).toMatchObject({ lines: 10_000, records: 0 });
  const records = feed(logs, "1 2 3\n".repeat(10_000));
  expect([records.bad.length, records.bad.at(-1)?.line]).toEqual([10_000, 10_000]);
});

test.each([16, 17, 40])("%i layouts in rotation", (layouts) => {
  const lines = Array.from({ length: 2000 }, (_, i) => `{"k${i % layouts}":${i},"a":"v${i}","z":{"a":${i}}}`);
  const { rows } = decodeNdjson(["a", "z.a"], [lines.join("\n")]);
  expect(rows.map(({ values }) => values.join())).toEqual(lines.map((_, i) => `"v${i}",${i}`));
});

test.each([255, 256, 257, 300])("%i keys in a record", (keys) => {
  const record = (i: number) => `{${Array.from({ length: keys }, (_, k) => `"k${k}":${i * k}`).join(",")}}`;
  const wanted = [...new Set(["k0", "k254", "k255", "k256", `k${keys - 1}`])];
  const { rows } = decodeNdjson(wanted, [Array.from({ length: 50 }, (_, i) => record(i)).join("\n")]);
  const value = (i: number, name: string) => (Number(name.slice(1)) < keys ? String(i * Number(name.slice(1))) : "-");
  expect(rows.map(({ values }) => values)).toEqual(rows.map((_, i) => wanted.map((name) => value(i, name))));
});

test.each([15, 16, 17, 4094, 4095, 4096, 5000, 20_000])("keys of %i bytes", (length) => {
  const long = "k".repeat(length);
  const lines = Array.from({ length: 5 }, (_, i) => `{"${long}":${i},"a":{"${long}":{"b":1}},"b":"${i}"}`);
  const { rows } = decodeNdjson(["b", long.slice(1)], [lines.join("\n")]);
  expect(rows.map(({ values }) => values.join())).toEqual(lines.map((_, i) => `"${i}",-`));
});

test("group keys longer than 32 KiB and 1 MiB", () => {
  const keys = [32_766, 32_767, 32_768, 70_000, mebibyte + 5, 3 * mebibyte].map((length) => "k".repeat(length));
  const lines = [...keys, ...keys, "short"].map((key) => `{"a":"${key}","b":1}`);
  const outcome = feed(
    (context) => groupWorker({ by: unwrap(parseGroupKeys("b,a")), aggregates: [count] }, context),
    lines.join("\n"),
  );
  const found = linesOf(outcome).map((line) => [line.length, line.slice(-13)]);
  const expected = keys.map((key) => `{"b":1,"a":"${key}","count()":2}`).map((line) => [line.length, line.slice(-13)]);
  expect(found).toEqual([...expected, ['{"b":1,"a":"short","count()":1}'.length, '","count()":1}'.slice(-13)]]);
});

test("escapes in keys of groups, short and long", () => {
  repeat(10, (random) => {
    const texts = random.times(200, () =>
      random.pick(['"', "\\", "\n", "é", "😀", "\u0001", "x"]).repeat(random.pick([1, 20, 40_000])),
    );
    const expected = [...new Set(texts)].map((text) => JSON.stringify(text));
    const lines = texts.map((text) => `{"a":${JSON.stringify(text)}}`);
    const outcome = feed(
      (context) => groupWorker({ by: unwrap(parseGroupKeys("a")), aggregates: [count] }, context),
      lines.join("\n"),
    );
    expect(linesOf(outcome).map((line) => line.slice(5, line.lastIndexOf(',"count')))).toEqual(expected);
  });
});
