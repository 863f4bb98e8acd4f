// Exact accumulators of distinct values: a second hash table whose keys are a group's id and a value. A pair that is new there is
// counted in its group, or added to the group's list of values in the order of their first records.
import { spanAt, wordsOf } from "./accumulators";
import { EMPTY, groups, MISSED, recordOf, reserve, segment, STATE, useGroups } from "./groupTable";
import { BLOCK, BLOCK_BYTES, findKey, hasKey, loadAhead, putKey } from "./keyBlock";
import { appendValue, HEAD_LIMIT, noteMiss, startMisses } from "./groupKey";
import { COUNT_PAIRS } from "../opcodes";
import { PART_ROOM } from "../parts";
import { lengthOf } from "../span";

/**
 * Adds the listed rows to one accumulator of the table `table`, which is in use before and after; `pairs`: the second table. State:
 * a count; or { u32 first pair + 1; u32 last pair + 1; u64 bytes that the values take when written }. `places`: room for u32 a row.
 * Rows whose pair is missed go to `misses`, by their place in the list.
 *
 * The positions of all states are noted first, so that the table is switched twice per batch and not twice per row.
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
  for (let from: u32 = 0; from < count;) {
    const taken = buildPairs(column, list, from, min(BLOCK, count - from), ids, places);
    loadAhead(taken);
    for (let i = from; i < from + taken; i++) {
      if (!hasKey(i - from)) continue;
      const at = <usize>load<u32>(places + ((<usize>i) << 2));
      const known = groups;
      const id = findKey(i - from);
      if (id == MISSED) noteMiss(misses, i);
      else if (id == known) {
        if (kind == COUNT_PAIRS) store<i64>(at, load<i64>(at) + 1);
        else append(at, id, spanAt(list, i, column));
      }
    }
    from += taken;
  }
  useGroups(table);
}

/** Builds the pairs of up to `count` rows, at least of one: as many as fit into a block. Returns the number of rows. */
// @ts-ignore: decorator
@inline
function buildPairs(column: u32, list: usize, from: u32, count: u32, ids: usize, places: usize): u32 {
  let total: u64 = 0;
  let taken: u32 = 0;
  for (; taken < count; taken++) {
    const bytes = lengthOf(spanAt(list, from + taken, column)) + 4 + HEAD_LIMIT + PART_ROOM;
    if (taken && total + bytes > BLOCK_BYTES) break;
    total += bytes;
  }
  reserve(total);
  let at = segment;
  for (let i: u32 = 0; i < taken; i++) {
    const span = spanAt(list, from + i, column);
    const isPair = load<u32>(places + ((<usize>(from + i)) << 2)) && <u32>span;
    if (isPair) store<u32>(at, load<u32>(ids + ((<usize>(from + i)) << 2)));
    const end = isPair ? appendValue(at + 4, span) : 0;
    putKey(i, at, end);
    if (end) at = end + PART_ROOM;
  }
  return taken;
}

const LAST_PAIR: usize = 4;
const WRITTEN_LENGTH: usize = 8;

/** Adds a pair to the list of its group. The state of a pair is the number + 1 of the next one. */
function append(at: usize, pair: u32, span: u64): void {
  const last = load<i64>(at) == EMPTY ? 0 : load<u32>(at, LAST_PAIR);
  if (last) store<u32>(recordOf(last - 1), pair + 1, STATE);
  else {
    store<u32>(at, pair + 1);
    store<i64>(at, 0, WRITTEN_LENGTH);
  }
  store<u32>(at, pair + 1, LAST_PAIR);
  store<u32>(recordOf(pair), 0, STATE);
  // An escaped byte may take six; then quotes and a comma.
  store<u64>(at, load<u64>(at, WRITTEN_LENGTH) + 6 * lengthOf(span) + 3, WRITTEN_LENGTH);
}
