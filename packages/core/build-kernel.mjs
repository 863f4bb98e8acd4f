// Writes src/kernel/module.ts, the compiled kernel. Nothing is done when it is fresh.
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = join(here, "src/kernel/module.ts");
const sources = [
  ...readdirSync(join(here, "kernel")).map((file) => join(here, "kernel", file)),
  ...["build-kernel.mjs", "compile-kernel.mjs"].map((file) => join(here, file)),
];

function isFresh() {
  if (!existsSync(target)) return false;
  const made = statSync(target).mtimeMs;
  return sources.every((file) => statSync(file).mtimeMs < made);
}

if (!isFresh()) {
  const { compileKernel } = await import("./compile-kernel.mjs");
  writeFileSync(target, await compileKernel());
}
