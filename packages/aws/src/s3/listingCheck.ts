// Whether the pages of a listing can be those of S3. A service that lists the same again and again, or says that there is
// more and never gives it, would keep the reader for ever; one that does not say how to go on would leave objects out.
import { RemoteError } from "@flowlogs/base/errors";
import type { Listed, ListingPage } from "./listingPage.ts";

/** Bytes of a key at most: so folders in folders end somewhere. */
const LONGEST_KEY = 1024;
/** Pages in a row that may have nothing on them. */
const EMPTY_PAGES = 1000;
const ADVICE = "check --endpoint-url, and tell the maker of the service";

/** Keys as they are: all of them have the prefix, and none is longer than a key can be. Throws RemoteFault. */
export function assertKeys(entries: ListingPage["entries"], prefix: string): void {
  for (const entry of entries) {
    const key = keyOf(entry);
    if (!key.startsWith(prefix)) throw new RemoteError(`the listing has keys that do not begin with ${prefix}`, ADVICE);
    // No character takes more than three bytes for each unit.
    if (3 * key.length > LONGEST_KEY && Buffer.byteLength(key) > LONGEST_KEY) {
      throw new RemoteError(`the listing has a key of more than ${LONGEST_KEY} bytes: ${key.slice(0, 60)}...`, ADVICE);
    }
  }
}

/** Is shown the pages of one listing, one after the other. */
export class ListingCheck {
  readonly #isOrdered: boolean;
  #last: Buffer | undefined;
  #empty = 0;

  /** `isOrdered`: the keys come in order, as they do but in directory buckets. */
  constructor(isOrdered: boolean) {
    this.#isOrdered = isOrdered;
  }

  /** `token`: with what the page was asked for. Throws RemoteFault. */
  take({ entries, next }: ListingPage, token: string | undefined): void {
    if (next !== undefined && next === token)
      throw new RemoteError("the listing repeats its continuation token", ADVICE);
    this.#empty = entries.length === 0 ? this.#empty + 1 : 0;
    if (this.#empty > EMPTY_PAGES) throw new RemoteError(`the listing has ${EMPTY_PAGES} empty pages in a row`, ADVICE);
    const [first, last] = [entries[0], entries.at(-1)];
    if (!this.#isOrdered || first === undefined || last === undefined) return;
    const key = keyOf(first);
    if (this.#last !== undefined && Buffer.compare(this.#last, Buffer.from(key)) >= 0) {
      throw new RemoteError(`the listing goes back: ${key} comes again, or out of order`, ADVICE);
    }
    this.#last = Buffer.from(keyOf(last));
  }
}

function keyOf(entry: Listed | string): string {
  return typeof entry === "string" ? entry : entry.key;
}
