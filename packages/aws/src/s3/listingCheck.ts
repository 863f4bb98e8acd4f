// Checks that the pages of a listing follow S3's rules. With a service that lists the same keys again and again, or promises
// more pages and sends none, reading would never end; one that does not say how to go on would leave objects out.
import { RemoteError } from "@flowlogs/base/errors";
import type { ListedObject, ListingPage } from "./listingPage.ts";

/** The most bytes of a key: this also limits how deeply folders can be nested. */
const MAX_KEY_BYTES = 1024;
/** The most empty pages in a row. */
const MAX_EMPTY_PAGES = 1000;
const ADVICE = "check --endpoint-url, and report it to the maker of the service";

/** Checks that all keys have the prefix and that none is too long. Throws RemoteError. */
export function assertKeys(entries: ListingPage["entries"], prefix: string): void {
  for (const entry of entries) {
    const key = keyOf(entry);
    if (!key.startsWith(prefix)) throw new RemoteError(`the listing has keys that do not begin with ${prefix}`, ADVICE);
    // A UTF-16 unit has at most three bytes in UTF-8.
    if (3 * key.length > MAX_KEY_BYTES && Buffer.byteLength(key) > MAX_KEY_BYTES) {
      throw new RemoteError(
        `the listing has a key of more than ${MAX_KEY_BYTES} bytes: ${key.slice(0, 60)}...`,
        ADVICE,
      );
    }
  }
}

/** Checks the pages of one listing, in their order. */
export class ListingCheck {
  readonly #isOrdered: boolean;
  #last: Buffer | undefined;
  #empty = 0;

  /** `isOrdered`: the keys must be sorted, as they are except in directory buckets. */
  constructor(isOrdered: boolean) {
    this.#isOrdered = isOrdered;
  }

  /** `token`: the continuation token of the request for this page. Throws RemoteError. */
  take({ entries, next }: ListingPage, token: string | undefined): void {
    if (next !== undefined && next === token)
      throw new RemoteError("the listing repeats its continuation token", ADVICE);
    this.#empty = entries.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty > MAX_EMPTY_PAGES)
      throw new RemoteError(`the listing has ${MAX_EMPTY_PAGES} empty pages in a row`, ADVICE);
    const [first, last] = [entries[0], entries.at(-1)];
    if (!this.#isOrdered || first === undefined || last === undefined) return;
    const key = keyOf(first);
    if (this.#last !== undefined && Buffer.compare(this.#last, Buffer.from(key)) >= 0) {
      throw new RemoteError(`the listing repeats ${key}, or is out of order`, ADVICE);
    }
    this.#last = Buffer.from(keyOf(last));
  }
}

function keyOf(entry: ListedObject | string): string {
  return typeof entry === "string" ? entry : entry.key;
}
