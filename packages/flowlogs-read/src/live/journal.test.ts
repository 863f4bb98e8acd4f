// What is planned for files that were renamed, replaced, linked or damaged since they were read.
import { appendFileSync, linkSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Journal } from "./journal.ts";

const scratch = mkdtempSync(join(tmpdir(), "flowlogs-journal-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A journal over a folder, and what it plans for a file: name, offset, and whether it is for good. */
function open(name: string): { path: (file: string) => string; plans: (file: string, isRead?: boolean) => unknown[] } {
  const folder = mkdtempSync(join(scratch, name));
  const journal = new Journal(new Map());
  const path = (file: string): string => join(folder, file);
  const plans = (file: string, isRead = true): unknown[] => {
    const all: unknown[] = [];
    for (const plan of journal.plans(path(file), true)) {
      all.push([basename(plan.path), plan.from?.offset ?? 0, plan.isFinal ?? false, plan.note !== undefined]);
      const position = { offset: plan.now.size, line: 1 };
      if (isRead || plan.isFinal) journal.record(plan, { position, isWhole: false, isDone: true });
    }
    return all;
  };
  return { path, plans };
}

test("a file that grows is read on", () => {
  const { path, plans } = open("grows");
  writeFileSync(path("a"), "12345");
  expect(plans("a")).toEqual([["a", 0, false, false]]);
  expect(plans("a")).toEqual([]);
  appendFileSync(path("a"), "678");
  expect(plans("a")).toEqual([["a", 5, false, false]]);
});

test("what is left of a renamed file is read once, though its name has a new one that is not read yet", () => {
  const { path, plans } = open("renamed");
  writeFileSync(path("a"), "12345");
  plans("a");
  appendFileSync(path("a"), "678");
  renameSync(path("a"), path("a.1"));
  writeFileSync(path("a"), "");
  expect(plans("a", false)).toEqual([
    ["a.1", 5, true, false],
    ["a", 0, false, false],
  ]);
  writeFileSync(path("a"), "new");
  expect(plans("a")).toEqual([["a", 0, false, false]]);
  expect(plans("a.1")).toEqual([]);
});

test("a chain of renamed files keeps all its marks", () => {
  const { path, plans } = open("chain");
  writeFileSync(path("a.1"), "older");
  writeFileSync(path("a"), "old");
  expect([plans("a"), plans("a.1")].flat().length).toBe(2);
  renameSync(path("a.1"), path("a.2"));
  renameSync(path("a"), path("a.1"));
  writeFileSync(path("a"), "young");
  expect([plans("a"), plans("a.1"), plans("a.2")]).toEqual([[["a", 0, false, false]], [], []]);
});

test("two names of one file are two files, as they are without a journal", () => {
  const { path, plans } = open("linked");
  writeFileSync(path("a"), "12345");
  plans("a");
  linkSync(path("a"), path("b"));
  expect(plans("b")).toEqual([["b", 0, false, false]]);
});

test("another content of the same name is read from its start, and that is said; the same content is not", () => {
  const { path, plans } = open("replaced");
  writeFileSync(path("a"), "12345");
  plans("a");
  writeFileSync(path("a"), "54321");
  expect(plans("a")).toEqual([["a", 0, false, true]]);
  writeFileSync(path("b"), "54321");
  renameSync(path("b"), path("a"));
  expect(plans("a")).toEqual([]);
});
