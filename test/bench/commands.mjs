// How our commands and the peers are called, and whether a peer is there.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandNames } from "../../packages/commands.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const OURS = commandNames();
const PACKAGES = { mawk: "mawk", jq: "jq", mlr: "miller", time: "time" };

/** Peers that are modules, each with a script beside this one. */
const ENGINES = {
  duckdb: { module: "@duckdb/node-api", advice: "npm ci" },
  chdb: { module: "chdb", advice: "npm install --no-save chdb" },
};
/** The same of Python. */
const PYTHON_ENGINES = { polars: { module: "polars", advice: "pip install polars" } };

/** What to type into a shell for one of our commands, a peer or a plain tool. */
export function command(name) {
  if (OURS.includes(name))
    return `${quoted(process.execPath)} ${quoted(join(ROOT, "packages", name, "bin", `${name}.js`))}`;
  if (name in ENGINES) return `${quoted(process.execPath)} ${quoted(join(HERE, `${name}.mjs`))}`;
  if (name in PYTHON_ENGINES) return `python3 ${quoted(join(HERE, `${name}_peer.py`))}`;
  return name === "node" ? quoted(process.execPath) : name;
}

export function isCommand(name) {
  const names = [
    ...OURS,
    ...Object.keys({ ...PACKAGES, ...ENGINES, ...PYTHON_ENGINES }),
    "node",
    "cat",
    "gzip",
    "sort",
  ];
  return names.includes(name);
}

/** Nothing when the peer can be run, else what to do about it. */
export function missing(name) {
  const engine = ENGINES[name];
  if (engine !== undefined) return resolves(engine.module) ? undefined : `not installed: ${engine.advice}`;
  const python = PYTHON_ENGINES[name];
  if (python !== undefined) return imports(python.module) ? undefined : `not installed: ${python.advice}`;
  if (!(name in PACKAGES) || onPath(name)) return undefined;
  return `not installed: apt-get install ${PACKAGES[name]}`;
}

export function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => runnable(join(folder, name)));
}

export function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function resolves(name) {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

function imports(name) {
  return spawnSync("python3", ["-c", `import ${name}`], { stdio: "ignore" }).status === 0;
}
