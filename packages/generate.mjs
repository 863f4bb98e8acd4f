// Writes what follows from the packages that there are: the references between the TypeScript projects, and the package that
// installs all commands. `--check` writes nothing, names what differs and exits with 1.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { commandNames, manifestOf, packageFolders, UMBRELLA } from "./commands.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifests = new Map(packageFolders().map((folder) => [folder, manifestOf(folder)]));
const folderOf = new Map([...manifests].map(([folder, { name }]) => [name, folder]));
const compiled = [...manifests.keys()].filter((folder) => existsSync(join(root, "packages", folder, "tsconfig.json")));

/** The programs of pages that packages have: they run in a browser, which has other types. */
const pages = compiled
  .map((folder) => `packages/${folder}/page`)
  .filter((it) => existsSync(join(root, it, "tsconfig.json")));

/** A JSON file with some of its members replaced. */
function withMembers(path, members) {
  return [path, `${JSON.stringify({ ...JSON.parse(readFileSync(join(root, path), "utf8")), ...members })}\n`];
}

function references(paths) {
  return { references: paths.map((path) => ({ path })) };
}

/** The packages of ours that a package depends on, and that are compiled. */
function dependenciesOf(folder) {
  const names = Object.keys(manifests.get(folder).dependencies ?? {});
  return names.map((name) => folderOf.get(name)).filter((it) => compiled.includes(it));
}

function umbrella() {
  const commands = commandNames();
  const { version } = manifests.get(UMBRELLA);
  const starters = commands.map((name) => [
    `packages/${UMBRELLA}/bin/${name}.js`,
    `#!/usr/bin/env node\nimport "${name}/main";\n`,
  ]);
  const bin = Object.fromEntries(commands.map((name) => [name, `bin/${name}.js`]));
  const dependencies = Object.fromEntries(commands.map((name) => [name, version]));
  return [withMembers(`packages/${UMBRELLA}/package.json`, { bin, dependencies }), ...starters];
}

const contents = new Map([
  withMembers("tsconfig.json", references([...compiled.map((folder) => `packages/${folder}`), ...pages, "test"])),
  withMembers("test/tsconfig.json", references(compiled.map((folder) => `../packages/${folder}`))),
  ...compiled.map((folder) =>
    withMembers(`packages/${folder}/tsconfig.json`, references(dependenciesOf(folder).map((it) => `../${it}`))),
  ),
  ...umbrella(),
]);
const leftovers = readdirSync(join(root, "packages", UMBRELLA, "bin"))
  .map((name) => `packages/${UMBRELLA}/bin/${name}`)
  .filter((path) => !contents.has(path));

const differing = [...leftovers];
for (const [path, content] of contents) {
  const options = await resolveConfig(join(root, path));
  const wanted = path.endsWith(".json") ? await format(content, { ...options, filepath: path }) : content;
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, "utf8") === wanted) continue;
  differing.push(path);
  if (process.argv.includes("--check")) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wanted, { mode: path.endsWith(".js") ? 0o755 : 0o644 });
}
if (process.argv.includes("--check")) {
  for (const path of differing) console.error(`${path} is not what npm run generate writes`);
  if (differing.length > 0) process.exit(1);
} else {
  for (const path of leftovers) rmSync(join(root, path));
}
