// The order of a walk, and that it yields before it has seen the whole tree, on a disk and where folders come bit by bit.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { diskTree } from "./disk.ts";
import { anywhere } from "./awsLayout.ts";
import { Selection } from "./selection.ts";
import { byPath, type Entry, type Tree, walk } from "./walk.ts";

const anything = { accounts: [], regions: [], flowLogs: [] };
const root = { folder: "", prefix: "", place: anywhere };
const scratch = mkdtempSync(join(tmpdir(), "flowlogs-walk-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A tree of these paths, as a bucket would list it, which counts how often it is asked. */
function bucket(paths: readonly string[]): Tree & { listed: number } {
  return {
    listed: 0,
    async *list(folder) {
      this.listed += 1;
      const prefix = folder === "" ? "" : `${folder}/`;
      const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
      const entries = new Map<string, Entry>();
      for (const path of below) {
        const [name = "", ...rest] = path.split("/");
        entries.set(path.slice(0, name.length + 1), { name, isFolder: rest.length > 0 });
      }
      yield* [...entries.values()].toSorted(byPath);
    },
  };
}

const paths = ["a-1", "a.log", "a/b/1", "a/b.log", "a/b0", "a0", "b/c/d/e/f", "z"];

test("files come in the order of their whole paths, which is that of keys in a bucket", async () => {
  const found: string[] = [];
  for await (const { path } of walk(bucket(paths), root, new Selection(anything))) found.push(path);
  expect(found).toEqual(paths.toSorted());
});

test("on a disk the order is the same", async () => {
  for (const path of paths) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), "");
  }
  const tree = diskTree({ seen: () => {}, failed: () => {}, skipped: () => {} });
  const found: string[] = [];
  const start = { folder: scratch, prefix: `${scratch}/`, place: anywhere };
  for await (const { path } of walk(tree, start, new Selection(anything))) found.push(path.slice(scratch.length + 1));
  expect(found).toEqual(paths.toSorted());
});

/** A hundred thousand files as AWS would write them: 4 accounts, 20 days, 1,250 files a day. */
const large: Tree & { listed: number; yielded: number } = {
  listed: 0,
  yielded: 0,
  *list(folder) {
    this.listed += 1;
    const levels: Record<number, () => string[]> = {
      0: () => ["AWSLogs"],
      1: () => ["1", "2", "3", "4"].map((digit) => `12345678901${digit}`),
      2: () => ["vpcflowlogs"],
      3: () => ["us-east-1"],
      4: () => ["2026"],
      5: () => ["11"],
      6: () => Array.from({ length: 20 }, (_, day) => String(day + 1).padStart(2, "0")),
      7: () => Array.from({ length: 1250 }, (_, file) => `file-${String(file).padStart(4, "0")}.log.gz`),
    };
    const depth = folder === "" ? 0 : folder.split("/").length;
    for (const name of levels[depth]?.() ?? []) {
      this.yielded += 1;
      yield { name, isFolder: depth < 7 };
    }
  },
};

test("of a hundred thousand files the first one comes when its folders are listed, and no more", async () => {
  const files = walk(large, root, new Selection(anything));
  const first = await files.next();
  expect(first.value?.path).toBe("AWSLogs/123456789011/vpcflowlogs/us-east-1/2026/11/01/file-0000.log.gz");
  expect([large.listed, large.yielded]).toEqual([8, 8]);
  let count = 1;
  let last = "";
  for await (const { path } of files) {
    expect(last < path).toBe(true);
    last = path;
    count += 1;
  }
  expect([count, large.listed]).toEqual([100_000, 1 + 1 + 4 * 4 + 4 + 80]);
});

test("a window of one day lists only what it must", async () => {
  large.listed = 0;
  const [start, end] = ["2026-11-10T10:00Z", "2026-11-10T12:00Z"].map((iso) => Date.parse(iso) / 1000);
  const selection = new Selection({ ...anything, start, end });
  let count = 0;
  for await (const { path } of walk(large, root, selection)) count += Number(path.includes("/11/10/"));
  expect(count).toBe(4 * 1250);
  expect(large.listed).toBe(1 + 1 + 4 * 4 + 4 + 4);
  expect(selection.counts().folders).toEqual({ "outside the window": 4 * 19 });
});
