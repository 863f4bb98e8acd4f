// What makes files of records: the contract between the slots and the formats.
import type { Kernel, RowList } from "@flowlogs/core/write";
import type { Problem } from "@flowlogs/base/problem";
import type { Background } from "../slots/background.ts";

/** A file that is whole, and waits to be put in place. */
export interface FinishedFile {
  /** Where it is now, in the work folder. */
  readonly file: string;
  /** Of its content, eight hex digits: the same records give the same. */
  readonly hash: string;
  readonly records: number;
  /** Its size. */
  readonly bytes: number;
  /** The first and last time of its records; undefined: they have none. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** When a file is full. */
export interface FileLimits {
  /** Of its size in bytes; no file is larger, unless a single record is. */
  readonly bytes: number;
  readonly records: number;
}

/** What a writer gets from those around it. */
export interface WriterContext {
  readonly kernel: Kernel;
  /** The fields to write: the first columns of each batch. */
  readonly fields: readonly string[];
  readonly limits: FileLimits;
  readonly background: Background;
  /** A new path in the work folder. */
  readonly newFile: () => string;
}

/** Writes the records of a slot to a file, or to several where one gets full. */
export interface RecordWriter {
  /** Takes all of the rows; they are used before it returns. */
  append(rows: RowList): void;
  /** Bytes of memory that it holds. */
  readonly held: number;
  /** Memory is short: it brings what it holds to the disk, and goes on. */
  spill(): void;
  /** No more rows: its last file is finished. */
  close(): void;
}

/** A format of files. */
export interface FileFormat {
  /** At the end of file names. */
  readonly extension: string;
  /** What all writers of a run share. */
  readonly open: (context: WriterContext) => {
    /** `finished` takes each file once it is whole, in order; it may begin work in the background. */
    readonly writer: (finished: (file: FinishedFile) => void) => RecordWriter;
    /** What readers of the files should know of them. */
    readonly remarks?: () => readonly string[];
    /** What of the values of closed writers could not be written as it is. */
    readonly losses: () => readonly Problem[];
  };
}
