// Which packages there are, and which of them are commands: what builds, tests and documents go by instead of lists.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL(".", import.meta.url));
/** The package that installs all commands. */
export const UMBRELLA = "flowlogs";

/** The folders of all packages. */
export function packageFolders() {
  return readdirSync(packages, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(packages, entry.name, "package.json")))
    .map(({ name }) => name);
}

export function manifestOf(folder) {
  return JSON.parse(readFileSync(join(packages, folder, "package.json"), "utf8"));
}

/** The scope of all packages but the umbrella: on npm other people have taken names such as flow-bin. */
const SCOPE = "@flowlogs/";

/** The package of a command is called as the command is after `flowlogs`: @flowlogs/bin is flow-bin, and `flowlogs bin`. */
export function packageName(command) {
  return SCOPE + command.replace(/^flow(logs)?-/, "");
}

/** A command is a package that defines one. They come in the order in which the umbrella names them, new ones last. */
export function commandNames() {
  const found = packageFolders().filter((folder) => existsSync(join(packages, folder, "src/command.ts")));
  const known = Object.keys(manifestOf(UMBRELLA).bin).filter((name) => found.includes(name));
  return [...known, ...found.filter((name) => !known.includes(name))];
}
