// Writes src/kernel/module.ts, the compiled kernel. Nothing is done when it is fresh. With `--debug`
// the functions of the kernel have names, for profiles.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const isDebug = process.argv.includes("--debug");
const DEBUG_MARK = "// Debug build.\n";
const target = join(here, "src/kernel/module.ts");
const sources = [
  ...readdirSync(join(here, "kernel")).map((file) => join(here, "kernel", file)),
  ...["build-kernel.mjs", "compile-kernel.mjs"].map((file) => join(here, file)),
];

function isFresh() {
  if (!existsSync(target)) return false;
  if (readFileSync(target, "utf8").startsWith(DEBUG_MARK) !== isDebug) return false;
  const made = statSync(target).mtimeMs;
  return sources.every((file) => statSync(file).mtimeMs < made);
}

if (!isFresh()) {
  const { compileKernel, optimized } = await import("./compile-kernel.mjs");
  const text = await compileKernel(isDebug ? `${optimized} --debug` : optimized);
  writeFileSync(target, isDebug ? DEBUG_MARK + text : text);
}
