// Keys of tuples: the values of several fields that belong together, such as those of a connection. In a key the same value has the
// same bytes however it is spelt: addresses by their bits, numbers by their value. Sets of tuples are in tupleSet.ts.
import { OPEN_BRACE, OPEN_BRACKET, SPACE } from "../ascii";
import { hashKey } from "../group/keyHash";
import { asFloat, INTEGER, integer, NONE, parseNumber } from "../number";
import { KIND_ADDRESS, KIND_INTEGER } from "../opcodes";
import { spans, stride } from "../table";
import { isTextSpan, spanEnd, spanStart } from "../span";
import { setWritten } from "../write/write";
import { EXACT_LIMIT } from "./compare";
import { family, high, low, parseAddress } from "./address";

// A column of tuples: { i32 column of the table, -1 where no record has it; u32 kind of the values }. Values are compared as addresses
// (KIND_ADDRESS), by their number (KIND_INTEGER), or byte for byte.
export const TUPLE_COLUMN: usize = 8;
export const KIND: usize = 4;

// A value of a key: its tag, and 2, 4, 8 or 16 bytes, or { u32 length } and the bytes of a text.
const TAG_TEXT: u8 = 1;
const TAG_INTEGER: u8 = 2;
const TAG_FLOAT: u8 = 3;
const TAG_IPV4: u8 = 4;
const TAG_SHORT: u8 = 5;
const TAG_IPV6: u8 = 6;

// A tuple: { u32 hash; u32 hash of the first value; u32 length }, and the key.
export const FIRST_HASH: usize = 4;
export const LENGTH: usize = 8;
export const KEY: usize = 12;

/** What hashKey() writes after a key. */
export const AFTER_KEY: usize = 8;

/** Whether the value that was written last is of its kind; else it was written as a text. */
let isOfKind: bool = true;

/** Appends the value at [start, end) to a key. Returns the position after it, or 0 where it has no room below `limit`. */
// @ts-ignore: decorator
@inline
export function writeValue(out: usize, limit: usize, start: usize, end: usize, kind: u32): usize {
  isOfKind = true;
  if (kind == KIND_ADDRESS) {
    if (parseAddress(start, end)) return writeAddress(out, limit);
    isOfKind = false;
  } else if (kind == KIND_INTEGER) {
    const number = parseNumber(start, end);
    isOfKind = number != NONE;
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
    const isMissing = !start || start == end || isNested(span);
    to = isMissing ? 0 : writeValue(to, limit - AFTER_KEY, start, end, kind);
    if (isMissing || !isOfKind) badValue = i;
    if (!to || badValue >= 0) return 0;
    if (i == 0) store<u32>(out, hashKey(key, to), FIRST_HASH);
  }
  store<u32>(out, hashKey(key, to));
  store<u32>(out, <u32>(to - key), LENGTH);
  return to;
}

function isNested(span: u64): bool {
  const c = load<u8>(spanStart(span));
  return !isTextSpan(span) && (c == OPEN_BRACE || c == OPEN_BRACKET);
}
