// Writes columns of spans as a plain page of a Parquet file has them: numbers in 4 or 8 bytes, texts after their length.
// scan/parquetPages.ts reads them.
import { DASH, ZERO } from "../ascii";
import { copyPadded, isDigit } from "../bytes";
import { integer, INTEGER, isWhole, NONE, parseNumber } from "../number";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { PAGE_BYTES, PAGE_INT32 } from "../opcodes";
import { lengthOf, spanEnd, spanStart } from "../span";
import { spans, stride } from "../table";
import { setWritten } from "./write";
import { copyUtf8, isUtf8 } from "./utf8";

/** Values that a column of numbers cannot hold, and times of which a fraction was cut off, since the last call for a column. */
export let misfits: u32 = 0;
export let cutFractions: u32 = 0;

/** A time from here on is in milliseconds, as scan/parquetPages.ts takes it: in seconds it would be the year 5138. */
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

/**
 * Writes the values of the listed rows from `from` on to `out`, up to `limit`, without the nulls, and a byte for each row to
 * `levels`: 1 where it has a value. `isTime`: the fraction of a second is cut off. Returns the position after the last value.
 */
export function writePlain(
  list: usize,
  from: u32,
  count: u32,
  column: i32,
  type: u32,
  isTime: bool,
  out: usize,
  limit: usize,
  levels: usize,
): usize {
  misfits = 0;
  cutFractions = 0;
  let i = from;
  for (; i < count; i++) {
    const row = <usize>load<u32>(list + ((<usize>i) << 2));
    const span = column < 0 ? 0 : load<u64>(spans + row * stride + ((<usize>column) << 3));
    const start = spanStart(span);
    // Each byte that is not UTF-8 becomes three.
    if (<u64>out + (type == PAGE_BYTES ? 3 * lengthOf(span) : 8) + 4 > <u64>limit) break;
    let to = out;
    if (start) to = type == PAGE_BYTES ? writeText(out, start, spanEnd(span)) : writeWhole(out, span, type, isTime);
    store<u8>(levels + i - from, to == out ? 0 : 1);
    out = to;
  }
  setWritten(i);
  return out;
}

function writeText(out: usize, start: usize, end: usize): usize {
  const length = end - start;
  setBound(IN_OUTPUT, out + 4 + 3 * length);
  if (isUtf8(start, end)) {
    store<u32>(out, <u32>length);
    copyPadded(out + 4, start, length);
    out += 4 + length;
  } else {
    const to = copyUtf8(out + 4, start, end);
    store<u32>(out, <u32>(to - out) - 4);
    out = to;
  }
  clearBound(IN_OUTPUT);
  return out;
}

/** Writes a number, or nothing where the column cannot hold it. */
function writeWhole(out: usize, span: u64, type: u32, isTime: bool): usize {
  if (!readWhole(spanStart(span), spanEnd(span), isTime)) {
    misfits++;
    return out;
  }
  if (isTime && whole >= FIRST_MILLISECONDS) {
    if (whole % 1000) cutFractions++;
    whole /= 1000;
  }
  if (type != PAGE_INT32) {
    store<i64>(out, whole);
    return out + 8;
  }
  if (whole != <i64>(<i32>whole)) {
    misfits++;
    return out;
  }
  store<i32>(out, <i32>whole);
  return out + 4;
}

let whole: i64 = 0;

/** Reads [start, end) as a whole number of 64 bits into `whole`. */
function readWhole(start: usize, end: usize, isTime: bool): bool {
  const kind = parseNumber(start, end);
  if (kind == NONE) return false;
  if (kind == INTEGER) {
    whole = integer;
    return true;
  }
  if (isWhole(start, end, false)) return readLong(start, end);
  const isNegative = load<u8>(start) == DASH;
  let point = isNegative ? start + 1 : start;
  while (point < end && isDigit(load<u8>(point))) point++;
  // 5.00 is 5; what has an exponent is left to the user.
  let rest = point + 1;
  while (rest < end && load<u8>(rest) == ZERO) rest++;
  const isExact = rest == end;
  for (; rest < end; rest++) if (!isDigit(load<u8>(rest))) return false;
  if ((!isExact && (!isTime || isNegative)) || !readLong(start, point)) return false;
  if (!isExact) cutFractions++;
  return true;
}

/** Reads a whole number of any number of digits; false where it has more than 64 bits. */
function readLong(start: usize, end: usize): bool {
  const isNegative = load<u8>(start) == DASH;
  let p = isNegative ? start + 1 : start;
  while (p + 1 < end && load<u8>(p) == ZERO) p++;
  if (end - p > 19) return false;
  let value: u64 = 0;
  for (; p < end; p++) value = value * 10 + (load<u8>(p) - ZERO);
  if (value > <u64>i64.MAX_VALUE + u64(isNegative)) return false;
  whole = isNegative ? <i64>(0 - value) : <i64>value;
  return true;
}
