// What a thread tells the one that started it, in the order in which it happened. Contracts only.
import type { BadLine, SourceContext } from "@flowlogs/cli";
import type { ReadCounts } from "../readCounts.ts";
import type { ReadValues } from "../options.ts";

/** What a thread is made with. */
export interface Task {
  readonly values: ReadValues;
  /** Files that the expression names, as they were when the run began: some, such as pipes, can be read only once. */
  readonly loaded: ReadonlyMap<string, Uint8Array>;
  /** The kernel's code, which is compiled already. */
  readonly code: object;
  /** Counts the messages that nobody has taken yet. */
  readonly credit: SharedArrayBuffer;
}

/** A message: events, and the results among them, side by side. */
export interface Packet {
  readonly bytes: Uint8Array;
  readonly events: readonly Event[];
}

export type Event =
  /** Results: these of the packet's bytes. */
  | { readonly kind: "bytes"; readonly from: number; readonly to: number }
  | { readonly kind: "bad"; readonly line: BadLine & { readonly source?: string } }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "failed"; readonly said: Parameters<SourceContext["failed"]> }
  /** The source at hand is read, if it could be opened. */
  | { readonly kind: "read"; readonly isOpened: boolean }
  /** No more sources: the last event. */
  | { readonly kind: "done"; readonly counts: ReadCounts }
  /** The run cannot go on; the last event too. */
  | { readonly kind: "fault"; readonly fault: ErrorMessage };

/** An error, as it crosses from one thread to another, where its class would be lost. */
export interface ErrorMessage {
  readonly name: "usage" | "input" | "output" | "internal";
  readonly message: string;
  readonly advice?: string | undefined;
  readonly where?: string | undefined;
  readonly stack?: string | undefined;
}
