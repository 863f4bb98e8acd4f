// The messages to and from the decompressing thread. Types only.
import type { DamageKind } from "../errors.ts";

export interface BackgroundTask {
  /** The ring buffers: compressed bytes to the thread, decompressed bytes back. */
  readonly compressed: SharedArrayBuffer;
  readonly plain: SharedArrayBuffer;
  /** The event counts that wake the thread, and the reader. */
  readonly threadEvents: SharedArrayBuffer;
  readonly readerEvents: SharedArrayBuffer;
  /** The first bytes, which identify the compression format. */
  readonly head: Uint8Array;
}

/** Why the thread ended early: damage, or an internal error. */
export interface BackgroundError {
  readonly kind: DamageKind | "internal";
  readonly message: string;
  readonly position: number;
}
