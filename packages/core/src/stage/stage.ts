// What a stage is, what it may use, and what it counts. Types only, so that those can import them that a worker is made of.
import type { Batch } from "../batch.ts";
import type { Fit } from "../decode/formatFit.ts";
import type { WriteBytes } from "../encode/output.ts";
import type { BadLine, TemporaryFile } from "@flowlogs/base/contracts";
import type { Problem } from "@flowlogs/base/problem";
import type { HeldCounts } from "./heldFields.ts";
import type { Need } from "./needs.ts";

/** What a command's algorithm is: it takes batches and writes to an output. */
export interface Stage {
  accept(batch: Batch): void;
  /** No more batches: what was held back is written. `isWhole` is false where a source was not read to its end. */
  finish(isWhole: boolean): void;
  /** What it needs of the records by name. Where that is vital, and in no record, finish is not called. */
  readonly needs?: readonly Need[];
  /** Words that it takes for texts, and that might be keys. */
  readonly words?: readonly string[];
  /** No input for a while: what is held back only to see more of it is written. */
  idle?(): void;
  /** Writes the results so far, and goes on as if it had not. */
  interim?(): void;
  /** Part of the records is in temporary files, without which there are no interim results. */
  readonly isSpilled?: boolean;
  /** Called after each piece of input, and when none comes: after how many milliseconds it wants to be called again. */
  tick?(): number | undefined;
  /** No further record can change the output. */
  readonly satisfied?: boolean;
  /** What becomes of partial states, which are not results: an error, or a note. */
  readonly partials?: "refused" | "noted" | undefined;
  /** Why there can be no result, given this number of bad lines; if there is a reason, finish is not called. */
  flaw?(badLines: number): Problem | undefined;
  /** Results come at the end, or only then are complete. */
  readonly holds?: boolean;
  /** Number of records that are known not to come out, whatever is in them. */
  pass?(rows: number): void;
  /** Records that were taken in and did not come out, by reason. */
  dropped?(): Record<string, number>;
  /** Records that describe no traffic, by their status. */
  statuses?(): Record<string, number>;
  /** Bytes that went through temporary files. */
  readonly spilled?: number;
  /** Results that are held back so far. */
  readonly pending?: number;
}

export interface StageContext {
  readonly write: WriteBytes;
  readonly bad: (line: BadLine) => void;
  readonly note: (text: string) => void;
  /** Names that no record had; it is an error where the answer hangs on them, and otherwise only where all must be right. */
  readonly missing: (problem: Problem, isVital: boolean) => void;
  /** A new file that goes away with the process, whatever ends it. */
  readonly temporary: () => TemporaryFile;
  /** Keys that the records had before some were left out. */
  readonly knownKeys?: (() => readonly string[]) | undefined;
  /** All bytes of a file that the user named. Ends the run when it cannot be read. */
  readonly load: (path: string) => Uint8Array;
  /** Ends the run: something that the user wrote is wrong. `where` is a file and a line, say. */
  readonly refuse: (where: string, problem: Problem) => never;
}

export interface StageCounts {
  lines: number;
  records: number;
  bytes: number;
  outRecords: number;
  dropped: Record<string, number>;
  spilled?: number;
  fractions?: number | undefined;
  pending?: number | undefined;
  /** Keys that the records have. */
  keys?: readonly string[];
  /** Keys of the records that came out, those that were not written included. */
  outKeys?: readonly string[];
  /** Keys of the records in the window, where there is one: the condition is tested on these. */
  testedKeys?: readonly string[] | undefined;
  /** Whether lines without a header have the formats that the user names. */
  formatFit?: Fit | undefined;
  /** What came of holding records against fields, by their names. */
  held?: Readonly<Record<string, HeldCounts>>;
  /** Records with a label, by the field that has it. */
  labeled?: Readonly<Record<string, number>>;
  /** Amounts of records that do not count, because other records are of the same. */
  leftOut?: Readonly<Record<string, number>>;
  /** Row groups of Parquet files, by whether they had to be read. */
  rowGroups?: Readonly<Record<string, number>>;
}

/** With these a reader of logs accounts for every line: lines = records + headers + blank + skipped + bad ones. */
export interface LineCounts extends StageCounts {
  headers: number;
  blank: number;
  /** Lines that are neither records nor bad, by reason. */
  skipped: Record<string, number>;
  /** Records that describe no traffic, by their status. */
  statuses: Record<string, number>;
}
