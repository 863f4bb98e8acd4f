// The messages between a thread and the one that started it, in the order of the events.
import type { BadLine, SourceContext } from "@flowlogs/cli";
import type { BufferedSource } from "../reader/open.ts";
import type { ReadCounts } from "../readCounts.ts";
import type { ReadValues } from "../options.ts";
import type { FilePart } from "./fileParts.ts";

/** A part with the number of the reading of its file: what was read in the wrong way is read again under another one. */
export interface NumberedPart extends FilePart {
  readonly file: number;
}

/** What a thread reads: a path, bytes in memory, or a part of a file. */
export type ThreadSource = string | BufferedSource | NumberedPart;
/** Sent in place of a source: states of what was read are to be written. No path has a 0 in it. */
export const CUT = "\0";

/** What a thread is started with. */
export interface Task {
  readonly values: ReadValues;
  /** The files that the expression names, loaded when the run began: some, such as pipes, can be read only once. */
  readonly loaded: ReadonlyMap<string, Uint8Array>;
  /** The compiled kernel. */
  readonly code: object;
  /** Counts the messages that were not processed yet. */
  readonly backpressure: SharedArrayBuffer;
}

/** A message: events, and beside them the bytes of the results among them. */
export interface Packet {
  readonly bytes: Uint8Array;
  readonly events: readonly Event[];
}

export type Event =
  /** Results: a range of the packet's bytes. */
  | { readonly kind: "bytes"; readonly from: number; readonly to: number }
  | { readonly kind: "bad"; readonly line: BadLine & { readonly source?: string } }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "failed"; readonly failure: Parameters<SourceContext["failed"]> }
  /** What was read since the last of these is in the states that were written. */
  | { readonly kind: "cut" }
  /** States cannot say what is to be said of what was read. */
  | { readonly kind: "unmergeable"; readonly why: string }
  /** The current source was read, if it could be opened. */
  | { readonly kind: "read"; readonly isOpened: boolean; readonly part?: PartRead }
  /** No more sources: the last event. */
  | { readonly kind: "done"; readonly counts: ReadCounts }
  /** The run cannot go on; the last event too. */
  | { readonly kind: "fault"; readonly fault: ErrorMessage };

/** What is known of a part of a file once it is read. */
export interface PartRead {
  readonly counts: ReadCounts;
  /** Lines of the file in it. */
  readonly lines: number;
  /** Its lines changed what the columns of the next ones are: the parts after it were read in the wrong way. */
  readonly changesColumns: boolean;
  /** Nothing of the file counts that comes after it: it could not be read further, or this part was all of the rest. */
  readonly endsFile: boolean;
}

/** An error on its way to another thread, where its class would be lost. */
export interface ErrorMessage {
  readonly name: "usage" | "input" | "output" | "remote" | "internal";
  readonly message: string;
  readonly advice?: string | undefined;
  readonly where?: string | undefined;
  readonly stack?: string | undefined;
}
