// Rows of spans to bytes: whole lines as they stand, NDJSON from chosen columns, and delimited text. Every writer takes
// rows from a list, stops before the output region could overflow, and says in `written` how far it came.
import { copyPadded } from "./bytes";
import { columns, lines, overlap, spans, stride, TEXT } from "./table";

/** How many places of the list the last writer has worked off. */
export let written: u32 = 0;

// @ts-ignore: decorator
@inline
function lineOf(list: usize, i: u32): usize {
  return lines + (<usize>load<u32>(list + (<usize>i << 2)) << 3);
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
      if (<usize>load<u32>(next) != end + 1 || load<u8>(end) != 10) break;
      const nextEnd = <usize>load<u32>(next, 4);
      if (out + (nextEnd - start) + 1 > limit) break;
      end = nextEnd;
      i++;
    }
    memory.copy(out, start, end - start);
    out += end - start;
    store<u8>(out++, 10);
  }
  written = i;
  return out;
}

// ---- NDJSON. fields: { u32 text; u32 length; i32 column }, the text being `{"version":` or `,"account_id":`

const FIELD: usize = 12;
const NULL_WORD: u32 = 0x6c6c756e;

/** Writes the fields of the listed rows as NDJSON. `escapes`: some text may hold characters that JSON must escape. */
export function writeNdjson(
  list: usize,
  from: u32,
  count: u32,
  fields: usize,
  fieldCount: u32,
  textLength: u32,
  escapes: bool,
  out: usize,
  limit: usize,
): usize {
  const last = fields + <usize>fieldCount * FIELD;
  let i = from;
  while (i < count) {
    const row = load<u32>(list + (<usize>i << 2));
    const line = lines + (<usize>row << 3);
    const length = <usize>(load<u32>(line, 4) - load<u32>(line));
    if (out + textLength + 6 * length * overlap + 8 * <usize>fieldCount + 64 > limit) break;
    const rowAt = spans + <usize>row * stride;
    for (let field = fields; field < last; field += FIELD) {
      const n = <usize>load<u32>(field, 4);
      copyPadded(out, load<u32>(field), n);
      out += n;
      out = writeValue(out, load<u64>(rowAt + (<usize>load<i32>(field, 8) << 3)), escapes);
    }
    store<u16>(out, 0x0a7d);
    out += 2;
    i++;
  }
  written = i;
  return out;
}

/** Writes a span as a JSON value. */
// @ts-ignore: decorator
@inline
function writeValue(out: usize, span: u64, escapes: bool): usize {
  const start = <usize>(span & 0xffffffff);
  if (start == 0) return writeNull(out);
  return writeValueBytes(out, start, <usize>((span >> 32) & 0x7fffffff), ((<u32>(span >> 32)) & TEXT) != 0, escapes);
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
  store<u8>(out++, 34);
  if (escapes) out = writeEscaped(out, start, end);
  else {
    copyPadded(out, start, end - start);
    out += end - start;
  }
  store<u8>(out, 34);
  return out + 1;
}

/** Writes the text [start, end) as the inside of a JSON string; bytes that are not UTF-8 become U+FFFD. */
function writeEscaped(out: usize, start: usize, end: usize): usize {
  const quote = i8x16.splat(34);
  const backslash = i8x16.splat(92);
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
  store<u8>(out, 92);
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

function escapeLetter(c: u32): u32 {
  switch (c) {
    case 34:
    case 92:
      return c;
    case 8:
      return 98;
    case 9:
      return 116;
    case 10:
      return 110;
    case 12:
      return 102;
    case 13:
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

// ---- delimited text

const STYLE_CSV: u32 = 0; // RFC 4180: quotes where needed, quotes doubled
const STYLE_TSV: u32 = 1; // tab, newline, return and backslash as \t \n \r \\, a quote that leads as \"
const STYLE_LOG: u32 = 2; // AWS: `-` for null and for an empty text, spaces and controls percent-encoded

/** Writes the columns 0..columns-1 of the listed rows with the separator between them. */
export function writeDelimited(
  list: usize,
  from: u32,
  count: u32,
  style: u32,
  separator: u32,
  out: usize,
  limit: usize,
): usize {
  const width = columns;
  let i = from;
  while (i < count) {
    const row = load<u32>(list + (<usize>i << 2));
    const line = lines + (<usize>row << 3);
    const length = <usize>(load<u32>(line, 4) - load<u32>(line));
    if (out + 3 * length * overlap + 4 * <usize>width + 64 > limit) break;
    let cell = spans + <usize>row * stride;
    for (let c: u32 = 0; c < width; c++) {
      if (c) store<u8>(out++, <u8>separator);
      out = writeCell(out, load<u64>(cell), style, separator);
      cell += 8;
    }
    store<u8>(out++, 10);
    i++;
  }
  written = i;
  return out;
}

function writeCell(out: usize, span: u64, style: u32, separator: u32): usize {
  const start = <usize>(span & 0xffffffff);
  const end = <usize>((span >> 32) & 0x7fffffff);
  if (start == 0 || start == end) {
    if (style == STYLE_LOG) store<u8>(out++, 45);
    // An empty text is quoted, so that it stays apart from null.
    else if (start) {
      store<u16>(out, 0x2222);
      out += 2;
    }
    return out;
  }
  if (isPlainCell(start, end, style, separator)) {
    copyPadded(out, start, end - start);
    return out + (end - start);
  }
  if (style == STYLE_CSV) return writeQuoted(out, start, end);
  for (let p = start; p < end; p++) {
    const c = <u32>load<u8>(p);
    if (style == STYLE_TSV && (c == 9 || c == 10 || c == 13 || c == 92 || (c == 34 && p == start))) {
      store<u8>(out, 92);
      store<u8>(out + 1, <u8>escapeLetter(c));
      out += 2;
    } else if (style == STYLE_LOG && c <= 32) {
      store<u8>(out, 37);
      store<u8>(out + 1, <u8>(48 + (c >> 4)));
      store<u8>(out + 2, <u8>((c & 15) < 10 ? 48 + (c & 15) : 55 + (c & 15)));
      out += 3;
    } else store<u8>(out++, <u8>c);
  }
  return out;
}

/** Nothing in the value needs quotes or escapes in this style. */
function isPlainCell(start: usize, end: usize, style: u32, separator: u32): bool {
  for (let p = start; p < end; p++) {
    const c = <u32>load<u8>(p);
    if (c <= 32 && (style == STYLE_LOG || c < 32)) return false;
    if (style == STYLE_CSV ? c == 34 || c == separator : c == 92 && style == STYLE_TSV) return false;
  }
  if (style == STYLE_TSV && load<u8>(start) == 34) return false;
  // A leading or trailing space would be lost by some readers.
  return style != STYLE_CSV || (load<u8>(start) != 32 && load<u8>(end - 1) != 32);
}

function writeQuoted(out: usize, start: usize, end: usize): usize {
  store<u8>(out++, 34);
  for (let p = start; p < end; p++) {
    const c = load<u8>(p);
    if (c == 34) store<u8>(out++, 34);
    store<u8>(out++, c);
  }
  store<u8>(out, 34);
  return out + 1;
}
