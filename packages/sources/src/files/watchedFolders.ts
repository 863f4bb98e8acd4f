// The folders of the sources: watches them, reports what happened there, and knows which files in them are not logs.
import { basename, dirname, resolve, sep } from "node:path";
import { statPath } from "../discovery/disk.ts";
import { Watcher } from "./watcher.ts";

export class WatchedFolders {
  readonly #watcher = new Watcher();
  readonly #roots: readonly string[];
  readonly #excluded: ReadonlySet<string>;
  #revisited: string[] = [];

  /** `excluded`: files of the run itself. */
  constructor(sources: readonly string[], excluded: readonly string[]) {
    this.#roots = sources.filter((source) => source !== "-").map(rootOf);
    this.#excluded = new Set(excluded);
  }

  isExcluded(name: string): boolean {
    return this.#excluded.has(name);
  }

  /** Watches the sources; returns whether more folders are watched than before. */
  watchRoots(): boolean {
    return this.#roots
      .map((root) => this.#watch(statPath(root)?.isFolder === true ? root : dirname(root)))
      .includes(true);
  }

  /** Watches the folders around a file, up to the source that it belongs to. */
  watchAround(name: string): boolean {
    let isMore = false;
    for (let folder = dirname(name); this.#watch(folder); folder = dirname(folder)) {
      isMore = true;
      if (!this.#roots.some((root) => folder.startsWith(root + sep))) break;
    }
    return isMore;
  }

  /** The names of files to which something happened. */
  changes(): string[] {
    const changes = [...this.#revisited, ...this.#watcher.take()];
    this.#revisited = [];
    return changes.filter((name) => !this.#excluded.has(name) && !basename(name).startsWith("."));
  }

  /** Reports the file as changed the next time: it needs another scan. */
  revisit(name: string): void {
    this.#revisited.push(name);
  }

  async wait(milliseconds: number): Promise<void> {
    await this.#watcher.wait(this.#revisited.length > 0 ? 0 : Math.max(0, milliseconds));
  }

  wake(): void {
    this.#watcher.wake();
  }

  close(): void {
    this.#watcher.close();
  }

  #watch(folder: string): boolean {
    return this.#watcher.add(folder);
  }
}

/** A source; of a glob, the folder in which all its files must be. */
function rootOf(source: string): string {
  const full = resolve(source);
  if (statPath(full) !== undefined) return full;
  const parts = full.split(sep);
  const fixed = parts.findIndex((part) => /[*?[\]{}]/.test(part));
  return fixed < 0 ? full : parts.slice(0, fixed).join(sep) || sep;
}
