// Writes rows of spans as bytes: whole lines as they are, and NDJSON from chosen columns. Every writer takes rows from a list,
// stops before the output region could overflow, and leaves in `written` how far it came. Room is checked value by value,
// because values need not come from the line; a record that does not fit is begun again in the next region.
import {
  BACKSLASH,
  BACKSPACE,
  BRACE_NEWLINE,
  FORM_FEED,
  NEWLINE,
  NULL_WORD,
  QUOTE,
  RETURN,
  SMALL_A,
  SMALL_B,
  SMALL_F,
  SMALL_N,
  SMALL_R,
  SMALL_T,
  TAB,
  ZERO,
} from "../ascii";
import { copyPadded } from "../bytes";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { lines, spans, stride } from "../table";
import { MEMBER_SIZE } from "../opcodes";
import { isTextSpan, lengthOf, spanEnd, spanStart } from "../span";
import { REPLACEMENT, utf8Length } from "./utf8";

/** Place of the list at which the last writer stopped. */
export let written: u32 = 0;

export function setWritten(count: u32): void {
  written = count;
}

// @ts-ignore: decorator
@inline
function lineOf(list: usize, i: u32): usize {
  return lines + ((<usize>load<u32>(list + ((<usize>i) << 2))) << 3);
}

/**
 * Copies the lines of the listed rows, each with a newline, to `out`. Returns the position after the copy. Lines that are
 * neighbours in the input are one copy: where most rows pass, the output is a few large copies.
 */
export function copyLines(list: usize, from: u32, count: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const first = lineOf(list, i);
    const start = <usize>load<u32>(first);
    let end = <usize>load<u32>(first, 4);
    if (out + (end - start) + 1 > limit) break;
    i++;

    while (i < count) {
      const next = lineOf(list, i);
      if (<usize>load<u32>(next) != end + 1 || load<u8>(end) != NEWLINE) break;
      const nextEnd = <usize>load<u32>(next, 4);
      if (out + (nextEnd - start) + 1 > limit) break;
      end = nextEnd;
      i++;
    }
    memory.copy(out, start, end - start);
    out += end - start;
    store<u8>(out++, NEWLINE);
  }
  written = i;
  return out;
}

/** Bytes of an output region that a record may take besides its values: its end, and what 16-byte copies write past it. */
export const SLACK: u64 = 64;

// ---- NDJSON. A field: { u32 text; u32 length; i32 column }, where the text is `{"version":` or `,"account_id":`

const FIELD_LENGTH: usize = 4;
const FIELD_COLUMN: usize = 8;

/**
 * Writes the fields of the listed rows as NDJSON. In: the list from place `from` on, `fields`. Out: lines at `out`, up to
 * `limit`; returns the position after them. `escapes`: some text may have characters that JSON must escape.
 *
 *   fields   {"srcaddr":            ,"bytes":      }\n
 *   spans              "10.0.0.1"             840
 *
 * Keys come with their punctuation, so that a value costs two copies of 16 bytes. Where no text of the chunk needs escapes (the
 * scan knows), texts are copied without a look.
 */
export function writeNdjson(
  list: usize,
  from: u32,
  count: u32,
  fields: usize,
  fieldCount: u32,
  escapes: bool,
  out: usize,
  limit: usize,
): usize {
  const last = fields + <usize>fieldCount * MEMBER_SIZE;
  const end = <u64>limit - SLACK;
  let i = from;
  for (; i < count && <u64>out <= end; i++) {
    const rowAt = spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride;
    let to = out;
    let field = fields;
    for (; field < last; field += MEMBER_SIZE) {
      const n = <usize>load<u32>(field, FIELD_LENGTH);
      const span = load<u64>(rowAt + ((<usize>load<i32>(field, FIELD_COLUMN)) << 3));
      // An escaped byte may take six.
      if (<u64>(to + n) + 6 * lengthOf(span) > end) break;
      setBound(IN_OUTPUT, to + n + 6 * <usize>lengthOf(span) + <usize>SLACK);
      copyPadded(to, load<u32>(field), n);
      to = writeValue(to + n, span, escapes);
    }
    if (field < last) break;
    store<u16>(to, BRACE_NEWLINE);
    out = to + 2;
  }
  clearBound(IN_OUTPUT);
  written = i;
  return out;
}

/** Writes a span as a JSON value. */
// @ts-ignore: decorator
@inline
function writeValue(out: usize, span: u64, escapes: bool): usize {
  const start = spanStart(span);
  if (start == 0) return writeNull(out);
  return writeValueBytes(out, start, spanEnd(span), isTextSpan(span), escapes);
}

// @ts-ignore: decorator
@inline
export function writeNull(out: usize): usize {
  store<u32>(out, NULL_WORD);
  return out + 4;
}

/** Writes the bytes [start, end) as a JSON string or, when they are not a text, as they are. */
// @ts-ignore: decorator
@inline
export function writeValueBytes(out: usize, start: usize, end: usize, text: bool, escapes: bool): usize {
  if (!text) {
    copyPadded(out, start, end - start);
    return out + (end - start);
  }
  store<u8>(out++, QUOTE);
  if (escapes) out = writeEscaped(out, start, end);
  else {
    copyPadded(out, start, end - start);
    out += end - start;
  }
  store<u8>(out, QUOTE);
  return out + 1;
}

/**
 * Writes the text [start, end) as the inside of a JSON string; bytes that are not UTF-8 become U+FFFD. Bytes that need no escape
 * are copied 16 at a time; a byte over 127 has its highest bit set, so that one comparison fewer finds it.
 */
function writeEscaped(out: usize, start: usize, end: usize): usize {
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const control = i8x16.splat(LAST_CONTROL);
  let p = start;
  while (p < end) {
    const v = v128.load(p);
    v128.store(out, v);
    const special = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), v128.or(i8x16.le_u(v, control), v)),
    );
    const n = min(special ? <usize>ctz(special) : 16, end - p);
    p += n;
    out += n;
    if (!special || p == end) continue;
    const c = <u32>load<u8>(p);
    if (c < 128) {
      out = writeEscape(out, c);
      p++;
      continue;
    }
    const length = utf8Length(p, end);
    if (length) {
      for (let i: usize = 0; i < length; i++) store<u8>(out + i, load<u8>(p + i));
      out += length;
      p += length;
    } else {
      store<u32>(out, REPLACEMENT);
      out += 3;
      p++;
    }
  }
  return out;
}

/** "u00", the start of the escape of a control character. */
const U00: u32 = 0x00303075;
const LAST_CONTROL: u8 = 31;

/** Writes the JSON escape of a quote, a backslash or a control character. */
function writeEscape(out: usize, c: u32): usize {
  store<u8>(out, BACKSLASH);
  const letter = escapeLetter(c);
  if (letter) {
    store<u8>(out + 1, <u8>letter);
    return out + 2;
  }
  store<u32>(out + 1, U00);
  store<u8>(out + 4, <u8>(ZERO + (c >> 4)));
  const low = c & 15;
  store<u8>(out + 5, <u8>(low < 10 ? ZERO + low : SMALL_A - 10 + low));
  return out + 6;
}

/** The letter of a short escape, or 0. */
export function escapeLetter(c: u32): u32 {
  switch (c) {
    case QUOTE:
    case BACKSLASH:
      return c;
    case BACKSPACE:
      return SMALL_B;
    case TAB:
      return SMALL_T;
    case NEWLINE:
      return SMALL_N;
    case FORM_FEED:
      return SMALL_F;
    case RETURN:
      return SMALL_R;
    default:
      return 0;
  }
}
