// What flowlogs-read --dedupe promises with a state: what a killed run wrote after it last saved is taken back, in its own file
// and nowhere else, and every record is there once in the end.
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { loadState, saveState } from "../packages/sources/src/state/stateFile.ts";
import { file, outcome, scratch, shell, startShell } from "./command.ts";
import { Random } from "./fuzz/random.ts";
import { Growth, log, numbers, upTo, world } from "./growing.ts";

const line = 'exec flowlogs-read "$1" --state "$2" --fields bytes --dedupe >> "$3"';

const count = (path: string): number[] => numbers(existsSync(path) ? readFileSync(path, "utf8") : "");
const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
/** How far an output is from having each number up to a limit once; in short, as there are many. */
const flawsOf = (all: readonly number[], limit: number): { missing: number; repeated: number } => ({
  missing: limit - new Set(all.filter((n) => n >= 0 && n < limit)).size,
  repeated: all.length - new Set(all).size,
});

test("killed at twenty random moments over a growing folder: every record is there once", async () => {
  const random = new Random(21);
  const { folder, state } = world("once");
  const output = join(scratch, "once.ndjson");
  const growth = new Growth(folder, random, 8000);
  for (let round = 0; round < 20; round++) {
    growth.grow();
    growth.grow();
    const before = sizeOf(output);
    const child = startShell(line.replace("--dedupe", "--dedupe --follow"), folder, state, output);
    const ended = outcome(child);
    // Some are killed while they start, some amid the records that they write, some when they have saved and write more.
    const bytes = random.below(100_000);
    for (let turn = 0; turn < 60 && sizeOf(output) < before + bytes; turn++) await setTimeout(4);
    if (round % 4 === 3) await setTimeout(1200).then(() => growth.grow());
    await setTimeout(random.pick([0, 30, 100]));
    child.kill("SIGKILL");
    expect((await ended).err).toBe("");
  }
  const size = statSync(output).size;
  const { written } = growth;
  expect(await shell(line, folder, state, output)).toEqual({ out: "", err: "", status: 0 });
  expect(flawsOf(count(output), written)).toEqual({ missing: 0, repeated: 0 });
  expect(readFileSync(output, "utf8").split("\n").length).toBe(written + 1);
  // Killed as they were, they had written, and saved, most of it.
  expect(size).toBeGreaterThan(written * 10);
}, 120_000);

/** A run that was killed after it wrote three records behind its last save, and half of one. */
async function killed(name: string): Promise<{ next: () => Promise<unknown>; output: string; state: string }> {
  const { folder, state } = world(name);
  const output = file(`${name}.ndjson`, '{"bytes":-1}\n');
  const next = async (): Promise<unknown> => await shell(line, folder, state, output);
  writeFileSync(join(folder, "a.log"), log(0, 5));
  await next();
  expect(count(output).length).toBe(5);
  writeFileSync(join(folder, "b.log"), log(5, 5));
  const mark = loadState(state).get(">>");
  expect(mark).toMatchObject({ isOpen: false, length: statSync(output).size });
  saveState(state, new Map([...loadState(state), [">>", Object.assign({}, mark, { isOpen: true })]]));
  writeFileSync(
    `${state}.lock`,
    JSON.stringify({ process: 2 ** 30, began: "", machine: (await shell("hostname")).out.trim() }),
  );
  appendFileSync(output, '{"bytes":5}\n{"bytes":6}\n{"bytes":7}\n{"byt');
  return { next, output, state };
}

const fine = { out: "", err: "", status: 0 };

test("what was written after the last save is taken back, and what stood before the first run is not", async () => {
  const { next, output } = await killed("taken");
  expect(await next()).toEqual(fine);
  expect(readFileSync(output, "utf8")).toBe([-1, ...upTo(0, 10)].map((n) => `{"bytes":${n}}\n`).join(""));
  appendFileSync(output, "of somebody else\n");
  expect(await next()).toEqual(fine);
  expect(readFileSync(output, "utf8")).toMatch(/9\}\nof somebody else\n$/);
});

test("a file that was put in its place, or emptied, is let alone", async () => {
  const { next, output } = await killed("rotated");
  renameSync(output, `${output}.1`);
  const before = readFileSync(`${output}.1`, "utf8");
  appendFileSync(output, `${"x".repeat(500)}\n`);
  expect(await next()).toEqual(fine);
  expect(readFileSync(`${output}.1`, "utf8")).toBe(before);
  expect(readFileSync(output, "utf8")).toMatch(/^x{500}\n\n/);
  expect(count(output)).toEqual(upTo(5, 10));

  const other = await killed("emptied");
  writeFileSync(other.output, "");
  expect(await other.next()).toEqual(fine);
  expect(count(other.output)).toEqual(upTo(5, 10));
});

test("a run without --dedupe forgets how far the output was: nothing of what it wrote is taken back later", async () => {
  const { output, state, next } = await killed("without");
  const plain = line.replace("--dedupe", "");
  expect(await shell(plain, join(scratch, "without"), state, output)).toEqual(fine);
  const before = readFileSync(output, "utf8");
  expect(loadState(state).has(">>")).toBe(false);
  expect(await next()).toEqual(fine);
  expect(readFileSync(output, "utf8")).toBe(before);
});

test("a run that ends with a fault is taken back like one that was killed", async () => {
  const { folder, state } = world("full");
  const output = join(scratch, "full.ndjson");
  writeFileSync(join(folder, "a.log"), log(0, 200_000));
  // Writing fails behind a megabyte, in the middle of a line.
  const limited = await shell(`ulimit -f 1024; ${line}`, folder, state, output);
  expect(limited.status).not.toBe(0);
  expect(statSync(output).size).toBe(1_048_576);
  expect(await shell(line, folder, state, output)).toEqual(fine);
  expect(flawsOf(count(output), 200_000)).toEqual({ missing: 0, repeated: 0 });
  rmSync(output);
});

test("an output that cannot be taken back is refused before anything is read", async () => {
  const { folder, state } = world("refused");
  writeFileSync(join(folder, "a.log"), log(0, 5));
  for (const end of ["| cat", "> out", "> /dev/null", ">> /dev/null"]) {
    const { err } = await shell(`flowlogs-read "$1" --state "$2" --dedupe ${end}`, folder, state);
    expect(err).toMatch(
      /^flowlogs-read: --dedupe: with --state requires output that is appended to a file: .*>> FILE\n$/,
    );
    expect(existsSync(state)).toBe(false);
  }
  expect((await shell('flowlogs-read "$1" --dedupe | wc -l', folder)).out).toBe("5\n");
});
