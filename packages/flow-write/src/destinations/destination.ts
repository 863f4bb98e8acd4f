// Where finished files go: the contract between the writer and folders, buckets and what else there may be.

/** What is known of a finished file besides its name. */
export interface Metadata {
  /** The first and last time of its records, in epoch seconds; undefined: they have none. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly records: number;
}

/**
 * "written": it is in place; "same": the same file was there before; "taken": another file has this path; "kept": it is safe
 * elsewhere, and `finish` will say so.
 */
export type PutResult = "written" | "same" | "taken" | "kept";

export interface StoredFile {
  /** Below the destination, with `/` between its parts. */
  readonly path: string;
  readonly size: number;
}

export interface Destination {
  /** The user's name for it. */
  readonly name: string;
  /** Where files are written before they are put in place: a folder of this run's own, made at the first call and removed at its end. */
  workFolder(): string;
  /**
   * Puts a whole local file in place, which it may take away, and never overwrites one. Nobody ever sees a part of it. Throws
   * OutputError or RemoteError; the local file is then still there.
   */
  put(path: string, file: string, metadata: Metadata): Promise<PutResult>;
  /** The files whose path begins with this text. */
  list(prefix: string): AsyncIterable<StoredFile>;
  remove(path: string): Promise<void>;
  /** Called after the last file. Throws RemoteError if some were kept elsewhere. */
  finish?(): Promise<void>;
}
