// Compiles a program that imports every published entry point, and a small one that uses them, against the declarations in
// dist, by the TypeScript that users have. What is wrong in declarations of others is theirs, and only counted.
import { spawnSync } from "node:child_process";
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestOf, packageFolders } from "../../packages/commands.mjs";
import { installed, NOT_RUN, temporaryFolder } from "./temporary.mjs";

const TYPESCRIPT = "typescript@5.9.3";
const root = fileURLToPath(new URL("../..", import.meta.url));
const OPTIONS = {
  module: "nodenext",
  target: "es2023",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};

const folder = temporaryFolder();
const compiler = installed(TYPESCRIPT, join(folder, "compiler"));
if (compiler === undefined) {
  console.log(`${TYPESCRIPT}: it cannot be installed here; no types were checked with it`);
  process.exitCode = NOT_RUN;
} else process.exitCode = compile(compiler);

function compile(compilerFolder) {
  const entries = packageFolders().flatMap(entriesOf);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "entries.ts"), entries.map(importOf).join("\n"));
  symlinkSync(join(root, "test/ci/program.ts"), join(folder, "program.ts"));
  const files = ["entries.ts", "program.ts"];
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...OPTIONS, preserveSymlinks: false }, files }),
  );
  const words = [join(compilerFolder, "bin/tsc"), "--pretty", "false", "-p", folder];
  const { stdout, status } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
  const errors = stdout.split("\n").filter((line) => line.includes(": error "));
  const ours = errors.filter((line) => !line.includes("node_modules/"));
  const others = errors.length - ours.length;
  for (const line of status === 0 ? [] : ours) console.log(line);
  console.log(
    `${TYPESCRIPT}: ${entries.length} entry points, ${ours.length} errors, ${others} in declarations of others`,
  );
  return status === 0 || (ours.length === 0 && others > 0) ? 0 : 1;
}

/** What a program may import of a package and has declarations: patterns stand for each file that they match. */
function entriesOf(packageFolder) {
  const { name, exports = {} } = manifestOf(packageFolder);
  return Object.entries(exports).flatMap(([key, { types }]) => {
    if (types === undefined) return [];
    const specifier = name + key.slice(1);
    if (!key.includes("*")) return [specifier];
    // By the sources: dist also keeps what was built from files that were renamed since.
    const files = readdirSync(join(root, "packages", packageFolder, "src"), { recursive: true });
    const modules = files.filter((file) => file.endsWith(".ts") && !/\.(test|fake)\.ts$/.test(file));
    return modules.map((file) => specifier.replace("*", file.replace(/\.ts$/, "")));
  });
}

function importOf(specifier, at) {
  return `import * as entry${at} from "${specifier}";\nvoid entry${at};`;
}
