// A bucket as a tree to walk. Folders are listed ahead of the walk, several at once: accounts, regions and days beside each
// other. Listings that wait take bounded memory, and folders that the walk would leave out are not listed.
import type { Entry, Tree } from "../discovery/walk.ts";
import { RemoteError } from "@flowlogs/base/errors";
import type { ListingCheck } from "@flowlogs/aws/s3/listingCheck";
import type { ListedObject, ListingPage } from "@flowlogs/aws/s3/listingPage";

/** An object or a folder, by its name in the folder above. */
export interface ListedEntry extends Entry {
  /** The object as listed; undefined for a folder. */
  readonly listed?: ListedObject;
}

interface ListingOptions {
  /** Lists a page of the keys that begin with `prefix`. */
  readonly list: (prefix: string, after: string | undefined) => Promise<ListingPage>;
  /** Checks the pages of a listing; throws where they cannot be right. */
  readonly check?: () => ListingCheck;
  /** Whether the walk will enter a folder. */
  readonly wants: (folder: string) => boolean;
  /** The tree has something other than folders, or cannot be listed. */
  readonly onEntry: () => void;
  /** A folder cannot be listed. */
  readonly failed: (prefix: string, error: unknown) => void;
  /** Concurrent listings ahead of the walk. */
  readonly ahead: number;
  /** Maximum number of objects and folders. */
  readonly maxEntries: number;
}

/** Maximum entries that wait for the walk. */
const MAX_WAITING = 20_000;

type ListingAnswer = ListingPage | { readonly error: unknown };

export class BucketTree implements Tree<ListedEntry> {
  readonly #options: ListingOptions;
  /** First pages by their prefixes, arrived or under way. */
  readonly #asked = new Map<string, Promise<ListingAnswer>>();
  /** Prefixes that the walk will list, in its order. */
  readonly #coming: string[] = [];
  #underWay = 0;
  #waiting = 0;
  #count = 0;

  constructor(options: ListingOptions) {
    this.#options = options;
  }

  /** Lists the keys that begin with a prefix; names begin after its last slash. */
  async *list(prefix: string): AsyncGenerator<ListedEntry> {
    const above = prefix.lastIndexOf("/") + 1;
    const check = this.#options.check?.();
    let token: string | undefined;
    let next: Promise<ListingAnswer> | undefined = this.#take(prefix);
    while (next !== undefined) {
      const page: ListingAnswer = checked(await next, token, check);
      if ("error" in page) {
        this.#options.onEntry();
        this.#options.failed(prefix, page.error);
        return;
      }
      token = page.next;
      next = token === undefined ? undefined : this.#ask(prefix, token);
      yield* this.#entriesOf(page, above);
    }
  }

  /** Throws RemoteError when there are too many: the walk is over. */
  *#entriesOf({ entries }: ListingPage, above: number): Generator<ListedEntry> {
    for (const entry of entries) {
      if (++this.#count > this.#options.maxEntries) throw tooMany(this.#options.maxEntries);
      const isFolder = typeof entry === "string";
      const name = isFolder ? entry.slice(above, -1) : entry.key.slice(above);
      // A folder made by hand is an empty object with the folder's own key; hidden names are left out, as on disks.
      if (name === "" ? !isFolder : name.startsWith(".")) continue;
      if (isFolder) yield { name, isFolder };
      else {
        this.#options.onEntry();
        yield { name, isFolder, listed: entry };
      }
    }
  }

  /** The first page, when the walk gets there. */
  async #take(prefix: string): Promise<ListingAnswer> {
    const place = this.#coming.indexOf(prefix);
    if (place >= 0) this.#coming.splice(place, 1);
    const page = await (this.#asked.get(prefix) ?? this.#askFirst(prefix));
    this.#asked.delete(prefix);
    if ("entries" in page) this.#waiting -= page.entries.length;
    this.#askAhead();
    return page;
  }

  /** Lists as many folders ahead as allowed. */
  #askAhead(): void {
    while (this.#underWay < this.#options.ahead && this.#waiting < MAX_WAITING) {
      const prefix = this.#coming.shift();
      if (prefix === undefined) return;
      void this.#askFirst(prefix).then(() => this.#askAhead());
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
      const page = await this.#options.list(prefix, after);
      this.#expect(page.entries.filter((entry) => typeof entry === "string"));
      return page;
    } catch (error) {
      return { error };
    } finally {
      this.#underWay--;
    }
  }

  /** The walk will list these folders, in their order and before those that follow their parent. */
  #expect(folders: readonly string[]): void {
    const [first] = folders;
    if (first === undefined) return;
    const wanted = folders.filter((folder) => this.#options.wants(folder.slice(0, -1)));
    const place = this.#coming.findIndex((other) => other > first);
    this.#coming.splice(place < 0 ? this.#coming.length : place, 0, ...wanted);
  }
}

function tooMany(maxEntries: number): RemoteError {
  const what = `more than ${maxEntries.toLocaleString("en-US")} objects and folders in the listing`;
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
