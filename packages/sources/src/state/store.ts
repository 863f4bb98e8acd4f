// An open state: locked, loaded, and saved now and then; or handed over at the end to the command that writes the records.
import type { AppendedFile } from "@flowlogs/cli";
import { lock, type Lock } from "./lock.ts";
import { OutputCheckpoint } from "./outputCheckpoint.ts";
import { dropPrepared } from "./handover.ts";
import { type Entries, filesOf, loadState, preparedPath, removeLeftovers, saveState, targetOf } from "./stateFile.ts";

/** Minimum milliseconds between two saves, and how many times what the last save took. */
const MIN_INTERVAL = 1000;
const INTERVAL_FACTOR = 20;
/** The key of the output among the sources; no source has such a name. */
const OUTPUT_KEY = ">>";

export class Store {
  readonly #path: string;
  readonly #lock: Lock;
  readonly #loaded: Entries;
  readonly #output: OutputCheckpoint | undefined;
  readonly #isRestored: boolean;
  /** It is not saved, but handed over. */
  readonly #isPrepared: boolean;
  #entries: Entries;
  #saved = performance.now();
  #took = 0;

  /**
   * Throws an InputError when another run uses the state, or the file is not a state. `output`: what the state does not cover
   * is cut off. `isPrepared`: the state is saved only by `prepare`, for another command to commit.
   */
  constructor(path: string, output?: AppendedFile, isPrepared = false) {
    this.#isPrepared = isPrepared;
    this.#path = path;
    this.#output = output && new OutputCheckpoint(output);
    this.#lock = lock(targetOf(path), path);
    try {
      const target = targetOf(path);
      if (this.#lock.isInherited) removeLeftovers([target, `${target}.lock`, preparedPath(path)]);
      dropPrepared(path);
      this.#loaded = loadState(path);
      this.#entries = this.#loaded;
      this.#isRestored = this.#output?.restore(this.#loaded.get(OUTPUT_KEY)) === true;
      // It is outdated as soon as a run writes without saving the position.
      this.#loaded.delete(OUTPUT_KEY);
      if (this.#output !== undefined) this.save(this.#loaded);
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  /** The entries that the last run left. */
  get loaded(): Entries {
    return this.#loaded;
  }

  /** The last run was killed, and what it wrote last, which may be half a line, comes before this run's output. */
  get isAfterKill(): boolean {
    return this.#lock.isInherited && !this.#isRestored && !this.#isPrepared;
  }

  /** The files of the state itself, which are not logs. */
  get files(): readonly string[] {
    return filesOf(this.#path);
  }

  get isDue(): boolean {
    if (this.#isPrepared) return false;
    return performance.now() - this.#saved > Math.max(MIN_INTERVAL, INTERVAL_FACTOR * this.#took);
  }

  save(entries: Entries): void {
    const started = performance.now();
    this.#entries = entries;
    if (this.#isPrepared) return;
    this.#write(true);
    this.#saved = performance.now();
    this.#took = this.#saved - started;
  }

  /** Leaves the entries that were saved last as those of this run, to be committed by who has all of its output. */
  prepare(run: string): void {
    saveState(this.#path, this.#entries, run);
  }

  close(): void {
    try {
      // What is written after this belongs to others.
      if (this.#output?.isUnchanged === true) this.#write(false);
    } finally {
      this.#lock.release();
    }
  }

  #write(isOpen: boolean): void {
    const position = this.#output?.position(isOpen);
    saveState(this.#path, position === undefined ? this.#entries : new Map([...this.#entries, [OUTPUT_KEY, position]]));
  }
}
