// What a listing of a bucket says.

/** What a listing says of an object. */
export interface Listed {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly storage: string;
}

/** Some of what a listing has: objects, and folders by what their keys begin with, in the order of keys. */
export interface ListingPage {
  readonly entries: readonly (Listed | string)[];
  /** Where the next page begins; undefined when there is none. */
  readonly next: string | undefined;
}
