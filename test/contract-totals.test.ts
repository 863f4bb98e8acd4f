// Every line of every fixture is accounted for: lines = records + bad + headers + blank + skipped, and
// records = written + dropped, by window, filter, status and limit.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "./command.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const files = readdirSync(fixtures, { recursive: true, encoding: "utf8" })
  .filter((name) => !name.startsWith("generate") && statSync(join(fixtures, name)).isFile())
  .toSorted();

interface Stats {
  readonly in: Readonly<Record<"lines" | "records" | "headers" | "blank", number>> & {
    readonly skipped: Readonly<Record<string, number>>;
  };
  readonly out: { readonly records: number };
  readonly dropped: Readonly<Record<string, number>>;
  readonly bad: Readonly<Record<string, number>>;
}

async function statsOf(words: readonly string[]): Promise<{ stats: Stats; written: number }> {
  const { out, err } = await run(["flowlogs-read", "--stats=json", ...words]);
  const line = err.trimEnd().split("\n").at(-1) ?? "";
  const stats: Stats = JSON.parse(line);
  return { stats, written: out.split("\n").length - 1 };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((before, count) => before + count, 0);
}

const ways: readonly (readonly [what: string, words: readonly string[]])[] = [
  ["all", []],
  [
    "window and filter",
    ["--start", "2015-08-12", "--end", "2026-11-20T10:20Z", "--where", "action = REJECT", "--dedupe"],
  ],
];

test.each(ways)("%s", async (_, words) => {
  expect(files.length).toBeGreaterThan(40);
  for (let from = 0; from < files.length; from += 4) {
    const some = files.slice(from, from + 4);
    const all = await Promise.all(
      some.map(async (name) => [name, await statsOf([...words, join(fixtures, name)])] as const),
    );
    for (const [name, { stats, written }] of all) {
      const { lines, records, headers, blank, skipped } = stats.in;
      expect({ name, lines }).toEqual({ name, lines: records + headers + blank + sum(skipped) + sum(stats.bad) });
      expect({ name, records }).toEqual({ name, records: written + sum(stats.dropped) });
      expect({ name, written }).toEqual({ name, written: stats.out.records });
    }
  }
});
