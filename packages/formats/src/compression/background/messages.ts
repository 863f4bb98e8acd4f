// What the decompressing thread is started with, and what it says in the end. Contracts only.
import type { DamageKind } from "../errors.ts";

export interface AheadTask {
  /** Compressed bytes to the thread, and what is in them back. */
  readonly compressed: SharedArrayBuffer;
  readonly plain: SharedArrayBuffer;
  /** Rung for the thread, and by it. */
  readonly there: SharedArrayBuffer;
  readonly here: SharedArrayBuffer;
  /** The first bytes tell the form of the compressed data. */
  readonly head: Uint8Array;
}

/** Why the decompressed bytes ended before those of the input did: damage, or what is no fault of the data. */
export interface AheadFault {
  readonly kind: DamageKind | "internal";
  readonly message: string;
  readonly position: number;
}
