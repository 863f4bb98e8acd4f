// Decides which sources are read in threads: those that are large enough together, as a thread takes some milliseconds to
// start. Never pipes and the like: only one can be waited for, and what comes after it is not opened before its turn.
import type { UnreadableSource } from "../findFiles.ts";
import { sizeOf } from "../findFiles.ts";

/** A source, or why it cannot be read, and whether a thread reads it. */
export interface ScheduledSource {
  readonly item: string | UnreadableSource;
  readonly inThread: boolean;
}

/** The maximum number of threads, and whether the user chose it: they read small sources too then. */
export interface Threads {
  readonly max: number;
  readonly isRequested: boolean;
}

/** Bytes of log, estimated, that one thread reads while others start. */
export const THREADED_BYTES = 64 << 20;
/** How much larger compressed files are inside: an estimate, by the name; only the time depends on it. */
const COMPRESSION_RATIO = 10;
/** Sources whose sizes are added up before the decision; more where threads can only have all of the work. */
const LOOK_AHEAD = 16;
export const FAR_AHEAD = 1024;

/** How much there is to read in a source of this size. */
export function weightOf(name: string, size: number): number {
  return /\.(gz|zst|parquet)$/.test(name) ? COMPRESSION_RATIO * size : size;
}

/** The same items in order. */
export async function* schedule(
  items: AsyncIterable<string | UnreadableSource>,
  threads: Threads,
  lookAhead = LOOK_AHEAD,
): AsyncGenerator<ScheduledSource> {
  let waiting: (string | UnreadableSource)[] = [];
  let weight = 0;
  let inThread = threads.isRequested && threads.max > 1;
  for await (const item of items) {
    const size = typeof item === "string" ? sizeOf(item) : 0;
    if (size === undefined || threads.max === 1) {
      yield* waiting.map((each) => ({ item: each, inThread }));
      waiting = [];
      yield { item, inThread: false };
      continue;
    }
    waiting.push(item);
    weight += typeof item === "string" ? weightOf(item, size) : 0;
    if (weight >= THREADED_BYTES && waiting.length > 1) inThread = true;
    if (inThread || waiting.length >= lookAhead) {
      yield* waiting.map((each) => ({ item: each, inThread }));
      waiting = [];
    }
  }
  yield* waiting.map((each) => ({ item: each, inThread }));
}
