// JSON strings: where they end, and what they are without their escapes (RFC 8259 section 7).
import { BACKSLASH, QUOTE, SLASH, SMALL_B, SMALL_F, SMALL_N, SMALL_R, SMALL_T, SMALL_U } from "./ascii";
import { fault } from "./jsonError";
import { clearBound, IN_SCRATCH, setBound } from "./parts";
import { endScratch, scratch, setScratch } from "./table";
import { EXPECTED_ESCAPE, EXPECTED_QUOTE } from "./opcodes";
import { textSpanOf } from "./span";

/** The last string skipped had an escape in it. */
export let hasEscape: bool = false;

/** Position behind the closing quote of the string whose first byte is at p, or 0 with a fault. */
export function skipString(p: usize): usize {
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const control = i8x16.splat(31);
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
    if (escape == 117) {
      if (hex(p + 2) < 0) return fault(p, EXPECTED_ESCAPE);
      p += 6;
    } else if (unescaped(escape)) p += 2;
    else return fault(p, EXPECTED_ESCAPE);
  }
}

/** The byte that a one-letter escape stands for, or 0. */
function unescaped(letter: u32): u32 {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
      return letter;
    case SMALL_B:
      return 8;
    case SMALL_F:
      return 12;
    case SMALL_N:
      return 10;
    case SMALL_R:
      return 13;
    case SMALL_T:
      return 9;
    default:
      return 0;
  }
}

/** Four hexadecimal digits, or -1. */
function hex(p: usize): i32 {
  let v = 0;
  for (let i: usize = 0; i < 4; i++) {
    const c = <i32>load<u8>(p + i);
    const letter = (c | 32) - 97;
    if (c >= 48 && c <= 57) v = (v << 4) | (c - 48);
    else if (letter >= 0 && letter < 6) v = (v << 4) | (letter + 10);
    else return -1;
  }
  return v;
}

export function decodeToScratch(start: usize, end: usize): u64 {
  const at = scratch;
  setBound(IN_SCRATCH, at + (end - start) + 1);
  const to = decodeString(start, end, at);
  clearBound(IN_SCRATCH);
  setScratch(endScratch(to));
  return textSpanOf(at, to);
}

/** Writes the string [start, end) without its escapes, as UTF-8; lone surrogates become U+FFFD. Never longer. */
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
    if (escape != 117) {
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
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
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
