// Reports when something happens in a folder. It may miss events, and on network disks it misses all, so that its users have
// to scan now and then too.
import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { rawPath, textOfName } from "@flowlogs/cli";
import { statPath } from "../discovery/disk.ts";

/** Maximum watched folders; the newest of a tree are found last. The system gives no more than some thousands. */
const MAX_FOLDERS = 1000;

export class Watcher {
  readonly #watches = new Map<string, { readonly identity: string; readonly watch: FSWatcher }>();
  readonly #changed = new Set<string>();
  #wake: () => void = () => {};

  /** Watches a folder from now on; returns true if it was not watched so far. */
  add(folder: string): boolean {
    const identity = statPath(folder)?.identity;
    const known = this.#watches.get(folder);
    if (identity === undefined || known?.identity === identity) return false;
    this.#drop(folder);
    try {
      const started = watch(rawPath(folder), { encoding: "buffer" }, (_, name) => {
        this.#report(name === null ? folder : join(folder, textOfName(name)));
      });
      started.on("error", () => this.#drop(folder));
      this.#watches.set(folder, { identity, watch: started });
    } catch {
      return false; // there are too many, or the system cannot
    }
    const [oldest = ""] = this.#watches.keys();
    if (this.#watches.size > MAX_FOLDERS) this.#drop(oldest);
    return true;
  }

  /** The paths at which something happened since the last call. */
  take(): readonly string[] {
    const all = [...this.#changed];
    this.#changed.clear();
    return all;
  }

  /** Waits until something happens, or the time is over. */
  async wait(milliseconds: number): Promise<void> {
    if (this.#changed.size > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the waiting. */
  wake(): void {
    this.#wake();
  }

  close(): void {
    for (const folder of this.#watches.keys()) this.#drop(folder);
  }

  #report(path: string): void {
    this.#changed.add(path);
    this.#wake();
  }

  #drop(folder: string): void {
    this.#watches.get(folder)?.watch.close();
    this.#watches.delete(folder);
  }
}
