// Makes a copy of the project, in .checked, with the checked build of the kernel: every load and store is compared with the regions
// that were allocated, and an access outside of them ends the command as an internal error. Run the tests there with
// vitest run --config .checked/test/vitest.config.ts
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { importsOf, instrument } from "./checked/instrument.mjs";
import { compileKernel } from "./compile.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");
const copy = join(root, ".checked");
const skipped = new Set([".git", ".checked", "node_modules", "dist", "module.ts"]);
const ASSEMBLY = "assembly/";
const files = readdirSync(join(here, "assembly"), { recursive: true }).filter(
  (file) => file.endsWith(".ts") && !file.startsWith("checked"),
);

rmSync(copy, { recursive: true, force: true });
for (const name of readdirSync(root).filter(isCopied)) {
  cpSync(join(root, name), join(copy, name), { recursive: true, filter: isCopied });
}
linkPackages();
writeFileSync(inCopy("module.ts"), await compileChecked());
const memory = readFileSync(join(here, "checked/memory.ts"), "utf8");
writeFileSync(inCopy("provider.ts"), memory.replaceAll("../src/", "./"));
execFileSync("npm", ["run", "--silent", "build"], { cwd: copy, stdio: "inherit" });

function isCopied(path) {
  return !skipped.has(basename(path)) && !path.endsWith(".tsbuildinfo");
}

function inCopy(file) {
  return join(copy, "packages/kernel/src", file);
}

/** Links the project's packages to those of the copy; all others are found in the folder above. */
function linkPackages() {
  mkdirSync(join(copy, "node_modules/@flowlogs"), { recursive: true });
  for (const entry of readdirSync(join(root, "packages"), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(copy, "packages", entry.name);
    const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    symlinkSync(folder, join(copy, "node_modules", name));
  }
}

function compileChecked() {
  return compileKernel("--optimizeLevel 3 --shrinkLevel 0 --debug", {
    transforms: [instrument(files)],
    async readFile(name, folder) {
      const path = join(folder, name);
      const file = relative(join(here, ASSEMBLY), path);
      if (!files.includes(file)) return await textOf(path);
      if (file === "parts.ts") return await textOf(join(here, ASSEMBLY, "checked/parts.ts"));
      const text = await textOf(path);
      return importsOf(file) + text + (file === "index.ts" ? exportsForHost() : "");
    },
  });
}

/** Exports for the host: the functions of the checked build, and the names of the files by their numbers. */
function exportsForHost() {
  const names = files.map((file, number) => `export const file_${number}_${basename(file, ".ts")}: u32 = ${number};\n`);
  return `export { setShadow, statics, staticCount, checkRange } from "./checked/shadow";
export { clearBounds } from "./parts";
${names.join("")}`;
}

/** The text of a file, or null, as asc expects, when it does not exist. */
async function textOf(path) {
  return await readFile(path, "utf8").catch(() => null);
}
