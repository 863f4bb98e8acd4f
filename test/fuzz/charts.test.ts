// A chart shows the same, and says the same, wherever its input is cut: which column has the value depends on the records.
import { expect, test } from "vitest";
import { loadPrinter, type OutputFormat } from "../../packages/core/src/print/formats.ts";
import { PrintProblem } from "../../packages/core/src/print/printProblem.ts";
import { formatWorker } from "../../packages/core/src/stages.ts";
import { type Cut, feed, randomCut, whole } from "./feed.ts";
import { type Random, repeat } from "./random.ts";

type Value = string | number | boolean | null;
type Row = Readonly<Record<string, Value>>;

const formats: readonly OutputFormat[] = ["chart", "bars", "spark", "heatmap", "svg", "html", "pivot"];
const loaded = new Map(await Promise.all(formats.map(async (format) => [format, await loadPrinter(format)] as const)));

function drawn(format: OutputFormat, rows: readonly Row[], cut: Cut): { output: string; notes: readonly string[] } {
  const printer = loaded.get(format);
  if (printer === undefined) throw new Error("not loaded");
  const source = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const look = { pivot: format === "pivot" ? "p" : undefined };
  try {
    const { output, notes } = feed((context) => formatWorker({ printer, look }, context), source, cut);
    return { output: output.toString(), notes };
  } catch (error) {
    if (!(error instanceof PrintProblem)) throw error;
    return { output: `${error.problem.problem}; ${error.problem.advice}`, notes: [] };
  }
}

/** Columns of one kind are null at first, so that it turns out late what they have. */
function randomRows(random: Random): Row[] {
  const makers: Readonly<Record<string, () => Value>> = {
    g: () => random.pick(["web", "db", "", null]),
    n: () => random.below(50),
    t: () => random.pick(["x", "7"]),
    ok: () => random.once(2),
    m: () => random.below(9) - 4,
    bytes: () => random.below(5000),
    dstport: () => random.pick([22, 443]),
    "sum(bytes)": () => random.below(1e6),
    "max(n)": () => random.below(9),
  };
  const columns = random.shuffled(Object.keys(makers)).slice(0, random.between(1, 5));
  const from = new Map(columns.map((column) => [column, random.once(2) ? 0 : random.below(60)]));
  return Array.from({ length: random.between(1, 50) }, (_, i) => {
    const row: Record<string, Value> = { bin: 1_795_000_000 + 60 * random.below(20), p: random.pick(["a", "b"]) };
    for (const column of columns) {
      row[column] = i < (from.get(column) ?? 0) || random.once(8) ? null : (makers[column]?.() ?? null);
    }
    return row;
  });
}

test.each(formats)("%s", (format) => {
  repeat(40, (random) => {
    const rows = randomRows(random);
    const expected = drawn(format, rows, whole);
    expect(drawn(format, rows, () => 1)).toEqual(expected);
    expect(drawn(format, rows, randomCut(random))).toEqual(expected);
  });
});

test.each<[what: string, rows: readonly Row[], name: string, others: string | undefined]>([
  ["aggregates", [{ g: "a", "sum(bytes)": 1, "count()": 2 }], "count()", "sum(bytes) has"],
  ["a field by which was grouped", [{ bytes: 40, vlan: 3, "count()": 2 }], "count()", "vlan has"],
  ["aggregates with names", [{ g: "a", "sum(bytes)": 1, errors: 2 }], "errors", "sum(bytes) has"],
  ["ports", [{ bytes: 40, dstport: 443 }], "bytes", undefined],
  ["truth", [{ n: 40, ok: true }], "n", undefined],
  [
    "numbers that come late",
    [
      { n: null, m: null },
      { n: -4, m: null },
    ],
    "n",
    undefined,
  ],
  [
    "numbers that come later still",
    [
      { n: 4, m: null },
      { n: 5, m: 6 },
    ],
    "n",
    "m has",
  ],
  [
    "numbers that come after texts",
    [
      { n: 4, m: "x" },
      { n: 5, m: 6 },
    ],
    "n",
    undefined,
  ],
  [
    "an amount that is null",
    [
      { bytes: null, m: null },
      { bytes: 5, m: 6 },
    ],
    "bytes",
    "m has",
  ],
  ["three of them", [{ k: 1, l: 2, m: 3, n: 4 }], "n", "k, l and m have"],
  ["many of them", [Object.fromEntries([..."abcdefgh"].map((name) => [name, 1]))], "h", "a, b, c, d and 3 more have"],
])("the value of %s", (_, rows, name, others) => {
  const { output, notes } = drawn("bars", rows, () => 1);
  expect(output.split("\n")[0]).toMatch(new RegExp(`(^|  )${name.replace("()", "\\(\\)")}$`));
  const said = `the values of ${name} are shown; ${others} numbers too: choose with --value`;
  expect(notes.filter((note) => note.includes("--value"))).toEqual(others === undefined ? [] : [said]);
});

test("what flow-group sums up by itself labels nothing", () => {
  const rows = [10, 20].map((bytes) => {
    const bin = 1_795_000_000 + bytes;
    return { bin, start: bin + 1, end: bin + 2, flows: bytes + 1, packets: bytes + 2, bytes };
  });
  const [line, ...others] = drawn("spark", rows, whole).output.trimEnd().split("\n");
  expect([line, others]).toEqual([expect.stringMatching(/^\S+ {2}10 B to 20 B$/), []]);
  const grouped = drawn("bars", [{ bytes: 40, "count()": 2 }], whole);
  expect(grouped.output).toMatch(/^bytes  count\(\)\n40 /);
});
