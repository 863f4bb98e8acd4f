// Which sources go to threads: by how much there is to read, and always in order.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { UnreadableSource } from "../findFiles.ts";
import { type Threads, schedule } from "./schedule.ts";

const scratch = mkdtempSync(join(tmpdir(), "flowlogs-schedule-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A file of so many megabytes. */
function file(name: string, megabytes: number): string {
  const path = join(scratch, name);
  writeFileSync(path, "");
  truncateSync(path, megabytes << 20);
  return path;
}

const small = file("small.log", 1);
const large = file("large.log", 50);
const packed = file("packed.log.gz", 5);
const fault: UnreadableSource = { source: "x", what: "is not there", advice: "" };

/** `+` for a thread, `-` for none, in order, and whether that is the order of the items. */
async function taken(items: readonly (string | UnreadableSource)[], threads: Partial<Threads> = {}): Promise<string> {
  async function* all(): AsyncGenerator<string | UnreadableSource> {
    yield* items;
  }
  const seen: unknown[] = [];
  let marks = "";
  for await (const { item, inThread } of schedule(all(), { max: 2, isRequested: false, ...threads })) {
    seen.push(item);
    marks += inThread ? "+" : "-";
  }
  expect(seen).toEqual(items);
  return marks;
}

test("little is read without threads, and so is one file, however large", async () => {
  expect(await taken([])).toBe("");
  expect(await taken([small, packed])).toBe("--");
  expect(await taken([file("huge.log", 4000)])).toBe("-");
});

test("more is read in threads, compressed files sooner", async () => {
  expect(await taken([large, large])).toBe("++");
  expect(await taken([packed, packed])).toBe("++");
});

test("many small ones are, once there is enough to see", async () => {
  expect(await taken(Array.from({ length: 70 }, () => small))).toBe("-".repeat(48) + "+".repeat(22));
});

test("no more are looked at ahead than a few", async () => {
  let pulled = 0;
  async function* all(): AsyncGenerator<string> {
    for (; pulled < 1000; pulled++) yield small;
  }
  await schedule(all(), { max: 2, isRequested: false }).next();
  expect(pulled).toBeLessThan(20);
});

test("what has to be waited for never is, and is not passed", async () => {
  expect(await taken([large, large, "-", large, "/dev/null", large])).toBe("++-+-+");
});

test("faults keep their place", async () => {
  expect(await taken([fault, large, fault, large, fault])).toBe("+++++");
});

test("who asks for threads gets them, and who asks for one gets none", async () => {
  expect(await taken([small, small], { max: 3, isRequested: true })).toBe("++");
  expect(await taken([large, large], { max: 1, isRequested: true })).toBe("--");
});
