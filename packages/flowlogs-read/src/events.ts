// The messages from the thread that reads sources for a program to the stream that gives them to the program.
import type { Counts, SourceContext } from "@flowlogs/cli";
import type { SourceBadLine } from "@flowlogs/cli/streams";
import type { ErrorMessage } from "@flowlogs/sources/threads/messages";

/** What the thread is started with. */
export interface ReadTask {
  /** The options as the program gave them, checked. */
  readonly options: object;
  /** Counts the events that were not taken yet (Backpressure). */
  readonly backpressure: SharedArrayBuffer;
}

export type ReadEvent =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "bad"; readonly line: SourceBadLine }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "missing"; readonly args: Parameters<SourceContext["missing"]> }
  | { readonly kind: "failed"; readonly args: Parameters<SourceContext["failed"]> }
  | { readonly kind: "counts"; readonly counts: Counts }
  /** Nothing comes after these two. */
  | { readonly kind: "done" }
  | { readonly kind: "fault"; readonly fault: ErrorMessage };
