// The times at which a query is asked for that runs elsewhere: soon at first, then more rarely.
import { setTimeout } from "node:timers/promises";

/** Milliseconds. */
const FIRST = 100;
const LONGEST = 2000;
const GROWTH = 1.5;

/** Ends when the signal aborts. */
export async function* waits(signal: AbortSignal): AsyncGenerator<undefined> {
  for (let wait = FIRST; !signal.aborted; wait = Math.min(LONGEST, wait * GROWTH)) {
    try {
      await setTimeout(wait, undefined, { signal });
    } catch {
      return;
    }
    yield undefined;
  }
}
