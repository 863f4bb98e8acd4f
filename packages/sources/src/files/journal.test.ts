// What is planned for files that were renamed, replaced, linked or damaged since they were read.
import { appendFileSync, linkSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { Journal } from "./journal.ts";

const scratch = mkdtempSync(join(tmpdir(), "flowlogs-journal-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A journal over a folder, and what it plans for a file: name, offset, and whether it is for good. */
function open(name: string): {
  path: (file: string) => string;
  plans: (file: string, isRead?: boolean) => Promise<unknown[]>;
} {
  const folder = mkdtempSync(join(scratch, name));
  const journal = new Journal(new Map());
  const path = (file: string): string => join(folder, file);
  const plans = async (file: string, isRead = true): Promise<unknown[]> => {
    const all: unknown[] = [];
    for await (const plan of journal.plans(path(file), true)) {
      all.push([basename(plan.path), plan.from?.offset ?? 0, plan.isFinal ?? false, plan.note !== undefined]);
      const position = { offset: plan.now.size, line: 1 };
      if (isRead || basename(plan.path) !== file) journal.record(plan, { position, isWhole: false, isDone: true });
    }
    return all;
  };
  return { path, plans };
}

test("a file that grows is read on", async () => {
  const { path, plans } = open("grows");
  writeFileSync(path("a"), "12345");
  expect(await plans("a")).toEqual([["a", 0, false, false]]);
  expect(await plans("a")).toEqual([]);
  appendFileSync(path("a"), "678");
  expect(await plans("a")).toEqual([["a", 5, false, false]]);
});

test("what is left of a renamed file is read once, though its name has a new one that is not read yet", async () => {
  const { path, plans } = open("renamed");
  writeFileSync(path("a"), "12345");
  await plans("a");
  appendFileSync(path("a"), "678");
  renameSync(path("a"), path("a.1"));
  writeFileSync(path("a"), "");
  expect(await plans("a", false)).toEqual([
    ["a.1", 5, false, false],
    ["a", 0, false, false],
  ]);
  writeFileSync(path("a"), "new");
  expect(await plans("a")).toEqual([["a", 0, false, false]]);
  expect(await plans("a.1")).toEqual([]);
});

test("a chain of renamed files keeps all its checkpoints", async () => {
  const { path, plans } = open("chain");
  writeFileSync(path("a.1"), "older");
  writeFileSync(path("a"), "old");
  expect([await plans("a"), await plans("a.1")].flat().length).toBe(2);
  renameSync(path("a.1"), path("a.2"));
  renameSync(path("a"), path("a.1"));
  writeFileSync(path("a"), "young");
  expect([await plans("a"), await plans("a.1"), await plans("a.2")]).toEqual([[["a", 0, false, false]], [], []]);
});

test("two names of one file are one file", async () => {
  const { path, plans } = open("linked");
  writeFileSync(path("a"), "12345");
  await plans("a");
  linkSync(path("a"), path("b"));
  expect(await plans("b")).toEqual([]);
  appendFileSync(path("a"), "678");
  rmSync(path("a"));
  expect(await plans("b")).toEqual([["b", 5, false, false]]);
});

test("a file that is renamed to something else is read to its end where only the old name is looked at", async () => {
  const { path, plans } = open("away");
  writeFileSync(path("a.log"), "12345");
  await plans("a.log");
  renameSync(path("a.log"), path("old"));
  writeFileSync(path("a.log"), "new");
  appendFileSync(path("old"), "678");
  expect(await plans("a.log")).toEqual([
    ["old", 5, false, false],
    ["a.log", 0, false, false],
  ]);
  appendFileSync(path("old"), "9");
  expect(await plans("a.log")).toEqual([["old", 8, false, false]]);
});

test("a log that was compressed is known, with what was added before that", async () => {
  const { path, plans } = open("compressed");
  writeFileSync(path("a.1"), "12345");
  await plans("a.1");
  rmSync(path("a.1"));
  writeFileSync(path("a.2.gz"), gzipSync("12345678"));
  expect(await plans("a.2.gz")).toEqual([["a.2.gz", 5, false, false]]);
  writeFileSync(path("a.3.gz"), gzipSync("another"));
  expect(await plans("a.3.gz")).toEqual([["a.3.gz", 0, false, false]]);
});

test("a log that was copied and cut is known under its new name, and a copy under way is left alone", async () => {
  const { path, plans } = open("copied");
  writeFileSync(path("a"), "12345");
  await plans("a");
  for (const begun of ["", "123"]) {
    writeFileSync(path("a.1"), begun);
    expect(await plans("a.1")).toEqual([]);
  }
  writeFileSync(path("a.1"), "12345");
  expect(await plans("a.1")).toEqual([]);
  writeFileSync(path("a"), "new");
  expect(await plans("a")).toEqual([["a", 0, false, false]]);
  expect(await plans("a.1")).toEqual([]);
});

test("another content of the same name is read from its start, and that is reported; the same content is not", async () => {
  const { path, plans } = open("replaced");
  writeFileSync(path("a"), "12345");
  await plans("a");
  writeFileSync(path("a"), "54321");
  expect(await plans("a")).toEqual([["a", 0, false, true]]);
  writeFileSync(path("b"), "54321");
  renameSync(path("b"), path("a"));
  expect(await plans("a")).toEqual([]);
});
