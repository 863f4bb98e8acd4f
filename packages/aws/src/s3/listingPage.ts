// The types of a listing of a bucket.

/** An object of a listing. */
export interface ListedObject {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly etag: string;
  /** The storage class, such as "GLACIER". */
  readonly storage: string;
}

/** One page: objects, and folders as the prefix of their keys, sorted by key. */
export interface ListingPage {
  readonly entries: readonly (ListedObject | string)[];
  /** The continuation token of the next page; undefined on the last page. */
  readonly next: string | undefined;
}
