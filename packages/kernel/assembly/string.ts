// JSON strings (RFC 8259 section 7): finds their ends and decodes their escapes.
import {
  BACKSLASH,
  BACKSPACE,
  FORM_FEED,
  LOWER_CASE,
  NEWLINE,
  NINE,
  QUOTE,
  RETURN,
  SLASH,
  SMALL_A,
  SMALL_B,
  SMALL_F,
  SMALL_N,
  SMALL_R,
  SMALL_T,
  SMALL_U,
  TAB,
  ZERO,
} from "./ascii";
import { fault } from "./jsonError";
import { clearBound, IN_SCRATCH, setBound } from "./parts";
import { endScratch, scratch, setScratch } from "./table";
import { EXPECTED_ESCAPE, EXPECTED_QUOTE } from "./opcodes";
import { textSpanOf } from "./span";

const LAST_CONTROL: u8 = 31;

/** What a lone surrogate becomes. */
const REPLACEMENT: i32 = 0xfffd;

/** The last skipped string has an escape. */
export let hasEscape: bool = false;

/**
 * Position after the closing quote of the string whose first byte is at p, or 0 with a fault. 16 bytes a step are compared with
 * all that may end a step: quote, backslash, control.
 */
export function skipString(p: usize): usize {
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const control = i8x16.splat(LAST_CONTROL);
  hasEscape = false;
  while (true) {
    const v = v128.load(p);
    const found = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), i8x16.le_u(v, control)));
    if (!found) {
      p += 16;
      continue;
    }
    p += ctz(found);
    const c = load<u8>(p);
    if (c == QUOTE) return p + 1;
    if (c != BACKSLASH) return fault(p, EXPECTED_QUOTE);
    hasEscape = true;
    const escape = load<u8>(p + 1);
    if (escape == SMALL_U) {
      if (hex(p + 2) < 0) return fault(p, EXPECTED_ESCAPE);
      p += 6;
    } else if (unescaped(escape)) p += 2;
    else return fault(p, EXPECTED_ESCAPE);
  }
}

/** The byte that a one-letter escape means, or 0. */
function unescaped(letter: u32): u32 {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
      return letter;
    case SMALL_B:
      return BACKSPACE;
    case SMALL_F:
      return FORM_FEED;
    case SMALL_N:
      return NEWLINE;
    case SMALL_R:
      return RETURN;
    case SMALL_T:
      return TAB;
    default:
      return 0;
  }
}

/** The value of four hexadecimal digits, or -1. */
function hex(p: usize): i32 {
  let v = 0;
  for (let i: usize = 0; i < 4; i++) {
    const c = <i32>load<u8>(p + i);
    const letter = (c | LOWER_CASE) - SMALL_A;
    if (c >= <i32>ZERO && c <= <i32>NINE) v = (v << 4) | (c - ZERO);
    else if (letter >= 0 && letter < 6) v = (v << 4) | (letter + 10);
    else return -1;
  }
  return v;
}

/** Decodes the string [start, end) to the scratch region. Returns its span there. */
export function decodeToScratch(start: usize, end: usize): u64 {
  const at = scratch;
  setBound(IN_SCRATCH, at + (end - start) + 1);
  const to = decodeString(start, end, at);
  clearBound(IN_SCRATCH);
  setScratch(endScratch(to));
  return textSpanOf(at, to);
}

/**
 * Writes the string [start, end) as UTF-8, its escapes decoded and lone surrogates replaced, to `to`. Returns the end of what
 * was written, which is never longer than the string.
 */
export function decodeString(start: usize, end: usize, to: usize): usize {
  let p = start;
  while (p < end) {
    const c = load<u8>(p);
    if (c != BACKSLASH) {
      store<u8>(to++, c);
      p++;
      continue;
    }
    const escape = load<u8>(p + 1);
    if (escape != SMALL_U) {
      store<u8>(to++, <u8>unescaped(escape));
      p += 2;
      continue;
    }
    let code = hex(p + 2);
    p += 6;
    if (code >= 0xd800 && code < 0xdc00 && p + 6 <= end && load<u8>(p) == BACKSLASH && load<u8>(p + 1) == SMALL_U) {
      const low = hex(p + 2);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        p += 6;
      }
    }
    if (code >= 0xd800 && code < 0xe000) code = REPLACEMENT;
    to = writeCodePoint(to, code);
  }
  return to;
}

function writeCodePoint(to: usize, code: i32): usize {
  if (code < 0x80) {
    store<u8>(to, <u8>code);
    return to + 1;
  }
  if (code < 0x800) {
    store<u8>(to, <u8>(0xc0 | (code >> 6)));
    store<u8>(to + 1, <u8>(0x80 | (code & 63)));
    return to + 2;
  }
  if (code < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (code >> 12)));
    store<u8>(to + 1, <u8>(0x80 | ((code >> 6) & 63)));
    store<u8>(to + 2, <u8>(0x80 | (code & 63)));
    return to + 3;
  }
  store<u8>(to, <u8>(0xf0 | (code >> 18)));
  store<u8>(to + 1, <u8>(0x80 | ((code >> 12) & 63)));
  store<u8>(to + 2, <u8>(0x80 | ((code >> 6) & 63)));
  store<u8>(to + 3, <u8>(0x80 | (code & 63)));
  return to + 4;
}
