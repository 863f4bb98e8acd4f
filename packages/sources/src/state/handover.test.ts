import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { StateCommit } from "./handover.ts";
import { loadState } from "./stateFile.ts";
import { Store } from "./store.ts";

const root = mkdtempSync(join(tmpdir(), "flowlogs-handover-"));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "t"));
  path = join(folder, "S");
});

/** A run that reads up to `from`. */
function reads(from: number, run: string | undefined): void {
  const store = new Store(path, undefined, true);
  store.save(new Map([["cwl:g", { from }]]));
  if (run !== undefined) store.prepare(run);
  store.close();
}

/** What the writer's commit says. */
function commits(run: string | undefined): string {
  const commit = new StateCommit(path);
  try {
    commit.commit(run);
    return "committed";
  } catch (error) {
    return error instanceof Error ? error.message.replace(`${path}: `, "") : "";
  } finally {
    commit.close();
  }
}

function saved(): unknown {
  return loadState(path).get("cwl:g");
}

test("a state is moved only by its commit, and nothing else is left", () => {
  reads(1, "one");
  expect([existsSync(path), readdirSync(folder)]).toEqual([false, ["S.prepared"]]);
  expect(commits("one")).toBe("committed");
  expect([saved(), readdirSync(folder)]).toEqual([{ from: 1 }, ["S"]]);
  reads(2, "two");
  expect(saved()).toEqual({ from: 1 });
  expect(commits("two")).toBe("committed");
  expect([saved(), readdirSync(folder)]).toEqual([{ from: 2 }, ["S"]]);
});

test("a run that ended early leaves no state, nor that of the run before it", () => {
  reads(1, "one");
  reads(2, undefined);
  expect(readdirSync(folder)).toEqual([]);
  expect(commits("one")).toBe("not committed: no state was prepared");
});

test("without the last line of a run, or with that of another one, nothing moves", () => {
  reads(1, "one");
  expect(commits(undefined)).toBe("not committed: the input has no last line of flowlogs-read --prepare");
  expect(commits("two")).toBe("not committed: the state that was prepared is that of another run");
  expect([saved(), readdirSync(folder)]).toEqual([undefined, ["S.prepared"]]);
  // Whoever has its records still can.
  expect(commits("one")).toBe("committed");
});

test("one command at a time writes, and until it has ended nothing is read again", () => {
  const slow = new StateCommit(path);
  expect(() => new StateCommit(path)).toThrow("the state is in use by process");
  // While the reader of the same pipeline works.
  reads(1, "one");
  const later = new Date(Date.now() + 1000);
  utimesSync(`${path}.prepared`, later, later);
  expect(() => reads(2, "two")).toThrow(`${path}: process ${process.pid} still writes the records of the last run`);
  slow.commit("one");
  slow.close();
  expect(saved()).toEqual({ from: 1 });
  reads(2, "two");
  expect(commits("two")).toBe("committed");
});

test("what a dead pipeline prepared does not keep the next one from starting, whichever of its commands is first", () => {
  reads(1, "one");
  const past = new Date(Date.now() - 1000);
  utimesSync(`${path}.prepared`, past, past);
  const next = new StateCommit(path);
  reads(2, "two");
  next.commit("two");
  next.close();
  expect(saved()).toEqual({ from: 2 });
});

test("a run that saves its state itself takes a prepared one away: it could only be older", () => {
  reads(1, "one");
  const store = new Store(path);
  store.save(new Map([["cwl:g", { from: 3 }]]));
  store.close();
  expect(commits("one")).toBe("not committed: no state was prepared");
  expect(saved()).toEqual({ from: 3 });
});

test("the id of the run stands in the state, which reads like any other", () => {
  reads(1, "one");
  commits("one");
  expect(JSON.parse(readFileSync(path, "utf8").split("\n")[0] ?? "")).toMatchObject({ flowlogs_state: 1, run: "one" });
});
