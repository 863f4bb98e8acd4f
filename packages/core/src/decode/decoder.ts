// The interface of decoders, which turn lines in the kernel's memory into batches. There is one per kind of line; a stage cannot
// tell which one made a batch.
import type { Batch } from "../batch.ts";
import type { Problem } from "@flowlogs/base/problem";
import type { BadLine } from "@flowlogs/base/contracts";
import type { LineReader } from "./lineSplitter.ts";

/** A bad line as a decoder finds it. */
export interface FoundBadLine extends BadLine {
  /** Where in the kernel's memory it begins; undefined for one that is not there. */
  readonly at?: number | undefined;
}

export interface DecoderEvents {
  /** A batch is full; what it points to is gone when this returns. */
  accept(batch: Batch): void;
  bad(line: FoundBadLine): void;
  /** A line said what the columns of the next ones are. `twice`: a name that it has more than once. */
  header?(twice?: string): void;
  /** A line that is neither a record nor bad, for this reason. */
  skip?(reason: string, count?: number): void;
}

/** What is known of the keys of the records that were decoded. */
export interface DecodedKeys {
  /** Whether some record had what the name means. */
  readonly isThere: (name: string) => boolean;
  /** Keys that records have, those inside of objects with dots; not all of them where they are many. */
  readonly all: () => readonly string[];
  /** Records with two keys that a name means equally well, and the first such pair; undefined when there are none. */
  readonly ties?: () => { readonly records: number; readonly pair: readonly [string, string] } | undefined;
}

export interface Decoder extends LineReader {
  readonly keys: DecodedKeys;

  /** Why a source with these first bytes is nothing for it. */
  objection?(head: Uint8Array): Problem | undefined;
  /** The source ended; line numbers start again. */
  endSource(): void;
}

/** A decoder that takes turns with others. */
export interface SourceDecoder {
  /** Its first lines of a source come now. */
  startSource(): void;
  /** Another decoder has used the kernel in between: sets the wanted fields again. */
  resume(): void;
  /** As in LineReader. */
  readLines(start: number, end: number, scratch: number, isLast: boolean): number;
}
