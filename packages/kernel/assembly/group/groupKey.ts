// Builds keys from columns and finds the ids of their groups. A key has its values one after the other, each a u16 head (bit 15:
// text; the length, or LONG and then a u32 length) and the bytes. A head of 0 is null.
//
//   srcaddr 10.0.0.1, dstport 443   -->   | 8008 | 10.0.0.1 | 0003 | 443 |
import { copyPadded, equalBytes } from "../bytes";
import { addGroup, countNullKey, groups, MISSED, recordOf, reserve, segment } from "./groupTable";
import { BLOCK, BLOCK_BYTES, findKey, hasKey, loadAhead, putKey } from "./keyBlock";
import { hash64, hashKey } from "./keyHash";
import { PART_ROOM } from "../parts";
import { spans, stride } from "../table";
import { TEXT, lengthOf, spanEnd, spanOf, spanStart } from "../span";

export const KEY_TEXT: u32 = 0x8000;
export const LONG: u32 = 0x7fff;
/** Bytes of a head at most: the u16 and a u32 length. */
export const HEAD_LIMIT: u64 = 6;

/** Number of rows that the last call missed; its list has { u32 row; u32 partition } per row, in order. */
export let missed: u32 = 0;
let partitionSeed: u64 = 1;

const PARTITION_FACTOR: u64 = 0xd6e8feb86659fd93;
/** Partitions are numbered by the top 4 bits of a hash. */
const PARTITION_SHIFT: u64 = 60;

/** Chooses how keys are divided into partitions; each level divides the same keys differently. */
export function setPartitionSeed(level: u32): void {
  partitionSeed = (<u64>level * 2 + 1) * PARTITION_FACTOR;
}

/**
 * Finds or adds the group of each listed row. In: `keys`, keyCount x u32 column. Out: `ids`, per listed row the group's id + 1, or 0
 * when a key column is null (unless `keepsNull`) or the key is missed in a full table; missed rows in `misses`.
 *
 * Keys are built where new ones would be stored, those of a block of rows behind each other: a key that is known is overwritten
 * by the next block, a new one stays there or moves down. The ids are a column of their own, so that every accumulator then runs
 * over the batch by itself.
 */
export function groupRows(
  list: usize,
  count: u32,
  keys: usize,
  keyCount: u32,
  keepsNull: bool,
  ids: usize,
  misses: usize,
): void {
  missed = 0;
  for (let from: u32 = 0; from < count;) {
    const most = min(BLOCK, count - from);
    const taken = buildBlock(list + ((<usize>from) << 2), most, keys, keyCount, keepsNull);
    loadAhead(taken);
    for (let i: u32 = 0; i < taken; i++) {
      const place = (<usize>(from + i)) << 2;
      if (!hasKey(i)) {
        countNullKey();
        store<u32>(ids + place, 0);
        continue;
      }
      const id = findKey(i);
      store<u32>(ids + place, id + 1);
      if (id == MISSED) noteMiss(misses, load<u32>(list + place));
    }
    from += taken;
  }
}

/** Builds and hashes the keys of up to `count` rows, at least of one: as many as fit into BLOCK_BYTES. Returns their number. */
// @ts-ignore: decorator
@inline
function buildBlock(list: usize, count: u32, keys: usize, keyCount: u32, keepsNull: bool): u32 {
  let total: u64 = 0;
  let taken: u32 = 0;
  for (; taken < count; taken++) {
    const bytes = keyLimit(load<u32>(list + ((<usize>taken) << 2)), keys, keyCount);
    if (taken && total + bytes > BLOCK_BYTES) break;
    total += bytes;
  }
  reserve(total);
  let at = segment;
  for (let i: u32 = 0; i < taken; i++) {
    const end = buildKeyAt(at, load<u32>(list + ((<usize>i) << 2)), keys, keyCount, keepsNull);
    putKey(i, at, end);
    if (end) at = end + PART_ROOM;
  }
  return taken;
}

/**
 * The same for input that is sorted by group: the key of a row is only compared with the one before, without a hash table. With
 * `only`, stops at the first row of another group. Returns the number of rows that were assigned.
 */
export function groupRuns(
  list: usize,
  count: u32,
  keys: usize,
  keyCount: u32,
  keepsNull: bool,
  ids: usize,
  only: bool,
): u32 {
  for (let i: u32 = 0; i < count; i++) {
    const end = buildKey(load<u32>(list + ((<usize>i) << 2)), keys, keyCount, keepsNull);
    if (end) {
      const last = groups ? recordOf(groups - 1) : 0;
      const length = end - segment;
      if (!last || <usize>load<u32>(last, 4) != length || !equalBytes(load<u32>(last), segment, length)) {
        if (only) return i;
        hashKey(segment, end);
        addGroup(segment, end);
        noteRun();
      }
    } else countNullKey();
    store<u32>(ids + ((<usize>i) << 2), end ? groups : 0);
  }
  return count;
}

/** Lists the rows of `list` that have no null in their key to `keyed`. Returns their number. */
export function listKeyed(list: usize, count: u32, keys: usize, keyCount: u32, keyed: usize): u32 {
  let found: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(list + ((<usize>i) << 2));
    let whole = true;
    for (let k: u32 = 0; k < keyCount && whole; k++) {
      const column = load<u32>(keys + ((<usize>k) << 2));
      whole = load<u32>(spans + <usize>row * stride + ((<usize>column) << 3)) != 0;
    }
    store<u32>(keyed + ((<usize>found) << 2), row);
    if (whole) found++;
  }
  return found;
}

/** Groups that came again after others, in input that should be sorted by group; as far as the cache below remembers. */
export let comebacks: f64 = 0;
const BEGUN_BITS: u32 = 16;
/** A direct-mapped cache of the hashes of groups that have begun. */
const begun: usize = memory.data(8 << 16, 16);

/** Clears the cache, before another input. */
export function forgetRuns(): void {
  memory.fill(begun, 0, 8 << BEGUN_BITS);
  comebacks = 0;
}

function noteRun(): void {
  const at = begun + (((<usize>hash64) & ((1 << BEGUN_BITS) - 1)) << 3);
  if (load<u64>(at) == hash64) comebacks++;
  store<u64>(at, hash64);
}

/** Builds the row's key at `segment`. Returns its end, or 0 when it has a null and `keepsNull` is false. */
// @ts-ignore: decorator
@inline
function buildKey(row: u32, keys: usize, keyCount: u32, keepsNull: bool): usize {
  reserve(keyLimit(row, keys, keyCount));
  return buildKeyAt(segment, row, keys, keyCount, keepsNull);
}

/** Bytes that the row's key has at most. */
// @ts-ignore: decorator
@inline
function keyLimit(row: u32, keys: usize, keyCount: u32): u64 {
  const rowAt = spans + <usize>row * stride;
  let bytes: u64 = 0;
  for (let k: u32 = 0; k < keyCount; k++) {
    bytes += lengthOf(load<u64>(rowAt + ((<usize>load<u32>(keys + ((<usize>k) << 2))) << 3))) + HEAD_LIMIT;
  }
  return bytes + PART_ROOM;
}

/** Builds the row's key at a place with room for it. Returns its end, or 0 when it has a null and `keepsNull` is false. */
// @ts-ignore: decorator
@inline
function buildKeyAt(at: usize, row: u32, keys: usize, keyCount: u32, keepsNull: bool): usize {
  const rowAt = spans + <usize>row * stride;
  let end = at;
  for (let k: u32 = 0; k < keyCount; k++) {
    const span = load<u64>(rowAt + ((<usize>load<u32>(keys + ((<usize>k) << 2))) << 3));
    if (!(<u32>span) && !keepsNull) return 0;
    end = appendValue(end, span);
  }
  return end;
}

/** Begins a list of misses. */
export function startMisses(): void {
  missed = 0;
}

export function noteMiss(misses: usize, row: u32): void {
  const at = misses + ((<usize>missed) << 3);
  store<u32>(at, row);
  store<u32>(at, <u32>((hash64 * partitionSeed) >> PARTITION_SHIFT), 4);
  missed++;
}

/** Writes a value of a key at `to`. Returns the position after it; up to 15 bytes more are overwritten. */
// @ts-ignore: decorator
@inline
export function appendValue(to: usize, span: u64): usize {
  const start = spanStart(span);
  if (!start) {
    store<u16>(to, 0);
    return to + 2;
  }
  const n = spanEnd(span) - start;
  const text: u32 = (<u32>(span >> 32)) & TEXT ? KEY_TEXT : 0;
  if (n < <usize>LONG) {
    store<u16>(to, <u16>(text | (<u32>n)));
    to += 2;
  } else {
    store<u16>(to, <u16>(text | LONG));
    store<u32>(to, <u32>n, 2);
    to += 6;
  }
  copyPadded(to, start, n);
  return to + n;
}

// ---- distinct values, for what the host computes once per distinct text

/** Span of the value at place `place` in the key of a group, without TEXT. */
export function keyOf(group: u32, place: u32): u64 {
  let key = <usize>load<u32>(recordOf(group));
  let length: usize = 0;
  for (let k: u32 = 0; k <= place; k++) {
    key += length;
    length = <usize>((<u32>load<u16>(key)) & LONG);
    key += 2;
    if (length == <usize>LONG) {
      length = load<u32>(key);
      key += 4;
    }
  }
  return spanOf(key, key + length);
}
