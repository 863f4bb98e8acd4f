// Writes src/module.ts, the compiled kernel, and src/opcodes.ts, the numbers that it and its host share, unless they are newer than
// their sources. With `--debug` the functions of the kernel have names, for profiles.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const isDebug = process.argv.includes("--debug");
const DEBUG_MARK = "// Debug build.\n";
const target = join(here, "src/module.ts");
const opcodes = join(here, "src/opcodes.ts");
const sources = [
  ...readdirSync(join(here, "assembly"), { recursive: true }).map((file) => join(here, "assembly", file)),
  ...["build.mjs", "compile.mjs", "opcodes.mjs"].map((file) => join(here, file)),
];

function isFresh() {
  if (!existsSync(target) || !existsSync(opcodes)) return false;
  if (readFileSync(target, "utf8").startsWith(DEBUG_MARK) !== isDebug) return false;
  const made = statSync(target).mtimeMs;
  return sources.every((file) => statSync(file).mtimeMs < made);
}

if (!isFresh()) {
  const { compileKernel, optimized } = await import("./compile.mjs");
  const { hostOpcodes } = await import("./opcodes.mjs");
  writeFileSync(opcodes, hostOpcodes());
  const text = await compileKernel(isDebug ? `${optimized} --debug` : optimized);
  writeFileSync(target, isDebug ? DEBUG_MARK + text : text);
}
