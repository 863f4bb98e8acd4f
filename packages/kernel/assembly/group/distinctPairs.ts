// Accumulators of distinct values, exact: a second table whose keys are a group's number and a value. A pair that is new
// there counts in its group, or becomes the next of the group's values in the order in which they came up.
import { spanAt, wordsOf } from "./accumulators";
import { EMPTY, findOrAdd, groups, MISSED, recordOf, reserve, segment, useGroups } from "./groupTable";
import { appendValue, noteMiss, startMisses } from "./groupKey";
import { COUNT_PAIRS } from "../opcodes";
import { lengthOf } from "../span";

/**
 * Feeds the listed rows to one accumulator of the table `table`, which is in use before and after. State: a count; or
 * { u32 first pair + 1; u32 last pair + 1 } and the bytes that the values take when written. `places`: u32 a row, to
 * work with. Rows whose pair is missed are listed in `misses`, the places in the list in place of the row.
 */
export function pairRows(
  table: usize,
  pairs: usize,
  word: u32,
  kind: u32,
  column: u32,
  list: usize,
  count: u32,
  ids: usize,
  places: usize,
  misses: usize,
): void {
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
    store<u32>(places + ((<usize>i) << 2), idPlus1 ? <u32>wordsOf(idPlus1, word) : 0);
  }
  useGroups(pairs);
  startMisses();
  for (let i: u32 = 0; i < count; i++) {
    const at = <usize>load<u32>(places + ((<usize>i) << 2));
    if (!at) continue;
    const span = spanAt(list, i, column);
    if (!(<u32>span)) continue;
    const known = groups;
    const id = findPair(load<u32>(ids + ((<usize>i) << 2)), span);
    if (id == MISSED) noteMiss(misses, i);
    else if (id == known) {
      if (kind == COUNT_PAIRS) store<i64>(at, load<i64>(at) + 1);
      else append(at, id, span);
    }
  }
  useGroups(table);
}

// @ts-ignore: decorator
@inline
function findPair(group: u32, span: u64): u32 {
  reserve(lengthOf(span) + 10);
  store<u32>(segment, group);
  return findOrAdd(appendValue(segment + 4, span));
}

/** A pair's word is the number + 1 of the next pair of its group. */
function append(at: usize, pair: u32, span: u64): void {
  const last = load<i64>(at) == EMPTY ? 0 : load<u32>(at, 4);
  if (last) store<u32>(recordOf(last - 1), pair + 1, 8);
  else {
    store<u32>(at, pair + 1);
    store<i64>(at, 0, 8);
  }
  store<u32>(at, pair + 1, 4);
  store<u32>(recordOf(pair), 0, 8);
  // A byte may need six when it is escaped; then quotes and a comma.
  store<u64>(at, load<u64>(at, 8) + 6 * lengthOf(span) + 3, 8);
}
