// A bucket as a tree to walk. Its folders are listed ahead of the walk, several at once: accounts, regions and days beside
// each other. What is ahead waits in bounded memory, and what the walk would leave out is not asked for.
import type { Entry, Tree } from "../discovery/walk.ts";
import { RemoteError } from "@flowlogs/base/errors";
import type { ListingCheck } from "@flowlogs/aws/s3/listingCheck";
import type { ListedObject, ListingPage } from "@flowlogs/aws/s3/listingPage";

/** An object or a folder, by its name in the folder above. */
export interface ListedEntry extends Entry {
  /** What the listing says of it; undefined of a folder. */
  readonly listed?: ListedObject;
}

interface ListingOptions {
  /** A page of a folder, all of whose keys begin with `prefix`. */
  readonly list: (prefix: string, after: string | undefined) => Promise<ListingPage>;
  /** Looks at the pages of a listing; throws where they cannot be right. */
  readonly check?: () => ListingCheck;
  /** Whether a folder will be wanted. */
  readonly wants: (folder: string) => boolean;
  /** Something else than folders is there, or no way to tell. */
  readonly seen: () => void;
  /** A folder cannot be listed. */
  readonly failed: (prefix: string, error: unknown) => void;
  /** Listings that are asked for at once, ahead of the walk. */
  readonly ahead: number;
  /** Objects and folders that the walk may come to. */
  readonly most: number;
}

/** Entries that may wait for the walk. */
const MOST = 20_000;

type ListingAnswer = ListingPage | { readonly error: unknown };

export class BucketTree implements Tree<ListedEntry> {
  readonly #settings: ListingOptions;
  /** First pages by their prefixes: they are here, or under way. */
  readonly #asked = new Map<string, Promise<ListingAnswer>>();
  /** Prefixes that the walk will come to, in its order. */
  readonly #coming: string[] = [];
  #underWay = 0;
  #waiting = 0;
  #met = 0;

  constructor(settings: ListingOptions) {
    this.#settings = settings;
  }

  /** What begins so; the names are those behind the last slash. */
  async *list(prefix: string): AsyncGenerator<ListedEntry> {
    const above = prefix.lastIndexOf("/") + 1;
    const check = this.#settings.check?.();
    let token: string | undefined;
    let next: Promise<ListingAnswer> | undefined = this.#take(prefix);
    while (next !== undefined) {
      const page: ListingAnswer = checked(await next, token, check);
      if ("error" in page) {
        this.#settings.seen();
        this.#settings.failed(prefix, page.error);
        return;
      }
      token = page.next;
      next = token === undefined ? undefined : this.#ask(prefix, token);
      yield* this.#things(page, above);
    }
  }

  /** Throws RemoteError where it is too much: the walk is over. */
  *#things({ entries }: ListingPage, above: number): Generator<ListedEntry> {
    for (const entry of entries) {
      if (++this.#met > this.#settings.most) throw tooMany(this.#settings.most);
      const isFolder = typeof entry === "string";
      const name = isFolder ? entry.slice(above, -1) : entry.key.slice(above);
      // Folders made by hand are empty objects with the name of the folder itself; what is hidden is left out, as on disks.
      if (name === "" ? !isFolder : name.startsWith(".")) continue;
      if (isFolder) yield { name, isFolder };
      else {
        this.#settings.seen();
        yield { name, isFolder, listed: entry };
      }
    }
  }

  /** The first page, now that the walk is there. */
  async #take(prefix: string): Promise<ListingAnswer> {
    const place = this.#coming.indexOf(prefix);
    if (place >= 0) this.#coming.splice(place, 1);
    const page = await (this.#asked.get(prefix) ?? this.#askFirst(prefix));
    this.#asked.delete(prefix);
    if ("entries" in page) this.#waiting -= page.entries.length;
    this.#goOn();
    return page;
  }

  /** As much is asked for ahead as may be. */
  #goOn(): void {
    while (this.#underWay < this.#settings.ahead && this.#waiting < MOST) {
      const prefix = this.#coming.shift();
      if (prefix === undefined) return;
      void this.#askFirst(prefix).then(() => this.#goOn());
    }
  }

  #askFirst(prefix: string): Promise<ListingAnswer> {
    const answer = this.#ask(prefix, undefined).then((page) => {
      if ("entries" in page) this.#waiting += page.entries.length;
      return page;
    });
    this.#asked.set(prefix, answer);
    return answer;
  }

  async #ask(prefix: string, after: string | undefined): Promise<ListingAnswer> {
    this.#underWay++;
    try {
      const page = await this.#settings.list(prefix, after);
      this.#expect(page.entries.filter((entry) => typeof entry === "string"));
      return page;
    } catch (error) {
      return { error };
    } finally {
      this.#underWay--;
    }
  }

  /** The walk will come to these folders, in their order and before those that come after the one they are in. */
  #expect(folders: readonly string[]): void {
    const [first] = folders;
    if (first === undefined) return;
    const wanted = folders.filter((folder) => this.#settings.wants(folder.slice(0, -1)));
    const place = this.#coming.findIndex((other) => other > first);
    this.#coming.splice(place < 0 ? this.#coming.length : place, 0, ...wanted);
  }
}

function tooMany(most: number): RemoteError {
  const what = `more than ${most.toLocaleString("en-US")} objects and folders in the listing`;
  return new RemoteError(what, "name a longer prefix, or raise --max-objects");
}

function checked(page: ListingAnswer, token: string | undefined, check: ListingCheck | undefined): ListingAnswer {
  try {
    if ("entries" in page) check?.take(page, token);
    return page;
  } catch (error) {
    return { error };
  }
}
