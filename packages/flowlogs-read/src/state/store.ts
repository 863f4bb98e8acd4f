// A state that is open: locked, loaded, and saved now and then.
import { lock, type Lock } from "./lock.ts";
import { type Entries, filesOf, loadState, saveState, targetOf } from "./state.ts";

/** Between two savings pass so many milliseconds, or so many times what the last one took. */
const PAUSE = 1000;
const SHARE = 20;

export class Store {
  readonly #path: string;
  readonly #lock: Lock;
  readonly #loaded: Entries;
  #saved = performance.now();
  #took = 0;

  /** Throws an InputError when another run is at work with it, or when it is none. */
  constructor(path: string) {
    this.#path = path;
    this.#lock = lock(targetOf(path), path);
    try {
      this.#loaded = loadState(path);
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  /** What the last run left. */
  get loaded(): Entries {
    return this.#loaded;
  }

  /** The last run was killed: the last thing that it wrote may be half a line. */
  get isAfterKill(): boolean {
    return this.#lock.isInherited;
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
    saveState(this.#path, entries);
    this.#saved = performance.now();
    this.#took = this.#saved - started;
  }

  close(): void {
    this.#lock.release();
  }
}
