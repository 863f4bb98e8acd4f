// Keys of several rows that are looked up together. All slots of the block are loaded before the first key is compared, then all
// records, then the keys in them: so the processor waits for several of them at the same time (a table of millions is in no cache).
import { findOrAddHashed, firstEntry, recordOf } from "./groupTable";
import { hash64, hashKey, setHash, shortHash } from "./keyHash";

/** Rows of a block at most. */
export const BLOCK: u32 = 32;
/** Bytes that their keys may have together; a longer one is a block of its own. */
export const BLOCK_BYTES: u64 = 1 << 16;

// A key of the block: { u32 start; u32 end, 0 when the row has none; u64 hash }.
const END: usize = 4;
const HASH: usize = 8;
const KEY_SIZE: usize = 16;
const block: usize = memory.data(512, 16);
/** Keeps what is loaded ahead from being left out as unused. */
let touched: u64 = 0;

// Room: whoever builds a block reserves the longest that its keys can be, PART_ROOM for each, and then has that to the end of the
// segment's padding: the 8 zeros behind a key are written over by the next key, those of the last are inside the padding.
// A key that stays is kept at the front, at most PART_ROOM behind the one before it, as in the block: it moves down or not at all,
// and never over a key that is still to be looked up.

/** Makes [start, end) the key of a row, and hashes it; end 0: the row has none. */
// @ts-ignore: decorator
@inline
export function putKey(i: u32, start: usize, end: usize): void {
  const key = block + <usize>i * KEY_SIZE;
  store<u32>(key, <u32>start);
  store<u32>(key, <u32>end, END);
  if (!end) return;
  hashKey(start, end);
  store<u64>(key, hash64, HASH);
}

// @ts-ignore: decorator
@inline
export function hasKey(i: u32): bool {
  return load<u32>(block + <usize>i * KEY_SIZE, END) != 0;
}

/** The group of a row's key, found or added, or MISSED; rows in order. Its hash is then hash64. */
// @ts-ignore: decorator
@inline
export function findKey(i: u32): u32 {
  const key = block + <usize>i * KEY_SIZE;
  const hash = load<u64>(key, HASH);
  setHash(hash);
  return findOrAddHashed(load<u32>(key), load<u32>(key, END), shortHash(hash));
}

/** Loads what finding the first `count` keys will look at. A row without a key has the hash of an earlier one. */
// @ts-ignore: decorator
@inline
export function loadAhead(count: u32): void {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < count; i++) sum += firstEntry(hashAt(i));
  for (let i: u32 = 0; i < count; i++) {
    const record = likelyRecord(i);
    if (record) sum += load<u32>(record);
  }
  for (let i: u32 = 0; i < count; i++) {
    const record = likelyRecord(i);
    if (record) sum += load<u8>(load<u32>(record));
  }
  touched += sum;
}

// @ts-ignore: decorator
@inline
function hashAt(i: u32): u32 {
  return shortHash(load<u64>(block + <usize>i * KEY_SIZE, HASH));
}

/** The record that the first slot for a key leads to, if it has the hash of the key; otherwise 0. */
// @ts-ignore: decorator
@inline
function likelyRecord(i: u32): usize {
  const hash = hashAt(i);
  const entry = firstEntry(hash);
  return entry && <u32>entry == hash ? recordOf(<u32>(entry >> 32) - 1) : 0;
}
