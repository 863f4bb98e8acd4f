// What a compaction is about to do, in a hidden file at the top of the place that it writes to, so that the next one finishes it,
// or undoes it, if it is killed: files are replaced by others only together. While the file is there no other compaction works in
// that place.
import { randomBytes } from "node:crypto";
import { InputError, UsageError } from "@flowlogs/cli";
import { hostHash, isRunning } from "../destinations/workFolder.ts";
import { layoutNames, readPath } from "../layout/layouts.ts";
import type { CompactionStore } from "./store.ts";

/** Paths of files that are written, and of those that they are of, which go. */
export interface Replacement {
  readonly written: readonly string[];
  /** With their versions. */
  readonly replaced: Readonly<Record<string, string>>;
}

interface Note extends Replacement {
  /** Tells runs apart. */
  readonly run: string;
  /** When the run was last known to be alive, in epoch milliseconds. */
  readonly at: number;
  /** The identity of the place of the replaced files, where that is another one. */
  readonly from?: string | undefined;
}

export interface JournalOptions {
  /** The place that is written to, and has the note. */
  readonly store: CompactionStore;
  /** Where the replaced files are, if elsewhere. */
  readonly from?: CompactionStore | undefined;
  readonly tell: (text: string) => void;
}

const pattern = /^\.flow-write-compact-([0-9a-f]{8})-(\d+)\.json$/;
/** Places in which this process is at work: its own number does not tell. */
const open = new Set<string>();
const run = randomBytes(8).toString("hex");
const nothing: Replacement = { written: [], replaced: {} };
/** Milliseconds. A run that has not renewed its note for so long is dead: one of another machine cannot be seen. */
const LIMIT = 3_600_000;
const RENEWAL = 300_000;

/** Throws InputError if another run is at work in the place. */
export async function assertIdle(store: CompactionStore): Promise<void> {
  for (const name of await store.notes.names()) {
    if (!pattern.test(name)) continue;
    const note = await readNote(store, name);
    if (note === undefined) continue;
    if (isAtWork(name, note)) throw isBusy(store, name);
    if (note.written.length === 0) continue;
    throw new InputError(`${store.name}: a compaction was killed here`, "end it with --compact there first");
  }
}

/**
 * Ends what killed runs have begun, and says what it did. Throws InputError if another run is at work in the place, and OutputError
 * or RemoteError where nothing can be written.
 */
export async function openJournal(options: JournalOptions): Promise<CompactionJournal> {
  const { store } = options;
  const own = `.flow-write-compact-${hostHash()}-${process.pid}.json`;
  if (open.has(store.identity)) throw isBusy(store, own);
  open.add(store.identity);
  const journal = new CompactionJournal(options, own);
  try {
    // In containers each run may have the number of the one before it.
    await recover(own, options);
    // Whether removing is allowed is known before anything is written that would have to stay: the service looks at that first.
    await store.notes.remove(own);
    await journal.note(nothing);
    // Of two that begin together each sees the other's file, as each writes its own first.
    for (const name of await store.notes.names()) {
      if (name === own || !pattern.test(name)) continue;
      const note = await readNote(store, name);
      if (note !== undefined && isAtWork(name, note)) throw isBusy(store, name);
      await recover(name, options);
    }
  } catch (error) {
    await journal.close().catch(() => undefined);
    throw error;
  }
  return journal;
}

export class CompactionJournal {
  readonly #options: JournalOptions;
  readonly #name: string;
  readonly #renewal: NodeJS.Timeout;
  /** Writes of the note happen one after the other. */
  #before: Promise<void> = Promise.resolve();
  #replacement: Replacement | undefined;

  constructor(options: JournalOptions, name: string) {
    this.#options = options;
    this.#name = name;
    this.#renewal = setInterval(() => void this.#renew().catch(() => undefined), RENEWAL).unref();
  }

  /** Notes a replacement. It survives a power cut. */
  async note(replacement: Replacement): Promise<void> {
    const { store } = this.#options;
    if (this.#replacement !== undefined && (await store.notes.read(this.#name)) === undefined) {
      throw new InputError(`${store.name}: another run took this one for dead`, "run it again");
    }
    this.#replacement = replacement;
    await this.#renew();
  }

  /** What is noted is done. */
  done(): void {
    this.#replacement = nothing;
  }

  /** Finishes or undoes what is noted, when it could not be done to its end. Throws as that did; the note then stays for the next run. */
  async settle(): Promise<void> {
    if (this.#replacement !== undefined) await endReplacement(this.#replacement, this.#options);
    this.done();
  }

  async close(): Promise<void> {
    clearInterval(this.#renewal);
    const { store } = this.#options;
    open.delete(store.identity);
    await this.#before.catch(() => undefined);
    const isSettled = this.#replacement !== undefined && this.#replacement.written.length === 0;
    if (isSettled) await store.notes.remove(this.#name);
  }

  async #renew(): Promise<void> {
    const { store, from } = this.#options;
    const { written, replaced } = this.#replacement ?? nothing;
    const note: Note = { run, at: Date.now(), from: from?.identity, written, replaced };
    this.#before = this.#before
      .catch(() => undefined)
      .then(async () => await store.notes.write(this.#name, JSON.stringify(note)));
    await this.#before;
  }
}

function isBusy({ name }: CompactionStore, note: string): InputError {
  const advice = `wait for its end; its note is ${note}`;
  return new InputError(`${name}: another flow-write --compact is at work here`, advice);
}

/** Ends what a killed run has noted. */
async function recover(name: string, options: JournalOptions): Promise<void> {
  const { store, from, tell } = options;
  const note = await readNote(store, name);
  if (note === undefined) return;
  // This run has opened the place under another name: a link, or an access point.
  if (note.run === run) throw new UsageError({ problem: "is the same place", advice: "leave --from out" }, store.name);
  if (note.written.length > 0) {
    if (note.from !== undefined && note.from !== from?.identity) {
      const problem = `${store.name}: a compaction from ${note.from} was killed`;
      throw new InputError(problem, `run it again first: --from ${note.from}`);
    }
    const told = await endReplacement(note, { store, from: note.from === undefined ? undefined : from });
    tell(`a compaction ${told}`);
  }
  await store.notes.remove(name);
}

/** Removes the old files if all new ones are in place, else the new ones; what it did. */
async function endReplacement(
  { written, replaced }: Replacement,
  { store, from = store }: Pick<JournalOptions, "store" | "from">,
): Promise<string> {
  const placed = await present(store, written);
  const old = await present(from, Object.keys(replaced));
  // Old files go only once all new ones are in place.
  const isPlaced = placed.size === written.length;
  const changed = [...old].filter(([path, version]) => replaced[path] !== version).map(([path]) => path);
  if (!isPlaced && (changed.length > 0 || old.size < Object.keys(replaced).length)) {
    // Somebody has removed new files since: what is left may be all that has some records.
    const left = [...placed.keys()].map((path) => store.nameOf(path));
    const others = [...old.keys()].map((path) => from.nameOf(path));
    return `was killed, and files of it are gone since: records may be twice in ${[...left, ...others].join(", ")}`;
  }
  const place = isPlaced ? from : store;
  let removed = 0;
  for (const [path, version] of isPlaced ? old : placed) {
    if (isPlaced && changed.includes(path)) continue;
    if (await place.remove(path, version)) removed++;
  }
  const what = `that was killed is ${isPlaced ? "finished" : "undone"}`;
  const stay = changed.map((path) => `; ${from.nameOf(path)} was written since, and stays`);
  return `${what}: ${removed} files removed whose records are in others${stay.join("")}`;
}

/** Those of the files that are there, with their versions. */
async function present(store: CompactionStore, paths: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const version = await store.versionOf(path);
    if (version !== undefined) found.set(path, version);
  }
  return found;
}

function isAtWork(name: string, { at }: Note): boolean {
  const [, host, pid] = pattern.exec(name) ?? [];
  return Date.now() - at < LIMIT && (host !== hostHash() || isRunning(Number(pid)));
}

/** Undefined: it is gone. Throws InputError for one that was not written by a compaction: it says which files are removed. */
async function readNote(store: CompactionStore, name: string): Promise<Note | undefined> {
  const text = await store.notes.read(name);
  if (text === undefined) return undefined;
  const note = parseNote(text);
  if (note !== undefined) return note;
  throw new InputError(`${store.nameOf(name)}: not a note of flow-write --compact`, "look at it, and remove it");
}

function parseNote(text: string): Note | undefined {
  try {
    const { run: of, at, from, written, replaced }: Note = JSON.parse(text);
    const paths = [...written, ...Object.keys(replaced)];
    // Nothing outside of the place, and nothing else in it.
    return paths.every(isOfLayout) ? { run: of, at, from, written, replaced } : undefined;
  } catch {
    return undefined;
  }
}

function isOfLayout(path: string): boolean {
  return layoutNames.some((layout) => readPath(layout, path) !== undefined);
}
