// Sets of tuples (tupleKey.ts), and which rows have one of a set.
import { equalBytes } from "../bytes";
import { hashKey } from "../group/keyHash";
import { rows, spans, stride } from "../table";
import { spanEnd, spanStart } from "../span";
import { AFTER_KEY, FIRST_HASH, KEY, KIND, LENGTH, TUPLE_COLUMN, writeValue } from "./tupleKey";

// { u32 slots; u32 mask; u32 filter; u32 bits of the filter - 1; u32 built; u32 its end; u32 longest key }. A slot: { u32 hash; u32 tuple },
// free where the tuple is 0. The filter has a bit for the hash of each first value and each key: it rules out most records without a look
// at the slots, which are larger than the processor's caches. The tuples of rows are built in `built`.
const MASK: usize = 4;
const FILTER: usize = 8;
const FILTER_MASK: usize = 12;
const BUILT: usize = 16;
const BUILT_END: usize = 20;
const LONGEST: usize = 24;

/** A byte of a tuple, or behind a short one, that is in the next line of the processor's cache for most of them. */
const NEXT_LINE: usize = 31;
/** Room for a key at least: so that byte is in the room of each row's tuple. */
const LEAST_KEY: u32 = <u32>(NEXT_LINE + 1 - KEY - AFTER_KEY);

/** The slots are filled a part after the other: what one takes of them and of the filter fits into the processor's caches. */
const PARTS_BITS: u32 = 11;
const PARTS: usize = 1 << PARTS_BITS;
/** Where the tuples of each part go. */
const partPlaces: usize = memory.data(8192, 16);

/**
 * Makes a set of the tuples at [start, end), which stay there. `slots`: 2^bits, `filter`: 2^filterBits bits, both zeros. `parted`: room
 * for 8 bytes a tuple. Behind the last tuple at least NEXT_LINE bytes can be read. Returns the room that the tuple of a row needs at most.
 */
export function openTuples(
  set: usize,
  slots: usize,
  bits: u32,
  filter: usize,
  filterBits: u32,
  start: usize,
  end: usize,
  parted: usize,
): u32 {
  const mask = ((<u32>1) << bits) - 1;
  const filterMask = ((<u32>1) << filterBits) - 1;
  store<u32>(set, <u32>slots);
  store<u32>(set, mask, MASK);
  store<u32>(set, <u32>filter, FILTER);
  store<u32>(set, filterMask, FILTER_MASK);
  const shift = bits > PARTS_BITS ? bits - PARTS_BITS : 0;
  const longest = max(countParts(start, end, mask, shift, filter, filterMask), LEAST_KEY);
  const partedEnd = partTuples(start, end, mask, shift, parted);
  for (let at = parted; at < partedEnd; at += 8) {
    setBit(filter, load<u32>(at) & filterMask);
    store<u64>(freeSlot(slots, mask, load<u64>(at)), load<u64>(at));
  }
  store<u32>(set, longest, LONGEST);
  return <u32>KEY + longest + <u32>AFTER_KEY;
}

/** The slot for a tuple, { u32 hash; u32 tuple }: a free one, or that of the same key. Tuples are looked at where hashes are the same. */
// @ts-ignore: decorator
@inline
function freeSlot(slots: usize, mask: u32, entry: u64): usize {
  const hash = <u32>entry;
  let slot = hash & mask;
  while (true) {
    const at = slots + ((<usize>slot) << 3);
    const other = <usize>load<u32>(at, 4);
    if (!other || (load<u32>(at) == hash && isSameKey(other, <usize>(entry >> 32)))) return at;
    slot = (slot + 1) & mask;
  }
}

function isSameKey(one: usize, other: usize): bool {
  const length = load<u32>(one, LENGTH);
  return length == load<u32>(other, LENGTH) && equalBytes(one + KEY, other + KEY, length);
}

/** How many tuples each part has. Sets the bits of their first values, and returns the length of the longest key. */
function countParts(start: usize, end: usize, mask: u32, shift: u32, filter: usize, filterMask: u32): u32 {
  memory.fill(partPlaces, 0, PARTS << 2);
  let longest: u32 = 0;
  let tuple = start;
  while (tuple < end) {
    const length = load<u32>(tuple, LENGTH);
    longest = max(longest, length);
    setBit(filter, load<u32>(tuple, FIRST_HASH) & filterMask);
    const place = partPlaces + <usize>(((load<u32>(tuple) & mask) >> shift) << 2);
    store<u32>(place, load<u32>(place) + 1);
    tuple += KEY + <usize>length;
  }
  return longest;
}

/** Writes { u32 hash; u32 tuple } of all tuples, a part after the other. Returns the position after them. */
function partTuples(start: usize, end: usize, mask: u32, shift: u32, parted: usize): usize {
  let to = parted;
  for (let place = partPlaces; place < partPlaces + (PARTS << 2); place += 4) {
    const count = load<u32>(place);
    store<u32>(place, <u32>to);
    to += (<usize>count) << 3;
  }
  let tuple = start;
  while (tuple < end) {
    const hash = load<u32>(tuple);
    const place = partPlaces + <usize>(((hash & mask) >> shift) << 2);
    const at = <usize>load<u32>(place);
    store<u32>(place, <u32>(at + 8));
    store<u64>(at, ((<u64>tuple) << 32) | hash);
    tuple += KEY + <usize>load<u32>(tuple, LENGTH);
  }
  return to;
}

function setBit(bits: usize, bit: u32): void {
  const at = bits + (bit >> 3);
  store<u8>(at, <u8>(load<u8>(at) | ((<u32>1) << (bit & 7))));
}

/** Room for the tuples of rows; for that of one at least. */
export function setTupleRoom(set: usize, at: usize, size: usize): void {
  store<u32>(set, <u32>at, BUILT);
  store<u32>(set, <u32>(at + size), BUILT_END);
}

// ---- the rows

/** In place of a row's truth: it has a tuple of the set. */
const FOUND: u8 = 2;

/** Tuples of rows that are looked up together: the processor then waits for the memory of many at a time. */
const BLOCK: u32 = 256;
/** Where they are, with the row in place of the hash of the first value; and where each may be in the set. */
const block: usize = memory.data(1024, 16);
const candidates: usize = memory.data(1024, 16);

/** truth = the row has a tuple of the set, or had 0 before. `columns`: `count` of them, and as many for each further direction. */
export function inTuples(set: usize, columns: usize, count: u32, directions: u32, truth: usize): void {
  const size = <usize>count * TUPLE_COLUMN;
  for (let i: u32 = 0; i < directions; i++) findTuples(set, columns + <usize>i * size, count, truth);
  for (let row: u32 = 0; row < rows; row++) store<u8>(truth + row, load<u8>(truth + row) >> 1);
}

/** Marks the rows that have a tuple of the set, of those that are true. */
function findTuples(set: usize, columns: usize, count: u32, truth: usize): void {
  const longest = <usize>load<u32>(set, LONGEST);
  const limit = <usize>load<u32>(set, BUILT_END) - KEY - longest - AFTER_KEY;
  let tuple = <usize>load<u32>(set, BUILT);
  let length: u32 = 0;
  let rowAt = spans;
  for (let row: u32 = 0; row < rows; row++, rowAt += stride) {
    if (load<u8>(truth + row) != 1) continue;
    const end = buildKey(set, columns, count, rowAt, tuple + KEY, tuple + KEY + longest);
    if (!end) continue;
    store<u32>(tuple, hashKey(tuple + KEY, end));
    store<u32>(tuple, row, FIRST_HASH);
    store<u32>(tuple, <u32>(end - tuple - KEY), LENGTH);
    store<u32>(block + ((<usize>length) << 2), <u32>tuple);
    length++;
    tuple = end;
    if (tuple <= limit && length < BLOCK) continue;
    findBlock(set, length, truth);
    tuple = <usize>load<u32>(set, BUILT);
    length = 0;
  }
  findBlock(set, length, truth);
}

/** Writes the key of a row. Returns the position after it; 0 where the set cannot have it. */
function buildKey(set: usize, columns: usize, count: u32, row: usize, key: usize, limit: usize): usize {
  let to = key;
  for (let i: u32 = 0; i < count; i++) {
    const column = columns + <usize>i * TUPLE_COLUMN;
    if (load<i32>(column) < 0) return 0;
    const span = load<u64>(row + ((<usize>load<i32>(column)) << 3));
    if (!spanStart(span)) return 0;
    to = writeValue(to, limit, spanStart(span), spanEnd(span), load<u32>(column, KIND));
    if (!to || (i == 0 && !mayHave(set, hashKey(key, to)))) return 0;
  }
  return to;
}

/** Marks the rows of the block whose tuples the set has. Each loop reads what the next one needs, without a branch that waits for it. */
function findBlock(set: usize, length: u32, truth: usize): void {
  let left: usize = 0;
  for (let i: usize = 0; i < <usize>length; i++) {
    const tuple = load<u32>(block + (i << 2));
    store<u32>(block + (left << 2), tuple);
    left += <usize>mayHave(set, load<u32>(<usize>tuple));
  }
  const slots = <usize>load<u32>(set);
  const mask = load<u32>(set, MASK);
  for (let i: usize = 0; i < left; i++) {
    const hash = load<u32>(<usize>load<u32>(block + (i << 2)));
    store<u32>(candidates + (i << 2), load<u32>(slots + ((<usize>(hash & mask)) << 3), 4));
  }
  for (let i: usize = 0; i < left; i++) {
    const candidate = load<u32>(candidates + (i << 2));
    // A free slot has none.
    const tuple = <usize>(candidate ? candidate : load<u32>(block + (i << 2)));
    store<u32>(candidates + (i << 2), load<u32>(tuple) + load<u8>(tuple, NEXT_LINE));
  }
  for (let i: usize = 0; i < left; i++) {
    const tuple = <usize>load<u32>(block + (i << 2));
    const slot = freeSlot(slots, mask, ((<u64>tuple) << 32) | load<u32>(tuple));
    if (load<u32>(slot, 4)) store<u8>(truth + load<u32>(tuple, FIRST_HASH), FOUND);
  }
}

/** Whether the filter has the bit of a hash. */
// @ts-ignore: decorator
@inline
function mayHave(set: usize, hash: u32): bool {
  const bit = hash & load<u32>(set, FILTER_MASK);
  return ((load<u8>(<usize>load<u32>(set, FILTER) + (bit >> 3)) >> (bit & 7)) & 1) != 0;
}
