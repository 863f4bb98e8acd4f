// What a decoder is: lines in the kernel's memory to batches. Two make them, from NDJSON and from AWS text; behind it a
// stage cannot tell which it was.
import type { Batch } from "../batch.ts";
import type { BadLine } from "./bad.ts";
import type { LineReader } from "./intake.ts";

export interface DecoderEvents {
  /** A batch is full; what it points to is gone when this returns. */
  accept(batch: Batch): void;
  bad(line: BadLine): void;
}

export interface Decoder extends LineReader {
  /** The source ended; line numbers start again. */
  endSource(): void;
}
