// Where finished files go: the contract between the writer and folders, buckets and what else there may be.
import type { OutputError, RemoteError } from "@flowlogs/base/errors";

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

/** Takes a folder whose files are not listed: it is a link, or an OutputError says why. */
export type PassOver = (folder: string, why: "link" | OutputError) => void;

/** A file that could not be removed. */
export interface RemovalFailure {
  /** For the user: with the name of the destination. */
  readonly name: string;
  readonly error: OutputError | RemoteError;
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
  /**
   * The files whose path begins with this text. `passOver` is told of each folder that is not looked into; without it one that cannot
   * be read is an error.
   */
  list(prefix: string, passOver?: PassOver): AsyncIterable<StoredFile>;
  /** Removes files; those that it could not. Throws RemoteError if it is not about some of them: further ones would fail too. */
  remove(paths: readonly string[]): Promise<readonly RemovalFailure[]>;
  /** Called after the last file. Throws RemoteError if some were kept elsewhere. */
  finish?(): Promise<void>;
}
