// Sets of tuples: the values of several fields that belong together, such as those of a connection. A tuple is compared as a key, in
// which the same value has the same bytes however it is spelt: addresses by their bits, numbers by their value.
import { OPEN_BRACE, OPEN_BRACKET, SPACE } from "../ascii";
import { equalBytes } from "../bytes";
import { hashKey } from "../group/keyHash";
import { asFloat, INTEGER, integer, NONE, parseNumber } from "../number";
import { KIND_ADDRESS, KIND_INTEGER } from "../opcodes";
import { rows, spans, stride } from "../table";
import { isTextSpan, spanEnd, spanStart } from "../span";
import { setWritten } from "../write/write";
import { EXACT_LIMIT } from "./compare";
import { family, high, low, parseAddress } from "./address";

// A column of tuples: { i32 column of the table, -1 where no record has it; u32 kind of the values }. Values are compared as addresses
// (KIND_ADDRESS), by their number (KIND_INTEGER), or byte for byte.
const TUPLE_COLUMN: usize = 8;
const KIND: usize = 4;

// A value of a key: its tag, and 2, 4, 8 or 16 bytes, or { u32 length } and the bytes of a text.
const TAG_TEXT: u8 = 1;
const TAG_INTEGER: u8 = 2;
const TAG_FLOAT: u8 = 3;
const TAG_IPV4: u8 = 4;
const TAG_SHORT: u8 = 5;
const TAG_IPV6: u8 = 6;

// A tuple: { u32 hash; u32 hash of the first value; u32 length }, and the key.
const FIRST_HASH: usize = 4;
const LENGTH: usize = 8;
const KEY: usize = 12;

/** What hashKey() writes after a key. */
const AFTER_KEY: usize = 8;

/** Appends the value at [start, end) to a key. Returns the position after it, or 0 where it has no room below `limit`. */
// @ts-ignore: decorator
@inline
function writeValue(out: usize, limit: usize, start: usize, end: usize, kind: u32): usize {
  if (kind == KIND_ADDRESS) {
    if (parseAddress(start, end)) return writeAddress(out, limit);
  } else if (kind == KIND_INTEGER) {
    const number = parseNumber(start, end);
    if (number == INTEGER || (number != NONE && abs(asFloat(number)) < EXACT_LIMIT)) {
      return writeNumber(out, limit, number);
    }
  }
  return writeText(out, limit, start, end);
}

function writeAddress(out: usize, limit: usize): usize {
  if (family == 4) {
    if (out + 5 > limit) return 0;
    store<u8>(out, TAG_IPV4);
    store<u32>(out + 1, <u32>low);
    return out + 5;
  }
  if (out + 17 > limit) return 0;
  store<u8>(out, TAG_IPV6);
  store<u64>(out + 1, high);
  store<u64>(out + 9, low);
  return out + 17;
}

/** 443 and 443.0 are the same number; it has three bytes, because most are ports and protocols. */
function writeNumber(out: usize, limit: usize, kind: i32): usize {
  const isWhole = kind == INTEGER || asFloat(kind) == Math.trunc(asFloat(kind));
  const whole = kind == INTEGER ? integer : <i64>asFloat(kind);
  if (isWhole && <u64>whole < 0x10000) {
    if (out + 3 > limit) return 0;
    store<u8>(out, TAG_SHORT);
    store<u16>(out + 1, <u16>whole);
    return out + 3;
  }
  if (out + 9 > limit) return 0;
  store<u8>(out, isWhole ? TAG_INTEGER : TAG_FLOAT);
  if (isWhole) store<i64>(out + 1, whole);
  else store<f64>(out + 1, asFloat(kind));
  return out + 9;
}

function writeText(out: usize, limit: usize, start: usize, end: usize): usize {
  const length = end - start;
  if (<u64>out + 5 + <u64>length > <u64>limit) return 0;
  store<u8>(out, TAG_TEXT);
  store<u32>(out + 1, <u32>length);
  memory.copy(out + 5, start, length);
  return out + 5 + length;
}

// ---- from the rows of a file

/** The column of the tuple whose value is null, or not of its kind, in the row at which writeTuples() stopped; else -1. */
export let badValue: i32 = -1;

/**
 * Writes the tuples of the listed rows to `out`, up to `limit`. `trims`: blanks around values do not count. Returns the position after
 * them.
 */
export function writeTuples(
  columns: usize,
  count: u32,
  trims: bool,
  list: usize,
  from: u32,
  to: u32,
  out: usize,
  limit: usize,
): usize {
  badValue = -1;
  let i = from;
  for (; i < to; i++) {
    const row = spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride;
    const end = writeTuple(columns, count, trims, row, out, limit);
    if (!end) break;
    out = end;
  }
  setWritten(i);
  return out;
}

/** Returns 0 where a value has no room, or is none for a tuple. */
function writeTuple(columns: usize, count: u32, trims: bool, row: usize, out: usize, limit: usize): usize {
  if (<u64>out + KEY + AFTER_KEY > <u64>limit) return 0;
  const key = out + KEY;
  let to = key;
  for (let i: u32 = 0; i < count; i++) {
    const column = columns + <usize>i * TUPLE_COLUMN;
    const kind = load<u32>(column, KIND);
    const span = load<u64>(row + ((<usize>load<i32>(column)) << 3));
    let start = spanStart(span);
    let end = spanEnd(span);
    if (start && trims) {
      while (start < end && load<u8>(end - 1) <= SPACE) end--;
      while (start < end && load<u8>(start) <= SPACE) start++;
    }
    if (!start || start == end || !isOfKind(start, end, kind) || isNested(span)) {
      badValue = i;
      return 0;
    }
    to = writeValue(to, limit - AFTER_KEY, start, end, kind);
    if (!to) return 0;
    if (i == 0) store<u32>(out, hashKey(key, to), FIRST_HASH);
  }
  store<u32>(out, hashKey(key, to));
  store<u32>(out, <u32>(to - key), LENGTH);
  return to;
}

function isOfKind(start: usize, end: usize, kind: u32): bool {
  if (kind == KIND_ADDRESS) return parseAddress(start, end);
  return kind != KIND_INTEGER || parseNumber(start, end) != NONE;
}

function isNested(span: u64): bool {
  const c = load<u8>(spanStart(span));
  return !isTextSpan(span) && (c == OPEN_BRACE || c == OPEN_BRACKET);
}

// ---- the set

// { u32 slots; u32 mask; u32 filter; u32 bits of the filter - 1; u32 key; u32 its end }. A slot: { u32 hash; u32 tuple }, free where
// the tuple is 0. The filter has a bit for the hash of each first value and each key: most records are sorted out by that, without a
// look at the slots, which are larger than the processor's caches. Keys are built in `key`, which has room for the longest of the set.
const MASK: usize = 4;
const FILTER: usize = 8;
const FILTER_MASK: usize = 12;
const BUILT: usize = 16;
const BUILT_END: usize = 20;

/**
 * Makes a set of the tuples at [start, end), which stay there. `slots`: 2^bits, `filter`: 2^filterBits bits, both zeros. Returns the
 * length of the longest key.
 */
export function openTuples(
  set: usize,
  slots: usize,
  bits: u32,
  filter: usize,
  filterBits: u32,
  start: usize,
  end: usize,
): u32 {
  const mask = ((<u32>1) << bits) - 1;
  const filterMask = ((<u32>1) << filterBits) - 1;
  store<u32>(set, <u32>slots);
  store<u32>(set, mask, MASK);
  store<u32>(set, <u32>filter, FILTER);
  store<u32>(set, filterMask, FILTER_MASK);
  let longest: u32 = 0;
  let tuple = start;
  while (tuple < end) {
    const length = load<u32>(tuple, LENGTH);
    longest = max(longest, length);
    setBit(filter, load<u32>(tuple, FIRST_HASH) & filterMask);
    setBit(filter, load<u32>(tuple) & filterMask);
    const slot = find(set, load<u32>(tuple), tuple + KEY, length);
    store<u32>(slot, load<u32>(tuple));
    store<u32>(slot, <u32>tuple, 4);
    tuple += KEY + <usize>length;
  }
  return longest;
}

function setBit(bits: usize, bit: u32): void {
  const at = bits + (bit >> 3);
  store<u8>(at, <u8>(load<u8>(at) | ((<u32>1) << (bit & 7))));
}

/** Room for keys of `size` bytes, the longest of the set, and 8 bytes more. */
export function setTupleRoom(set: usize, at: usize, size: usize): void {
  store<u32>(set, <u32>at, BUILT);
  store<u32>(set, <u32>(at + size), BUILT_END);
}

/** The slot of a key, or the free one where it would go. */
// @ts-ignore: decorator
@inline
function find(set: usize, hash: u32, key: usize, length: u32): usize {
  const slots = <usize>load<u32>(set);
  const mask = load<u32>(set, MASK);
  let slot = hash & mask;
  while (true) {
    const at = slots + ((<usize>slot) << 3);
    const tuple = <usize>load<u32>(at, 4);
    if (!tuple) return at;
    if (load<u32>(at) == hash && load<u32>(tuple, LENGTH) == length && equalBytes(tuple + KEY, key, length)) return at;
    slot = (slot + 1) & mask;
  }
}

/** truth = the row has a tuple of the set, or had 0 before. `columns`: `count` of them, and as many for each further direction. */
export function inTuples(set: usize, columns: usize, count: u32, directions: u32, truth: usize): void {
  const size = <usize>count * TUPLE_COLUMN;
  let rowAt = spans;
  for (let row: u32 = 0; row < rows; row++, rowAt += stride) {
    if (!load<u8>(truth + row)) continue;
    let has = false;
    for (let i: u32 = 0; i < directions && !has; i++) has = hasTuple(set, columns + <usize>i * size, count, rowAt);
    store<u8>(truth + row, has ? 1 : 0);
  }
}

function hasTuple(set: usize, columns: usize, count: u32, row: usize): bool {
  const key = <usize>load<u32>(set, BUILT);
  const limit = <usize>load<u32>(set, BUILT_END);
  let to = key;
  for (let i: u32 = 0; i < count; i++) {
    const column = columns + <usize>i * TUPLE_COLUMN;
    if (load<i32>(column) < 0) return false;
    const span = load<u64>(row + ((<usize>load<i32>(column)) << 3));
    if (!spanStart(span)) return false;
    to = writeValue(to, limit, spanStart(span), spanEnd(span), load<u32>(column, KIND));
    if (!to || (i == 0 && !mayHave(set, hashKey(key, to)))) return false;
  }
  const hash = hashKey(key, to);
  return mayHave(set, hash) && load<u32>(find(set, hash, key, <u32>(to - key)), 4) != 0;
}

/** Whether the filter has the bit of a hash. */
// @ts-ignore: decorator
@inline
function mayHave(set: usize, hash: u32): bool {
  const bit = hash & load<u32>(set, FILTER_MASK);
  return ((load<u8>(<usize>load<u32>(set, FILTER) + (bit >> 3)) >> (bit & 7)) & 1) != 0;
}
