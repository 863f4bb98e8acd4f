// Rows of spans to bytes: whole lines as they stand, and NDJSON from chosen columns. Every writer takes
// rows from a list, stops before the output region could overflow, and says in `written` how far it came. Room is asked
// for value by value, as values need not come from the line: a record that does not fit is begun again in the next region.
import { BACKSLASH, NEWLINE, QUOTE, RETURN, TAB } from "../ascii";
import { copyPadded } from "../bytes";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { lines, spans, stride } from "../table";
import { MEMBER_SIZE } from "../opcodes";
import { isTextSpan, lengthOf, spanEnd, spanStart } from "../span";

/** How many places of the list the last writer has worked off. */
export let written: u32 = 0;

export function setWritten(count: u32): void {
  written = count;
}

// @ts-ignore: decorator
@inline
function lineOf(list: usize, i: u32): usize {
  return lines + ((<usize>load<u32>(list + ((<usize>i) << 2))) << 3);
}

/** Copies the lines of the listed rows, each with a newline. Returns the position behind the copy. */
export function copyLines(list: usize, from: u32, count: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const first = lineOf(list, i);
    const start = <usize>load<u32>(first);
    let end = <usize>load<u32>(first, 4);
    if (out + (end - start) + 1 > limit) break;
    i++;
    // Lines that lie side by side go in one piece.
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

/** Bytes of an output region that a record may take besides its values: what ends it, and what copies write too much. */
export const SLACK: u64 = 64;

// ---- NDJSON. fields: { u32 text; u32 length; i32 column }, the text being `{"version":` or `,"account_id":`

const NULL_WORD: u32 = 0x6c6c756e;

/** Writes the fields of the listed rows as NDJSON. `escapes`: some text may hold characters that JSON must escape. */
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
      const n = <usize>load<u32>(field, 4);
      const span = load<u64>(rowAt + ((<usize>load<i32>(field, 8)) << 3));
      // A byte may need six when it is escaped.
      if (<u64>(to + n) + 6 * lengthOf(span) > end) break;
      setBound(IN_OUTPUT, to + n + 6 * <usize>lengthOf(span) + <usize>SLACK);
      copyPadded(to, load<u32>(field), n);
      to = writeValue(to + n, span, escapes);
    }
    if (field < last) break;
    store<u16>(to, 0x0a7d);
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

/** Writes the bytes [start, end) as a JSON string or, when they are no text, as they are. */
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

/** Writes the text [start, end) as the inside of a JSON string; bytes that are not UTF-8 become U+FFFD. */
function writeEscaped(out: usize, start: usize, end: usize): usize {
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const control = i8x16.splat(31);
  let p = start;
  while (p < end) {
    // What needs no care goes sixteen bytes at a time; a byte over 127 has its highest bit set.
    const v = v128.load(p);
    v128.store(out, v);
    const odd = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), v128.or(i8x16.le_u(v, control), v)),
    );
    const n = min(odd ? <usize>ctz(odd) : 16, end - p);
    p += n;
    out += n;
    if (!odd || p == end) continue;
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
      store<u32>(out, 0x00bdbfef);
      out += 3;
      p++;
    }
  }
  return out;
}

/** Writes a quote, a backslash or a control character as JSON escapes it. */
function writeEscape(out: usize, c: u32): usize {
  store<u8>(out, BACKSLASH);
  const letter = escapeLetter(c);
  if (letter) {
    store<u8>(out + 1, <u8>letter);
    return out + 2;
  }
  store<u32>(out + 1, 0x00303075); // u00
  store<u8>(out + 4, <u8>(48 + (c >> 4)));
  const low = c & 15;
  store<u8>(out + 5, <u8>(low < 10 ? 48 + low : 87 + low));
  return out + 6;
}

export function escapeLetter(c: u32): u32 {
  switch (c) {
    case QUOTE:
    case BACKSLASH:
      return c;
    case 8:
      return 98;
    case TAB:
      return 116;
    case NEWLINE:
      return 110;
    case 12:
      return 102;
    case RETURN:
      return 114;
    default:
      return 0;
  }
}

/** Length of the well-formed UTF-8 sequence at p (RFC 3629), or 0. */
function utf8Length(p: usize, end: usize): usize {
  const lead = <u32>load<u8>(p);
  let n: usize = 0;
  let low: u32 = 0x80;
  let high: u32 = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) n = 2;
  else if (lead >= 0xe0 && lead <= 0xef) {
    n = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    n = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else return 0;
  if (p + n > end) return 0;
  const second = <u32>load<u8>(p + 1);
  if (second < low || second > high) return 0;
  for (let i: usize = 2; i < n; i++) if ((load<u8>(p + i) & 0xc0) != 0x80) return 0;
  return n;
}
