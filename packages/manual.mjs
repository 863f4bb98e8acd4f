// Makes manual pages and completion scripts of the built definitions, in the package that installs all commands. Part of the
// build: they are not in the repository, so they cannot differ from the commands.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { manualFiles } from "./cli/dist/manual.js";
import { commandNames, UMBRELLA } from "./commands.mjs";

const packages = fileURLToPath(new URL(".", import.meta.url));
const modules = await Promise.all(commandNames().map((name) => import(`./${name}/dist/command.js`)));
const files = await manualFiles(modules.map(({ command }) => command));
for (const folder of ["man", "completion"]) rmSync(join(packages, UMBRELLA, folder), { recursive: true, force: true });
for (const [name, content] of files) {
  const path = join(packages, UMBRELLA, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
