// Which sources are read in threads: those of which there are enough to be worth it, as a thread takes some milliseconds to
// start. Pipes and the like are not: only one can be waited for, and what is behind it is not opened before its turn.
import type { SourceFault } from "../findFiles.ts";
import { sizeOf } from "../findFiles.ts";

/** A source, or why there is none, and whether it is for a thread. */
export interface Turn {
  readonly item: string | SourceFault;
  readonly inThread: boolean;
}

/** How many threads there may be, and whether they are wanted for small sources too. */
export interface Threads {
  readonly most: number;
  readonly isAsked: boolean;
}

/** Bytes of log, at a guess, that one thread reads in the time in which others start. */
export const WORTH = 64 << 20;
/** What is compressed holds so many times its size: a guess, by the name, which nothing depends on but the time. */
const PACKED = 10;
/** Sources that are looked at ahead to tell. */
const LOOK_AHEAD = 16;

/** How much there is to read in a source of so many bytes. */
export function weightOf(name: string, size: number): number {
  return /\.(gz|zst|parquet)$/.test(name) ? PACKED * size : size;
}

/** The same items in order. */
export async function* turns(items: AsyncIterable<string | SourceFault>, threads: Threads): AsyncGenerator<Turn> {
  let ahead: (string | SourceFault)[] = [];
  let weight = 0;
  let inThread = threads.isAsked && threads.most > 1;
  for await (const item of items) {
    const size = typeof item === "string" ? sizeOf(item) : 0;
    if (size === undefined || threads.most === 1) {
      yield* ahead.map((waiting) => ({ item: waiting, inThread }));
      ahead = [];
      yield { item, inThread: false };
      continue;
    }
    ahead.push(item);
    weight += typeof item === "string" ? weightOf(item, size) : 0;
    if (weight >= WORTH && ahead.length > 1) inThread = true;
    if (inThread || ahead.length >= LOOK_AHEAD) {
      yield* ahead.map((waiting) => ({ item: waiting, inThread }));
      ahead = [];
    }
  }
  yield* ahead.map((waiting) => ({ item: waiting, inThread }));
}
