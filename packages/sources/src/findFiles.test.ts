// Which files are found, in which order, and what is said of those that are not.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findFiles, sizeOf } from "./findFiles.ts";
import { Selection } from "./discovery/selection.ts";

const anything = { accounts: [], regions: [], flowLogs: [] };
const scratch = mkdtempSync(join(tmpdir(), "flowlogs-sources-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

for (const path of ["logs/b.log", "logs/a/2.log", "logs/a/10.log", "logs/.hidden/x.log", "logs/.x.log", "round/a/x"]) {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), "");
}
mkdirSync(join(scratch, "empty"));
mkdirSync(join(scratch, "wrong"));
writeFileSync(join(scratch, "[x].log"), "");
symlinkSync("nowhere", join(scratch, "wrong/dangling"));
symlinkSync("loop", join(scratch, "wrong/loop"));
symlinkSync("..", join(scratch, "round/a/up"));
symlinkSync("a", join(scratch, "round/b"));
symlinkSync("../logs", join(scratch, "round/logs"));

/** What is found, and what is said, with paths as they are in the scratch folder. */
async function found(...sources: string[]): Promise<string[]> {
  const all: string[] = [];
  const inScratch = sources.map((source) => (source === "-" ? source : join(scratch, source)));
  const files = findFiles(inScratch, new Selection(anything), ({ source, what }) => all.push(`${source}: ${what}`));
  for await (const file of files) all.push(file);
  return all.map((path) => path.replace(`${scratch}/`, ""));
}

const logs = ["logs/a/10.log", "logs/a/2.log", "logs/b.log"];

test.each<[what: string, sources: string[], files: string[]]>([
  ["files as they are named", ["logs/b.log", "-", "logs/a/2.log"], ["logs/b.log", "-", "logs/a/2.log"]],
  ["a folder, with all below it but what is hidden", ["logs"], logs],
  ["a folder named twice", ["logs/a", "logs/a"], ["logs/a/10.log", "logs/a/2.log", "logs/a/10.log", "logs/a/2.log"]],
  ["a glob", ["logs/*/*.log"], ["logs/a/10.log", "logs/a/2.log"]],
  ["a glob at any depth", ["logs/**/*.log"], logs],
  ["a glob that matches nothing", ["logs/*.gz"], ["logs/*.gz: no file matches"]],
  ["a glob below a file", ["logs/b.log/*"], ["logs/b.log/*: no file matches"]],
  ["a file that looks like a glob", ["[x].log"], ["[x].log"]],
  ["an empty folder", ["empty"], ["empty: no files in this folder"]],
  [
    "links back, each folder once",
    ["round"],
    ["round/a/x", "round/logs/a/10.log", "round/logs/a/2.log", "round/logs/b.log"],
  ],
  ["links back in a glob", ["round/**/x"], ["round/a/x"]],
  ["links to nothing, for others to say", ["wrong"], ["wrong/dangling", "wrong/loop"]],
  ["a link to itself", ["wrong/loop"], ["wrong/loop"]],
  ["below a file, or too long", ["logs/b.log/x", "y".repeat(300)], ["logs/b.log/x", "y".repeat(300)]],
])("%s", async (_, sources, files) => {
  expect(await found(...sources)).toEqual(files);
});

test("only what is there and no file may keep us waiting", () => {
  const paths = ["-", "/dev/null", join(scratch, "logs/b.log"), join(scratch, "missing")];
  expect(paths.map(sizeOf)).toEqual([undefined, undefined, 0, 0]);
});
