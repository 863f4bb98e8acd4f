// Merges runs of records { f64 number; u32 length; bytes } that are sorted by their numbers.
import { ALL_DONE, NO_ROOM } from "../opcodes";

const LENGTH: usize = 8;
const RECORD_HEAD: usize = 12;
// A run: { u32 position; u32 end; u32 closed; u32 unused }.
const RUN_END: usize = 4;
const RUN_CLOSED: usize = 8;

/** The run that has no complete record left and must be filled; or NO_ROOM, or ALL_DONE. */
export let runAtEnd: i32 = -1;
/** Records written since the host set this to 0. */
export let merged: f64 = 0;

/**
 * Writes records from the runs, the lowest number first, until a run must be filled again, all are at their end, or `limit` is
 * near. Returns the position after them. With `heads` the records keep their heads. Runs are few, so that the lowest is searched
 * for among all of them.
 */
export function mergeByNumber(runs: usize, count: u32, heads: bool, out: usize, limit: usize): usize {
  runAtEnd = NO_ROOM;
  while (true) {
    let best: usize = 0;
    let lowest: f64 = Infinity;
    for (let i: u32 = 0; i < count; i++) {
      const run = runs + ((<usize>i) << 4);
      const at = <usize>load<u32>(run);
      const end = <usize>load<u32>(run, RUN_END);
      if (at + RECORD_HEAD > end || at + RECORD_HEAD + <usize>load<u32>(at, LENGTH) > end) {
        if (load<u32>(run, RUN_CLOSED)) continue;
        runAtEnd = <i32>i;
        return out;
      }
      const number = load<f64>(at);
      if (number >= lowest) continue;
      lowest = number;
      best = run;
    }
    if (!best) {
      runAtEnd = ALL_DONE;
      return out;
    }
    const at = <usize>load<u32>(best);
    const length = <usize>load<u32>(at, LENGTH);
    if (out + length + RECORD_HEAD > limit) return out;
    const from = heads ? at : at + RECORD_HEAD;
    const size = heads ? length + RECORD_HEAD : length;
    memory.copy(out, from, size);
    out += size;
    merged++;
    store<u32>(best, <u32>(at + RECORD_HEAD + length));
  }
}
