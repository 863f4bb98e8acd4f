// How our commands and the peers are called, and whether a peer is there.
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

/** What to type into a shell for one of our commands, a peer or a plain tool. */
export function command(name) {
  if (OURS.includes(name))
    return `${quoted(process.execPath)} ${quoted(join(ROOT, "packages", name, "bin", `${name}.js`))}`;
  if (name in ENGINES) return `${quoted(process.execPath)} ${quoted(join(HERE, `${name}.mjs`))}`;
  return name === "node" ? quoted(process.execPath) : name;
}

export function isCommand(name) {
  return OURS.includes(name) || name in PACKAGES || name in ENGINES || ["node", "cat", "sort"].includes(name);
}

/** Nothing when the peer can be run, else what to do about it. */
export function missing(name) {
  const engine = ENGINES[name];
  if (engine !== undefined) return resolves(engine.module) ? undefined : `not installed: ${engine.advice}`;
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
