// Values of the row that is read: spans by the places of columns in the host's list, whole numbers, times and words.
import { DASH, LOWER_CASE } from "../ascii";
import { INTEGER, integer, parseNumber } from "../number";
import { spanEnd, spanStart } from "../span";
import { spans, stride } from "../table";

/** Epoch seconds of a text that is no whole number; NaN where it is no time. */
// @ts-ignore: decorator
@external("env", "readTime")
declare function hostTime(start: usize, length: u32): f64;

/** A number from here on is milliseconds. */
const MILLISECONDS: i64 = 100000000000;
const LARGEST: i64 = (1 << 53) - 1;

let columns: usize = 0;
let rowAt: usize = 0;

/** Turns to a row. `list`: i32 columns, -1 for one that there is not. */
// @ts-ignore: decorator
@inline
export function turnTo(row: u32, list: usize): void {
  rowAt = spans + <usize>row * stride;
  columns = list;
}

/** The span of a value, 0 where there is none. */
// @ts-ignore: decorator
@inline
export function spanOfColumn(place: u32): u64 {
  const column = load<i32>(columns + ((<usize>place) << 2));
  if (column < 0) return 0;
  const span = load<u64>(rowAt + ((<usize>column) << 3));
  return <u32>span ? span : 0;
}

/** A whole number below 2^53, or -1. */
// @ts-ignore: decorator
@inline
export function readWhole(span: u64): i64 {
  const start = spanStart(span);
  if (parseNumber(start, spanEnd(span)) != INTEGER || load<u8>(start) == DASH) return -1;
  return integer <= LARGEST ? integer : -1;
}

/** Epoch seconds; NaN where it is no time. */
// @ts-ignore: decorator
@inline
export function readSeconds(span: u64): f64 {
  const whole = readWhole(span);
  if (whole >= 0) return whole < MILLISECONDS ? <f64>whole : <f64>whole / 1000;
  const start = spanStart(span);
  return hostTime(start, <u32>(spanEnd(span) - start));
}

/** Up to eight bytes of a word in lower case, the first one lowest; 0 for a longer or an empty one. */
// @ts-ignore: decorator
@inline
export function wordOf(span: u64): u64 {
  const start = spanStart(span);
  const length = spanEnd(span) - start;
  if (!span || length - 1 > 7) return 0;
  const blanks = LOWER_CASES >> ((8 - <u64>length) << 3);
  return (load<u64>(start) & (u64.MAX_VALUE >> ((8 - <u64>length) << 3))) | blanks;
}

const LOWER_CASES: u64 = <u64>LOWER_CASE * 0x0101010101010101;

// Words of wordOf.
export const ACCEPT_WORD: u64 = 0x747065636361;
export const REJECT_WORD: u64 = 0x7463656a6572;
export const EGRESS_WORD: u64 = 0x737365726765;
export const INGRESS_WORD: u64 = 0x73736572676e69;
export const NODATA_WORD: u64 = 0x617461646f6e;
export const SKIPDATA_WORD: u64 = 0x6174616470696b73;
