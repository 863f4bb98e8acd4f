// A place whose files are merged, or to which merged files go: the contract between a compaction and folders or buckets.
import type { Destination, StoredFile } from "../destinations/destination.ts";

/** What a place is for. */
export interface StoreUse {
  /** Its files are merged. */
  readonly isSource: boolean;
  /** Files are written to it, or removed. */
  readonly isWritten: boolean;
}

/** A file as it was when it was listed. */
export interface ListedFile extends StoredFile {
  /** Another one when the file was written since. */
  readonly version: string;
}

/** The content of a file, on this machine. */
export interface LocalFile {
  readonly file: string;
  /** Whether it still is what was read. */
  isCurrent(): Promise<boolean>;
  /** It is not needed any more. */
  release(): Promise<void>;
}

export interface CompactionStore extends Pick<Destination, "name" | "workFolder"> {
  /** The same for all names of one place, as far as that can be known. */
  readonly identity: string;
  readonly notes: NoteStore;
  /** The name of a file, for the user. */
  nameOf(path: string): string;
  /** The same for two paths, of any stores, that lead to the same file. */
  identityOf(path: string): string;
  /** The files whose path begins with this text. */
  list(prefix: string): AsyncIterable<ListedFile>;
  /** The version of a file as it is now; undefined: it is not there. */
  versionOf(path: string): Promise<string | undefined>;
  /** Throws InputError if it is another version by now. */
  local(file: ListedFile): Promise<LocalFile>;
  /** Whether a file that is there has the same bytes as this one on this machine. */
  isSame(path: string, file: string): Promise<boolean>;
  /** As `Destination.put`, but what cannot be put in place is an error: it is kept nowhere else. */
  put: Destination["put"];
  /** Throws OutputError or RemoteError if it is not allowed, as far as that can be known before. */
  assertRemovable(paths: readonly string[]): Promise<void>;
  /** Removes a file of this version; false: it is another one by now, and stays. */
  remove(path: string, version: string): Promise<boolean>;
  close(): void;
}

/** Small hidden files at the top of a store. */
export interface NoteStore {
  names(): Promise<readonly string[]>;
  /** Undefined: there is none of this name. */
  read(name: string): Promise<string | undefined>;
  /** Replaces one. It is there, whole, when this returns, and survives a power cut. */
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}
