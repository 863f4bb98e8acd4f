// What is told of a removal: each failure once, how many there were, and how many files were removed.
import { expect, test } from "vitest";
import { OutputError } from "@flowlogs/cli";
import { RemoteError } from "@flowlogs/base/errors";
import type { RemovalFailure } from "./destinations/destination.ts";
import { tellRemoval, UnreadFolders } from "./removalReport.ts";

const denied = (name: string): RemovalFailure => ({ name, error: new OutputError("denied", "check it", name) });

/** The notes, and the error. */
function told(...[name, outcome, unread = []]: Partial<Parameters<typeof tellRemoval>>): readonly string[] {
  const notes: string[] = [];
  try {
    tellRemoval(name ?? "d", outcome, unread, { note: (text) => void notes.push(text) });
  } catch (error) {
    if (error instanceof OutputError) return [...notes, `4 ${error.where}: ${error.message}; ${error.advice}`];
    if (error instanceof RemoteError) return [...notes, `5 ${error.message}; ${error.advice}`];
    throw error;
  }
  return notes;
}

const none = { removed: 3, failed: 0, failures: [], interruption: undefined };

test("nothing, if all of it went well", () => {
  expect(told("d", none)).toEqual([]);
  expect(told("d", undefined)).toEqual([]);
});

test("of many failures ten are named, each once", () => {
  expect(told("d", { ...none, removed: 1, failed: 1, failures: [denied("d/a")] })).toEqual([
    "4 d/a: denied: 1 old file could not be removed, 1 was removed; check it",
  ]);
  const failures = Array.from({ length: 10 }, (_, i) => denied(`d/${i}`));
  const all = told("d", { ...none, removed: 98_500, failed: 1500, failures });
  expect(all).toEqual([
    ...failures.slice(1).map(({ name }) => `${name}: denied`),
    "4 d/0: denied: 1,500 old files could not be removed, 98,500 were removed; check it",
  ]);
});

test("folders that could not be read, with the files that could not be removed", () => {
  expect(told("d", undefined, [denied("d/x")])).toEqual(["4 d/x: denied: 1 folder could not be read; check it"]);
  expect(told("d", { ...none, failed: 1, failures: [denied("d/a")] }, [denied("d/x"), denied("d/y")])).toEqual([
    "d/y: denied",
    "d/a: denied",
    "4 d/x: denied: 2 folders could not be read, 1 old file could not be removed, 3 were removed; check it",
  ]);
});

test("what ended the removal, with what was done before", () => {
  const cause = new RemoteError("s3://b: access denied", "add it");
  const ended = "the removal of old files ended there";
  expect(told("s3://b", { ...none, interruption: { cause } })).toEqual([
    `5 s3://b: access denied: ${ended}, 3 were removed; add it`,
  ]);
  const failures = [{ name: "s3://b/a", error: new RemoteError("denied") }];
  expect(told("s3://b", { removed: 0, failed: 1, failures, interruption: { cause } })).toEqual([
    "s3://b/a: denied",
    `5 s3://b: access denied: ${ended}, 1 old file could not be removed, 0 were removed; add it`,
  ]);
  const fault = new TypeError("a fault of ours");
  expect(() => told("d", { ...none, interruption: { cause: fault } })).toThrow(fault);
});

test("links that are not followed", () => {
  const unread = new UnreadFolders();
  const notes: string[] = [];
  const tell = (): void => unread.tellLinks({ note: (text) => void notes.push(text) });
  tell();
  unread.passOver("d/a", "link");
  tell();
  unread.passOver("d/b", "link");
  tell();
  expect(notes).toEqual([
    "d/a: not followed, as it is a link; old files behind it stay",
    "d/a and 1 more: not followed, as they are links; old files behind them stay",
  ]);
});
