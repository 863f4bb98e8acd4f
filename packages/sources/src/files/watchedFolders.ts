// The folders in which the sources lie: which of them are watched, what happened there, and what in them is none of a log.
import { basename, dirname, resolve, sep } from "node:path";
import { statPath } from "../discovery/disk.ts";
import { Watcher } from "./watcher.ts";

export class Ground {
  readonly #watcher = new Watcher();
  readonly #roots: readonly string[];
  readonly #own: ReadonlySet<string>;
  #again: string[] = [];

  /** `own`: files of the run itself. */
  constructor(sources: readonly string[], own: readonly string[]) {
    this.#roots = sources.filter((source) => source !== "-").map(rootOf);
    this.#own = new Set(own);
  }

  isOwn(name: string): boolean {
    return this.#own.has(name);
  }

  /** Watches what the sources name; whether anything more is watched than before. */
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

  /** The names of files at which something happened. */
  news(): string[] {
    const news = [...this.#again, ...this.#watcher.take()];
    this.#again = [];
    return news.filter((name) => !this.#own.has(name) && !basename(name).startsWith("."));
  }

  /** There is more to do about that file. */
  again(name: string): void {
    this.#again.push(name);
  }

  async wait(milliseconds: number): Promise<void> {
    await this.#watcher.wait(this.#again.length > 0 ? 0 : Math.max(0, milliseconds));
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

/** A source, or of a glob the folder in which all its files must lie. */
function rootOf(source: string): string {
  const full = resolve(source);
  if (statPath(full) !== undefined) return full;
  const parts = full.split(sep);
  const fixed = parts.findIndex((part) => /[*?[\]{}]/.test(part));
  return fixed < 0 ? full : parts.slice(0, fixed).join(sep) || sep;
}
