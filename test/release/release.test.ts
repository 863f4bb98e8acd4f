// What a release would do: the next version everywhere, exact, in a commit with a tag; and that trying it changes nothing.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolders } from "../../packages/commands.mjs";

const root = join(import.meta.dirname, "../..");

test.skipIf(!existsSync(join(root, ".git")))("a dry run", { timeout: 300_000 }, ({ skip }) => {
  const before = stateOfRepository();
  const { stdout, stderr, status } = spawnSync("npm", ["run", "--silent", "release", "--", "minor", "--dry-run"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0 && /npm error (code E|network)/.test(stderr)) skip("Lerna cannot be fetched here");
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });

  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(root, "lerna.json"), "utf8"));
  const [major, minor] = version.split(".").map(Number);
  const next = `${major}.${(minor ?? 0) + 1}.0`;
  expect(stdout).toContain(`commit: v${next}\ntag: HEAD -> release, tag: v${next}\n`);
  for (const folder of packageFolders()) expect(stdout).toContain(`+++ b/packages/${folder}/package.json`);
  const added = [...stdout.matchAll(/^\+ .*"(@?[\w/-]+)": "(.*)",?$/gm)].map(([, , it]) => it);
  expect(added.length).toBeGreaterThan(packageFolders().length);
  expect(new Set(added)).toEqual(new Set([next]));
  expect(stateOfRepository()).toEqual(before);
});

function stateOfRepository(): readonly string[] {
  return [git("rev-parse", "HEAD"), git("tag"), git("status", "--short"), git("diff", "--", "lerna.json", "packages")];
}

function git(...words: string[]): string {
  return execFileSync("git", words, { cwd: root, encoding: "utf8" });
}
