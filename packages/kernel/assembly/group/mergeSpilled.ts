// Merges runs of records that are sorted by a number, each { f64 number; u32 length; bytes }, by their numbers.
import { ALL_DONE, NO_ROOM } from "../opcodes";

/** The run that has no whole record any more and must be filled; NO_ROOM; or ALL_DONE. */
export let runAtEnd: i32 = -1;
/** Records written since the host set this to zero. */
export let merged: f64 = 0;

/**
 * Writes records from the runs, { u32 position; u32 end; u32 closed; u32 unused } each, the lowest number first, until one
 * of them must be filled again, all are at their end, or `limit` is near. With `heads` the records keep their heads.
 */
export function mergeByNumber(runs: usize, count: u32, heads: bool, out: usize, limit: usize): usize {
  runAtEnd = NO_ROOM;
  while (true) {
    let best: usize = 0;
    let lowest: f64 = Infinity;
    for (let i: u32 = 0; i < count; i++) {
      const run = runs + ((<usize>i) << 4);
      const at = <usize>load<u32>(run);
      const end = <usize>load<u32>(run, 4);
      if (at + 12 > end || at + 12 + <usize>load<u32>(at, 8) > end) {
        if (load<u32>(run, 8)) continue;
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
    const length = <usize>load<u32>(at, 8);
    if (out + length + 12 > limit) return out;
    const from = heads ? at : at + 12;
    const size = heads ? length + 12 : length;
    memory.copy(out, from, size);
    out += size;
    merged++;
    store<u32>(best, <u32>(at + 12 + length));
  }
}
