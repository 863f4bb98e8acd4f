// Compiled code is kept in the user's cache folder where Node can do that, and runs are the same where it cannot.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { file, scratch } from "./command.ts";

const program = join(import.meta.dirname, "../packages/flow-filter/bin/flow-filter.js");
const isKept = "enableCompileCache" in module;
const home = join(scratch, "own-home");
mkdirSync(home);

test.each<[title: string, env: NodeJS.ProcessEnv, folder: string | undefined]>([
  ["a home", { HOME: home }, join(home, ".cache/flowlogs")],
  ["a cache folder", { HOME: "/proc", XDG_CACHE_HOME: join(scratch, "cache") }, join(scratch, "cache/flowlogs")],
  ["a home where nothing can be written", { HOME: "/proc" }, undefined],
  ["a cache folder where nothing can be made", { XDG_CACHE_HOME: "/proc" }, undefined],
  ["a home that is a file", { HOME: file("no-folder", "") }, undefined],
  [
    "a home, but told not to",
    { HOME: file("forbidden/.keep", "").slice(0, -6), NODE_DISABLE_COMPILE_CACHE: "1" },
    undefined,
  ],
  ["no home", { XDG_CACHE_HOME: "relative" }, undefined],
])("%s", (_, env, folder) => {
  const temporary = join(scratch, "temporary");
  for (let run = 0; run < 2; run++) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [program, "a = 1"], {
      cwd: scratch,
      env: { ...env, TMPDIR: temporary },
      input: '{"a":1}\n{"a":2}\n',
      encoding: "utf8",
      timeout: 10_000,
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: '{"a":1}\n', stderr: "", status: 0 });
  }
  expect(folder !== undefined && existsSync(folder)).toBe(folder !== undefined && isKept);
  expect(existsSync(join(scratch, "forbidden/.cache"))).toBe(false);
  expect(existsSync(temporary)).toBe(false);
  expect(existsSync(join(scratch, "relative"))).toBe(false);
});
