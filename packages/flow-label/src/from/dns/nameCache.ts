// Names of addresses that DNS has answered, or that they have none, kept in a file of the user's cache with the time of each answer.
import { readFileSync } from "node:fs";
import { MAX_AGE, writeCacheFile } from "../userCache.ts";

export interface CachedName {
  /** Milliseconds. */
  readonly at: number;
  /** Null: the address has none. */
  readonly name: string | null;
}

/** Answers that are kept, the latest ones. */
const LIMIT = 100_000;
/** Characters of a name as Node writes it: 255 bytes, each of which may take four. */
export const NAME_LIMIT = 1020;

export class NameCache {
  readonly #path: string | undefined;
  readonly #now: () => number;
  readonly #isRead: boolean;
  #kept: ReadonlyMap<string, CachedName> | undefined;
  readonly #added = new Map<string, CachedName>();

  /** `path`: undefined where there is no place for it; `isRead`: answers that it has are of use. */
  constructor(path: string | undefined, isRead: boolean, now: () => number = Date.now) {
    this.#path = path;
    this.#now = now;
    this.#isRead = isRead;
  }

  /** The answer for an address, unless it is too old. */
  get(address: string): CachedName | undefined {
    if (!this.#isRead) return undefined;
    this.#kept ??= this.#read();
    return this.#kept.get(address);
  }

  add(address: string, name: string | null): void {
    this.#added.set(address, { at: this.#now(), name });
  }

  /** Writes what was added to what the file has by now. Returns why it could not. */
  save(): string | undefined {
    if (this.#path === undefined || this.#added.size === 0) return undefined;
    const all = [...new Map([...this.#read(), ...this.#added])];
    const latest = all.length <= LIMIT ? all : all.toSorted(([, a], [, b]) => b.at - a.at).slice(0, LIMIT);
    const names = Object.fromEntries(latest.map(([address, { at, name }]) => [address, [at, name]]));
    return writeCacheFile(this.#path, JSON.stringify({ names }));
  }

  /** What the file has that is not too old; nothing where it is missing or damaged. */
  #read(): ReadonlyMap<string, CachedName> {
    const now = this.#now();
    return new Map(
      this.#entries().flatMap(([address, entry]) => {
        const cached = cachedName(entry);
        return cached && cached.at <= now && now - cached.at < MAX_AGE ? [[address, cached] as const] : [];
      }),
    );
  }

  #entries(): readonly (readonly [string, unknown])[] {
    try {
      const content: unknown = JSON.parse(this.#path === undefined ? "" : readFileSync(this.#path, "utf8"));
      if (typeof content !== "object" || content === null || !("names" in content)) return [];
      return typeof content.names === "object" && content.names !== null ? Object.entries(content.names) : [];
    } catch {
      return [];
    }
  }
}

function cachedName(entry: unknown): CachedName | undefined {
  if (!Array.isArray(entry)) return undefined;
  const [at, name]: readonly unknown[] = entry;
  if (typeof at !== "number" || (name !== null && !isName(name))) return undefined;
  return { at, name };
}

/** Whether it is as Node's dns module writes names: visible ASCII, other bytes as \ and digits. */
export function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= NAME_LIMIT && /^[!-~ ]+$/.test(value);
}
