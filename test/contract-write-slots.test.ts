// The slots of flow-write as a command: thousands of them, records that come late, files that begin anew. Whatever the files are,
// each record is in one of them, once.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { file, outcome, scratch, shell, startShell } from "./command.ts";
import { Random } from "./fuzz/random.ts";

/** Tens of thousands of files are quicker in memory. */
const quick = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "flowlogs-slots-"));
afterAll(() => rmSync(quick, { recursive: true }));

const SLOT = 300;
/** When the first slot begins, in epoch seconds. */
const start = 1_700_000_100;
const options = "--layout flat --fields end,bytes";

/** The record with this number, which ended this many slots after the start. */
function record(number: number, slot: number): string {
  return `{"end":${start + slot * SLOT + (number % SLOT)},"bytes":${number}}\n`;
}

function shuffled(lines: string[]): string[] {
  const random = new Random(5000);
  for (let at = lines.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [lines[at], lines[other]] = [lines[other] ?? "", lines[at] ?? ""];
  }
  return lines;
}

/** What the files of a folder hold, as the input had it, sorted. */
async function contentOf(folder: string): Promise<readonly string[]> {
  const { out, err, status } = await shell(`flowlogs-read ${folder} --fields end,bytes`);
  expect({ err, status }).toEqual({ err: "", status: 0 });
  return sorted(out);
}

function sorted(text: string): readonly string[] {
  return text.trimEnd().split("\n").toSorted();
}

/** How many files each slot has, by its number; hidden files are not there any more. */
function slotsOf(folder: string): ReadonlyMap<number, number> {
  const slots = new Map<number, number>();
  for (const name of readdirSync(folder)) {
    const [, ...parts] = /^(....)(..)(..)T(..)(..)Z_[0-9a-f]{8}\.log\.(?:gz|parquet)$/.exec(name) ?? [];
    expect({ name, parts: parts.length }).toEqual({ name, parts: 5 });
    const [year = 0, month = 0, day, hour, minute] = parts.map(Number);
    const slot = (Date.UTC(year, month - 1, day, hour, minute) / 1000 - start) / SLOT;
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  return slots;
}

const peak = file("peak.mjs", 'process.on("exit", () => console.error(process.resourceUsage().maxRSS));');

describe("thousands of slots", () => {
  test("3,000 that are open at once, in bounded memory, each with one file", async () => {
    const [slots, each] = [3000, 20];
    const lines = shuffled(Array.from({ length: slots * each }, (_, i) => record(i, i % slots)));
    const input = file("shuffled.ndjson", lines.join(""));
    const folder = join(quick, "shuffled");
    rmSync(folder, { recursive: true, force: true });
    // With a text in each record there are 240 MB of lines, more than memory has room for.
    const text = `sed 's/}/,"text":"${"x".repeat(4000)}"}/' ${input}`;
    const write = `NODE_OPTIONS="--import ${peak}" flow-write ${folder} ${options},text --list`;
    const { out, err, status } = await shell(`${text} | ${write} | wc -l`);
    expect({ out: out.trim(), status }).toEqual({ out: "3000", status: 0 });
    // Nothing else is told: none was closed early.
    expect(err).toMatch(/^\d+\n$/);
    // Node 20 takes 180 to 190 MB, also of twice as many lines, and Node 24 up to 250: it frees buffers later. All of the lines would be more than 300.
    expect(Number(err)).toBeLessThan(275_000);
    const found = slotsOf(folder);
    expect([found.size, Math.min(...found.values()), Math.max(...found.values())]).toEqual([slots, 1, 1]);
    expect(await contentOf(folder)).toEqual(sorted(lines.join("")));
  }, 60_000);

  test("of more than 20,000 the oldest are closed early, which is told; late records go to further files", async () => {
    const [slots, over] = [20_000, 100];
    const first = Array.from({ length: slots + over }, (_, i) => record(i, i));
    // In a pipe of its own the second part comes when the first is worked off.
    const late = Array.from({ length: 10 }, (_, i) => record(slots + over + i, i));
    const [one, two] = [file("first.ndjson", first.join("")), file("late.ndjson", late.join(""))];
    const folder = join(quick, "many");
    const written = await shell(`flow-write ${folder} ${one} ${two} ${options}`);
    // A hundred are too many, and each of those that begin again closes another one.
    expect(written).toEqual({
      out: "",
      err: "flow-write: 110 files were closed early, as more than 20,000 were open; later records are in further files\n",
      status: 0,
    });
    const found = slotsOf(folder);
    expect(found.size).toBe(slots + over);
    const twice = [...found].filter(([, files]) => files > 1).toSorted(([a], [b]) => a - b);
    expect(twice).toEqual(Array.from({ length: 10 }, (_, slot) => [slot, 2]));
    // gzip is quicker with so many small files.
    const { out } = await shell(`find ${folder} -name '*.gz' -print0 | xargs -0 zcat | grep -v end`);
    const lines = [...first, ...late].map((line) => line.replaceAll(/[^\d,]/g, "").replace(",", " "));
    expect(sorted(out)).toEqual(lines.toSorted());
    rmSync(folder, { recursive: true });
  }, 120_000);
});

/** Loaded before a command, makes the time of day what a file says, in milliseconds. */
const clock = file(
  "clock.mjs",
  `import { readFileSync } from "node:fs";
Date.now = () => Number(readFileSync(process.env.FLOWLOGS_TEST_CLOCK, "utf8"));
`,
);

describe("a pipe that goes on", () => {
  test.each(["text", "parquet"])(
    "%s: a slot is closed so long after its end, and what is later goes to a further file",
    async (format) => {
      const time = file(`now-${format}`, String(start * 1000));
      const folder = join(scratch, `waited-${format}`);
      const child = startShell(
        `NODE_OPTIONS="--import ${clock}" FLOWLOGS_TEST_CLOCK=${time} exec flow-write ${folder} ${options} --format ${format} --wait 10m --list`,
      );
      const ended = outcome(child);
      const files = (): readonly string[] =>
        existsSync(folder) ? readdirSync(folder).filter((it) => !it.startsWith(".")) : [];
      const lines: string[] = [];
      /** Writes a record for a slot when so many seconds have passed. */
      const send = (slot: number, seconds: number): void => {
        writeFileSync(time, String((start + seconds) * 1000));
        const line = record(lines.length, slot);
        lines.push(line);
        child.stdin.write(line);
      };
      const until = async (count: number): Promise<void> => {
        while (files().length < count) await setTimeout(10);
      };
      // The slot 0 is open until 300 + 600 seconds have passed.
      send(0, 0);
      await setTimeout(200);
      send(0, 899);
      send(1, 899);
      await setTimeout(200);
      expect(files()).toEqual([]);
      send(1, 900);
      await until(1);
      // Late: its own file, which waits from here on.
      send(0, 901);
      await setTimeout(200);
      expect(files().length).toBe(1);
      // Now the slot 1 is due, since 1200 seconds, and the late one since 1501.
      send(4, 1502);
      await until(3);
      child.stdin.end();
      const { out, ...others } = await ended;
      expect(others).toEqual({ err: "", status: 0 });
      expect(sorted(out)).toEqual(files().toSorted());
      expect(Object.fromEntries(slotsOf(folder))).toEqual({ 0: 2, 1: 1, 4: 1 });
      expect(await contentOf(folder)).toEqual(lines.map((line) => line.trimEnd()).toSorted());
    },
  );
});

describe("files begin anew, and no record is lost or twice", () => {
  const count = 6000;
  const lines = shuffled(Array.from({ length: count }, (_, i) => record(i, i % 12)));
  const input = file("rolled.ndjson", lines.join(""));

  const eightEach = 12 * Math.ceil(500 / 70);
  test.each([
    ["text", "--roll-records 70", [eightEach, eightEach], Infinity],
    ["parquet", "--roll-records 70", [eightEach, eightEach], Infinity],
    ["text", "--roll-time 15m", [4, 4], Infinity],
    ["parquet", "--roll-time 15m", [4, 4], Infinity],
    ["text", "--roll-time 1h --roll-records 5999", [2, 2], Infinity],
    ["text", "--roll-time 1h --roll-size 4k", [5, 30], 4096],
    ["text", "--roll-time 20m --roll-size 5000 --roll-records 1001", [6, 40], 5000],
  ] as const)("%s %s", async (format, rolling, [least, most], limit) => {
    const folder = join(quick, `${format}${rolling.replaceAll(" ", "")}`);
    const words = `${options} --format ${format} ${rolling} --list`;
    const { out, ...others } = await shell(`flow-write ${folder} ${input} ${words} | wc -l`);
    expect(others).toEqual({ err: "", status: 0 });
    const names = readdirSync(folder);
    expect(names.length).toBe(Number(out));
    expect(names.length).toBeGreaterThanOrEqual(least);
    expect(names.length).toBeLessThanOrEqual(most);
    const sizes = names.map((name) => statSync(join(folder, name)).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limit);
    expect(await contentOf(folder)).toEqual(sorted(lines.join("")));
  });
});
