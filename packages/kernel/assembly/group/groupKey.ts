// Key columns to group ids. A key is the values of its columns one after the other, each a u16 head (bit 15: text; the
// length, or LONG and then a u32 length) and the bytes. A head of 0 is null.
import { copyPadded, equalBytes } from "../bytes";
import {
  addGroup,
  countNullKey,
  findOrAdd,
  groups,
  hash64,
  hashKey,
  MISSED,
  recordOf,
  reserve,
  segment,
} from "./groupTable";
import { spans, stride } from "../table";
import { TEXT, lengthOf, spanEnd, spanOf, spanStart } from "../span";

export const KEY_TEXT: u32 = 0x8000;
export const LONG: u32 = 0x7fff;

/** Rows that the last call missed: { u32 row; u32 partition }, in order. */
export let missed: u32 = 0;
let partitionSeed: u64 = 1;

/** Another seed cuts the same keys into other partitions. */
export function setPartitionSeed(level: u32): void {
  partitionSeed = (<u64>level * 2 + 1) * 0xd6e8feb86659fd93;
}

/**
 * For each listed row the id + 1 of its group, or 0 when a key is null (unless nulls are keys too) or is missed.
 * `keys`: keyCount x u32 column.
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
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(list + ((<usize>i) << 2));
    const end = buildKey(row, keys, keyCount, keepsNull);
    if (!end) {
      countNullKey();
      store<u32>(ids + ((<usize>i) << 2), 0);
      continue;
    }
    const id = findOrAdd(end);
    store<u32>(ids + ((<usize>i) << 2), id + 1);
    if (id == MISSED) noteMiss(misses, row);
  }
}

/**
 * The same for rows whose groups stand together: the key of a row is compared with that of the row before only. Stops
 * before a new group when `only` the last group is to go on. How many rows were looked at.
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
        hashKey(end);
        addGroup(segment, end);
        noteRun();
      }
    } else countNullKey();
    store<u32>(ids + ((<usize>i) << 2), end ? groups : 0);
  }
  return count;
}

/** Lists the rows of a list that have no null in their key. */
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

/** Groups that came up again after others had come, as far as the cache below remembers. */
export let comebacks: f64 = 0;
/** The hashes of groups that were begun, each in the place that its own bits say. */
const begun: usize = memory.data(8 * 65536, 16);

/** The next groups are those of another input. */
export function forgetRuns(): void {
  memory.fill(begun, 0, 8 << 16);
  comebacks = 0;
}

function noteRun(): void {
  const at = begun + (((<usize>hash64) & 0xffff) << 3);
  if (load<u64>(at) == hash64) comebacks++;
  store<u64>(at, hash64);
}

/** Puts the row's key together at `segment`; the end of it, or 0 when it has a null that may not be in it. */
// @ts-ignore: decorator
@inline
function buildKey(row: u32, keys: usize, keyCount: u32, keepsNull: bool): usize {
  const rowAt = spans + <usize>row * stride;
  let bytes: u64 = 0;
  let missing = false;
  for (let k: u32 = 0; k < keyCount; k++) {
    const span = load<u64>(rowAt + ((<usize>load<u32>(keys + ((<usize>k) << 2))) << 3));
    missing = missing || !(<u32>span);
    bytes += lengthOf(span) + 6;
  }
  if (missing && !keepsNull) return 0;
  reserve(bytes);
  let end = segment;
  for (let k: u32 = 0; k < keyCount; k++) {
    end = appendValue(end, load<u64>(rowAt + ((<usize>load<u32>(keys + ((<usize>k) << 2))) << 3)));
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
  store<u32>(at, <u32>((hash64 * partitionSeed) >> 60), 4);
  missed++;
}

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

// ---- distinct values, for what the host works out of texts once a value

/** Bounds of a value in the key of a group, as { start, end }, the end in the high half. */
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
