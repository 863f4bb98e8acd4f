// Rows that the kernel writes with other values than they have are those of values shown one by one.
import { expect, test } from "vitest";
import { showerOf } from "../../packages/core/src/print/cells.ts";
import { loadPrinter } from "../../packages/core/src/print/formats.ts";
import { type Look, plainLook } from "../../packages/core/src/print/look.ts";
import { formatWorker } from "../../packages/core/src/stages.ts";
import { parseZone, utc } from "../../packages/core/src/time/zone.ts";
import { feed, randomCut, unwrap, whole } from "./feed.ts";
import { type Random, repeat } from "./random.ts";

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

const [csv, table] = [await loadPrinter("csv"), await loadPrinter("table")];
const columns = ["bytes", "packets", "start", "bin", "protocol", "dstport", "tcp_flags", "bps", "note", "avg(bytes)"];
const berlin = unwrap(parseZone("Europe/Berlin"));

function randomValue(random: Random): Value {
  if (random.once(6)) return null;
  const number = random.below(10 ** random.between(1, 12));
  return random.pick<Value>([
    number,
    number / 8,
    String(number),
    6,
    "6",
    443,
    "",
    "é, ü",
    'a "quoted" text',
    1_795_000_000 + random.below(100_000),
    new Date(1000 * (1_795_000_000 + random.below(100_000))).toISOString(),
  ]);
}

function randomLook(random: Random): Partial<Look> {
  const patterns = ["%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"].map((pattern) => ({ pattern }));
  return {
    human: random.once(2),
    ...random.pick([{}, ...(["iso", "epoch", ...patterns] as const).map((time) => ({ time }))]),
    zone: random.pick([utc, berlin]),
    namesFor: random.pick(["all" as const, ["dstport"], []]),
    ...random.pick([{}, { round: 0 }, { round: 2 }]),
  };
}

const rowsOf = (random: Random, count: number): Row[] =>
  Array.from({ length: count }, () => Object.fromEntries(columns.map((name) => [name, randomValue(random)])));

const sourceOf = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** The text of each value, null for null. */
function shownOneByOne(rows: readonly Row[], look: Partial<Look>): (string | null)[][] {
  const all: Look = { ...plainLook, zone: utc, visible: (text) => text, ...look };
  const showers = columns.map((name) => showerOf(name, all));
  return rows.map((row) =>
    columns.map((name, i) => {
      const value = row[name] ?? null;
      return value === null ? null : (showers[i]?.(String(value), typeof value === "string").text ?? null);
    }),
  );
}

/** Columns are as far apart as they are wide. */
const words = (line: string): string => line.replaceAll(/ +/g, " ").trim();

const quoted = (text: string | null): string =>
  text === null ? "" : text === "" || /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function printed(printer: typeof csv, rows: readonly Row[], look: Partial<Look>, cut = whole): string[] {
  const { output } = feed((context) => formatWorker({ printer, look }, context), sourceOf(rows), cut);
  return output.toString().trimEnd().split("\n").slice(1);
}

test("csv", () => {
  repeat(30, (random) => {
    const [rows, look] = [rowsOf(random, random.between(1, 80)), randomLook(random)];
    const expected = shownOneByOne(rows, look).map((texts) => texts.map(quoted).join(","));
    expect(printed(csv, rows, look, randomCut(random))).toEqual(expected);
  });
});

test("a table, also behind the rows that tell its widths", () => {
  repeat(3, (random) => {
    const [rows, look] = [rowsOf(random, 1200), randomLook(random)];
    const expected = shownOneByOne(rows, look).map((texts) => words(texts.map((text) => text ?? "-").join(" ")));
    expect(printed(table, rows, look).map(words)).toEqual(expected);
  });
});

test("more values than are remembered", () => {
  const rows = Array.from({ length: 150_000 }, (_, i) => ({ bytes: i * 1021, start: 1_795_000_000 + (i % 90_000) }));
  const { output } = feed(
    (context) => formatWorker({ printer: csv, look: { human: true, time: "iso" } }, context),
    sourceOf(rows),
    whole,
  );
  const look: Look = { ...plainLook, zone: utc, visible: (text) => text, human: true, time: "iso" };
  const [size, time] = [showerOf("bytes", look), showerOf("start", look)];
  const expected = rows.map(
    ({ bytes, start }) => `${size(String(bytes), false).text},${time(String(start), false).text}`,
  );
  expect(output.toString().trimEnd().split("\n").slice(1)).toEqual(expected);
});
