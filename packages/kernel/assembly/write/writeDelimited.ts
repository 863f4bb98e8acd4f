// Writes rows of spans as delimited text: CSV, TSV, and the lines of an AWS log. For writers in general see write.ts.
import {
  BACKSLASH,
  CAPITAL_A,
  DASH,
  DELETE,
  HASH,
  NEWLINE,
  PERCENT,
  QUOTE,
  RETURN,
  SPACE,
  TAB,
  TWO_QUOTES,
  ZERO,
} from "../ascii";
import { copyPadded } from "../bytes";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { spans, stride } from "../table";
import { escapeLetter, setWritten, SLACK } from "./write";
import { STYLE_CSV, STYLE_LOG, STYLE_TSV } from "../opcodes";
import { lengthOf, spanEnd, spanStart } from "../span";

/** Values of which some bytes were percent-encoded, in all that was written. */
export let encodedValues: f64 = 0;
/** Empty texts that are null in the lines of a log, which have no other form for them, in all that was written. */
export let emptyTexts: f64 = 0;

/**
 * Writes the columns 0..width-1 of the listed rows with the separator between them, to `out`, up to `limit`. Returns the position
 * after the last line. `style`: STYLE_CSV and so on. Most cells are plain: one test and one copy of 16 bytes.
 */
export function writeDelimited(
  list: usize,
  from: u32,
  count: u32,
  width: u32,
  style: u32,
  separator: u32,
  out: usize,
  limit: usize,
): usize {
  const end = <u64>limit - SLACK;
  let i = from;
  for (; i < count && <u64>out <= end; i++) {
    let cell = spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride;
    const encoded = encodedValues;
    const empty = emptyTexts;
    let to = out;
    let c: u32 = 0;
    for (; c < width; c++) {
      const span = load<u64>(cell);
      // A percent-encoded byte takes three.
      if (<u64>to + 3 * lengthOf(span) > end) break;
      setBound(IN_OUTPUT, to + 3 * <usize>lengthOf(span) + <usize>SLACK);
      if (c) store<u8>(to++, <u8>separator);
      to = writeCell(to, span, style, separator);
      cell += 8;
    }
    if (c < width) {
      // The row will be written again.
      encodedValues = encoded;
      emptyTexts = empty;
      break;
    }
    store<u8>(to, NEWLINE);
    out = to + 1;
  }
  clearBound(IN_OUTPUT);
  setWritten(i);
  return out;
}

function writeCell(out: usize, span: u64, style: u32, separator: u32): usize {
  const start = spanStart(span);
  const end = spanEnd(span);
  if (start == 0 || start == end) {
    if (style == STYLE_LOG) {
      if (start) emptyTexts++;
      store<u8>(out++, DASH);
    }
    // An empty text is quoted, unlike null.
    else if (start) {
      store<u16>(out, TWO_QUOTES);
      out += 2;
    }
    return out;
  }
  // A text of its own, which would be read as null.
  if (style == STYLE_LOG && end - start == 1 && load<u8>(start) == DASH) {
    encodedValues++;
    return writePercent(out, DASH);
  }
  if (isPlainCell(start, end, style, separator)) {
    copyPadded(out, start, end - start);
    return out + (end - start);
  }
  if (style == STYLE_CSV) return writeQuoted(out, start, end);
  if (style == STYLE_LOG) return writeEncoded(out, start, end);
  for (let p = start; p < end; p++) {
    const c = <u32>load<u8>(p);
    if (
      style == STYLE_TSV &&
      (c == TAB || c == NEWLINE || c == RETURN || c == BACKSLASH || (c == QUOTE && p == start))
    ) {
      store<u8>(out, BACKSLASH);
      store<u8>(out + 1, <u8>escapeLetter(c));
      out += 2;
    } else store<u8>(out++, <u8>c);
  }
  return out;
}

/** What would part a value in two for some reader is percent-encoded, and the value is counted. */
function writeEncoded(out: usize, start: usize, end: usize): usize {
  const begin = out;
  for (let p = start; p < end;) {
    const parting = lengthOfParting(p, end);
    if (!parting) store<u8>(out++, load<u8>(p++));
    for (const after = p + parting; p < after; p++) out = writePercent(out, load<u8>(p));
  }
  if (out - begin > end - start) encodedValues++;
  return out;
}

function writePercent(out: usize, c: u32): usize {
  store<u8>(out, PERCENT);
  store<u8>(out + 1, hexDigit(c >> 4));
  store<u8>(out + 2, hexDigit(c & 15));
  return out + 3;
}

function hexDigit(digit: u32): u8 {
  return <u8>(digit < 10 ? ZERO + digit : CAPITAL_A - 10 + digit);
}

/** The bytes of a control character or blank of Unicode, at which readers in Python, Java and JavaScript part words; 0: none is here. */
function lengthOfParting(p: usize, end: usize): u32 {
  const c = <u32>load<u8>(p);
  if (c <= SPACE || c == DELETE) return 1;
  if (c == 0xc2 && p + 1 < end) {
    const second = <u32>load<u8>(p + 1);
    return second >= 0x80 && second <= 0xa0 ? 2 : 0;
  }
  if ((c != 0xe1 && c != 0xe2 && c != 0xe3 && c != 0xef) || p + 2 >= end) return 0;
  const point = ((c & 15) << 12) | (((<u32>load<u8>(p + 1)) & 63) << 6) | ((<u32>load<u8>(p + 2)) & 63);
  const isParting =
    point == 0x1680 ||
    (point >= 0x2000 && point <= 0x200a) ||
    (point >= 0x2028 && point <= 0x2029) ||
    point == 0x202f ||
    point == 0x205f ||
    point == 0x3000 ||
    point == 0xfeff;
  return isParting ? 3 : 0;
}

/**
 * Whether nothing in the value needs quotes or escapes in this style. 16 bytes at a time, of which most values have no more: a byte
 * at a time it was a third of flow-fmt's time.
 */
// @ts-ignore: decorator
@inline
function isPlainCell(start: usize, end: usize, style: u32, separator: u32): bool {
  const control = i8x16.splat(style == STYLE_LOG ? <i8>SPACE + 1 : <i8>SPACE);
  const special = i8x16.splat(style == STYLE_CSV ? <i8>QUOTE : style == STYLE_TSV ? <i8>BACKSLASH : <i8>DELETE);
  const between = i8x16.splat(style == STYLE_CSV ? <i8>separator : 0);
  for (let p = start; p < end; p += 16) {
    const bytes = v128.load(p);
    // In a log, what is not ASCII is looked at more closely: as signed bytes it is less than any control character.
    const low = style == STYLE_LOG ? i8x16.lt_s(bytes, control) : i8x16.lt_u(bytes, control);
    const found = v128.or(low, v128.or(i8x16.eq(bytes, special), i8x16.eq(bytes, between)));
    const left = end - p;
    const inside: u32 = left < 16 ? (1 << (<u32>left)) - 1 : 0xffff;
    if ((<u32>i8x16.bitmask(found)) & inside) return false;
  }
  if (style == STYLE_TSV && load<u8>(start) == QUOTE) return false;
  // Some readers drop a leading or trailing space, and take a line that begins with a hash for a comment.
  if (style == STYLE_CSV && load<u8>(start) == HASH) return false;
  return style != STYLE_CSV || (load<u8>(start) != SPACE && load<u8>(end - 1) != SPACE);
}

function writeQuoted(out: usize, start: usize, end: usize): usize {
  store<u8>(out++, QUOTE);
  for (let p = start; p < end; p++) {
    const c = load<u8>(p);
    if (c == QUOTE) store<u8>(out++, QUOTE);
    store<u8>(out++, c);
  }
  store<u8>(out, QUOTE);
  return out + 1;
}
