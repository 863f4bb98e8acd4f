// The file of --state: an entry for each source, from one run to the next. At any moment it is complete, old or new; a file
// that is anything else is refused and not touched. The content of an entry is up to the reader of its source.
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { crc32 } from "node:zlib";
import { codeOf, createBeside, InputError, isBeside, OutputError, reasonOf } from "@flowlogs/cli";

/** The version of the format; a state of a later version may mean anything. */
const VERSION = 1;

/** Entries by the name of their source. */
export type Entries = Map<string, unknown>;

/**
 * Reads a state: the first line is a head, each other line is an entry. No file is an empty state. Throws an InputError if it
 * cannot be understood.
 */
export function loadState(path: string): Entries {
  let text: string;
  try {
    if (!statSync(path).isFile()) throw new InputError(`${path}: not a file`, "name another file");
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (codeOf(error) === "ENOENT") return new Map();
    throw new InputError(`${path}: the state cannot be read: ${reasonOf(error)}`);
  }
  const cut = text.indexOf("\n") + 1;
  const body = text.slice(cut);
  const head = parseHead(text.slice(0, cut));
  if (head === undefined) throw new InputError(`${path}: not a flowlogs-read state file`, unharmed);
  const { version, sum } = head;
  if (version !== VERSION) {
    throw new InputError(
      `${path}: the state has version ${version}; this flowlogs-read knows version ${VERSION}`,
      "use a newer flowlogs-read",
    );
  }
  if (sum !== checksum(body)) throw new InputError(`${path}: the state is damaged`, unharmed);
  const lines = body.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => parseEntry(line) ?? refuseEntry(path)));
}

/** Undefined when the line is not an entry. */
function parseEntry(line: string): [source: string, entry: unknown] | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const [source, saved]: readonly unknown[] = Array.isArray(entry) && entry.length === 2 ? entry : [];
    return typeof source === "string" ? [source, saved] : undefined;
  } catch {
    return undefined;
  }
}

function refuseEntry(path: string): never {
  throw new InputError(`${path}: the state has an entry that flowlogs-read does not write`, unharmed);
}

/**
 * Writes a state beside the old one and renames it, so that not even a power cut leaves half of it. `run`: the id of a run that
 * hands the state over, which is then not yet the state of `path`.
 */
export function saveState(path: string, entries: Entries, run?: string): void {
  const body = [...entries].map((entry) => `${JSON.stringify(entry)}\n`).join("");
  const head = JSON.stringify({ flowlogs_state: VERSION, sources: entries.size, crc32: checksum(body), run });
  const target = run === undefined ? targetOf(path) : preparedPath(path);
  try {
    replace(target, `${head}\n${body}`);
    syncFolder(dirname(target));
  } catch (error) {
    throw new OutputError(
      `the state cannot be written: ${reasonOf(error)}`,
      "the next run reads again what the state lacks",
      path,
    );
  }
}

/** The file itself, where the path is a link. */
export function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Where a state waits until the records that it covers are in place. */
export function preparedPath(path: string): string {
  return `${targetOf(path)}.prepared`;
}

/** What the command that writes the records of a state locks. */
export function commitPath(path: string): string {
  return `${targetOf(path)}.commit`;
}

/** The files that belong to a state, which are never read as logs. */
export function filesOf(path: string): readonly string[] {
  const target = targetOf(path);
  return [target, `${target}.lock`, preparedPath(path), `${commitPath(path)}.lock`];
}

/** Removes temporary files that a killed run left beside these files of a folder. They must be locked. */
export function removeLeftovers(files: readonly [string, ...string[]]): void {
  const folder = dirname(files[0]);
  for (const name of readdirSync(folder)) {
    if (files.some((file) => isBeside(name, file))) rmSync(join(folder, name), { force: true });
  }
}

/** The id of the run that prepared the state at this path; undefined: there is no such state. */
export function runOf(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return parseHead(text.slice(0, text.indexOf("\n") + 1))?.run;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

const unharmed = "the file is unchanged: name another one, or remove it to read everything from the start";

interface StateHead {
  readonly version: number;
  readonly sum: unknown;
  readonly run: string | undefined;
}

function parseHead(line: string): StateHead | undefined {
  try {
    const head: unknown = JSON.parse(line);
    if (typeof head !== "object" || head === null || !("flowlogs_state" in head)) return undefined;
    const version = Number(head.flowlogs_state);
    const run = "run" in head && typeof head.run === "string" ? head.run : undefined;
    return { version, sum: "crc32" in head ? head.crc32 : undefined, run };
  } catch {
    return undefined;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

function replace(target: string, text: string): void {
  const beside = createBeside(target, 0o600, (descriptor) => {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  });
  try {
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Makes the rename durable; some file systems cannot, and need not. */
export function syncFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } catch {
    // Not supported: see above.
  } finally {
    closeSync(descriptor);
  }
}
