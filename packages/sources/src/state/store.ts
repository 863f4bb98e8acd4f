// A state that is open: locked, loaded, and saved now and then.
import type { AppendedFile } from "@flowlogs/cli";
import { lock, type Lock } from "./lock.ts";
import { OutputCheckpoint } from "./outputCheckpoint.ts";
import { type Entries, filesOf, loadState, removeLeftovers, saveState, targetOf } from "./stateFile.ts";

/** Between two savings pass so many milliseconds, or so many times what the last one took. */
const PAUSE = 1000;
const SHARE = 20;
/** What the output is called among the sources: like none of them. */
const OUTPUT = ">>";

export class Store {
  readonly #path: string;
  readonly #lock: Lock;
  readonly #loaded: Entries;
  readonly #output: OutputCheckpoint | undefined;
  readonly #isTakenBack: boolean;
  #entries: Entries;
  #saved = performance.now();
  #took = 0;

  /**
   * Throws an InputError when another run is at work with it, or when it is none. `output`: what is in it that the state
   * does not know of is taken back.
   */
  constructor(path: string, output?: AppendedFile) {
    this.#path = path;
    this.#output = output && new OutputCheckpoint(output);
    this.#lock = lock(targetOf(path), path);
    try {
      if (this.#lock.isInherited) removeLeftovers(path);
      this.#loaded = loadState(path);
      this.#entries = this.#loaded;
      this.#isTakenBack = this.#output?.takeBack(this.#loaded.get(OUTPUT)) === true;
      // It says nothing any more once a run wrote without a mark.
      this.#loaded.delete(OUTPUT);
      if (this.#output !== undefined) this.save(this.#loaded);
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  /** What the last run left. */
  get loaded(): Entries {
    return this.#loaded;
  }

  /** The last run was killed, and the last thing that it wrote, which may be half a line, stands before what comes now. */
  get isAfterKill(): boolean {
    return this.#lock.isInherited && !this.#isTakenBack;
  }

  /** Paths that are no logs. */
  get files(): readonly string[] {
    return filesOf(this.#path);
  }

  get isDue(): boolean {
    return performance.now() - this.#saved > Math.max(PAUSE, SHARE * this.#took);
  }

  save(entries: Entries): void {
    const started = performance.now();
    this.#entries = entries;
    this.#put(true);
    this.#saved = performance.now();
    this.#took = this.#saved - started;
  }

  close(): void {
    try {
      // What others write behind it from now on is theirs.
      if (this.#output?.isAtMark === true) this.#put(false);
    } finally {
      this.#lock.release();
    }
  }

  #put(isOpen: boolean): void {
    const mark = this.#output?.mark(isOpen);
    saveState(this.#path, mark === undefined ? this.#entries : new Map([...this.#entries, [OUTPUT, mark]]));
  }
}
