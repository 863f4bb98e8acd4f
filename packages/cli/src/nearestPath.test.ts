import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nearestPath } from "./nearestPath.ts";

const root = mkdtempSync(join(tmpdir(), "flowlogs-nearest-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

mkdirSync(join(root, "flows/2026/11"), { recursive: true });
for (const file of ["flows.ndjson", "flows/2026/11/a.log.gz", ".hidden", "log", "b-2026-01.log", "b-2026.log"]) {
  writeFileSync(join(root, file), "");
}
symlinkSync("nowhere", join(root, "flows.link"));

test.each([
  ["flows.link", undefined],
  ["flws.ndjson", "flows.ndjson"],
  ["FLOWS.ndjson", "flows.ndjson"],
  // A folder ends in a slash, with or without one in what was written.
  ["flow", "flows/"],
  ["flow/", "flows/"],
  ["flow//", "flows/"],
  // The misspelt part is a folder of the path, or several are.
  ["flow/2026/11/a.log.gz", "flows/2026/11/a.log.gz"],
  ["flow/2062/11/a.lgo.gz", "flows/2026/11/a.log.gz"],
  ["flow/2026/12x/nothing.like.it", "flows/2026/"],
  ["flows/2026/11/a.log.gx", "flows/2026/11/a.log.gz"],
  // The beginning of a name, at least three letters: the shortest.
  ["b-2026", "b-2026.log"],
  ["b-", undefined],
  [".hiden", ".hidden"],
  ["hidden", undefined],
  ["lg", undefined],
  ["nothing", undefined],
  ["nothing/at/all", undefined],
  ["flows.ndjson/x", undefined],
])("%s is meant to be %s", (path, near) => {
  expect(nearestPath(join(root, "x").slice(0, -1) + path)).toBe(near === undefined ? undefined : join(root, near));
});

test("in this folder, and above it", () => {
  expect(nearestPath("packges")).toBe("packages/");
  expect(nearestPath("./packges/cli")).toBe("packages/cli/");
  expect(nearestPath("/tpm")).toBe("/tmp/");
  expect(nearestPath("/")).toBeUndefined();
});
