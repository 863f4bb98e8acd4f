// NDJSON lines to spans, the general path: a whole JSON reader (RFC 8259) for one record with any keys in any order,
// spaces, escapes and nesting. The values that are wanted go to the row; the last of two equal keys counts. On its way
// it notes where every scalar stands, from which ndjson.ts learns the layout for the records to come.
import { equalBytes } from "./bytes";
import { skipNumber } from "./number";
import { columns, lineNumber, scratch, setScratch, TEXT } from "./table";

// ---- what is wanted: names, as UTF-8 paths with dots between the keys of nested objects

/** wantedCount x { u32 name; u32 length }, the column is the index. */
let wanted: usize = 0;
let wantedCount: u32 = 0;

export function setWanted(at: usize, count: u32): void {
  wanted = at;
  wantedCount = count;
}

/** Column of the path [at, at + n), or -1. */
function columnOf(at: usize, n: usize): i32 {
  for (let i: u32 = 0; i < wantedCount; i++) {
    const entry = wanted + (<usize>i << 3);
    if (<usize>load<u32>(entry, 4) == n && equalBytes(load<u32>(entry), at, n)) return <i32>i;
  }
  return -1;
}

/** Does a wanted name go on below this path? */
function leadsDown(at: usize, n: usize): bool {
  for (let i: u32 = 0; i < wantedCount; i++) {
    const entry = wanted + (<usize>i << 3);
    const name = <usize>load<u32>(entry);
    if (<usize>load<u32>(entry, 4) > n && load<u8>(name + n) == 46 && equalBytes(name, at, n)) return true;
  }
  return false;
}

/** A repeated key takes the place of the object that its name stood for before. */
function clearBelow(at: usize, n: usize): void {
  for (let i: u32 = 0; i < wantedCount; i++) {
    const entry = wanted + (<usize>i << 3);
    const name = <usize>load<u32>(entry);
    if (<usize>load<u32>(entry, 4) > n && load<u8>(name + n) == 46 && equalBytes(name, at, n)) {
      store<u64>(rowAt + (<usize>i << 3), 0);
    }
  }
}

// ---- the notes for learning

export const LEAF_LIMIT: u32 = 256;
/** Per scalar { u32 start; u32 end; i32 column }, start and end as written, quotes included. */
export const leaves: usize = memory.data(256 * 12, 16);
export let leafCount: u32 = 0;
/** False when the record has a shape that no layout can hold: arrays, escaped keys, equal keys, too many values. */
export let learnable: bool = false;
/** Some text had its escapes decoded since the flag was last cleared. */
export let decoded: bool = false;
export function clearDecoded(): void {
  decoded = false;
}
/** No object inside the record. */
export let flat: bool = false;

// ---- keys that nobody asked for, watched when a heading has been written that cannot grow any more

let watching: bool = false;
/** Records with a key outside the wanted ones. */
export let strangers: f64 = 0;
/** Number of the first line with one. */
export let firstStranger: f64 = 0;

export function watchStrangers(on: bool): void {
  watching = on;
}

/** The record has a key that was not asked for: it is counted, and never learned, so that it comes here again. */
function meetStranger(): void {
  if (!watching || strangerHere) return;
  strangerHere = true;
  learnable = false;
  if (strangers == 0) firstStranger = lineNumber;
  strangers++;
}
let strangerHere: bool = false;

// ---- the fault, when there is one

export let faultAt: usize = 0;
/** What was expected at the fault: see src/decode/bad.ts. */
export let expected: u32 = 0;
export const EXPECTED_VALUE: u32 = 1;
export const EXPECTED_KEY: u32 = 2;
export const EXPECTED_COLON: u32 = 3;
export const EXPECTED_COMMA_OR_BRACE: u32 = 4;
export const EXPECTED_COMMA_OR_BRACKET: u32 = 5;
export const EXPECTED_QUOTE: u32 = 6;
export const EXPECTED_ESCAPE: u32 = 7;
export const EXPECTED_END: u32 = 8;
export const EXPECTED_LESS_DEPTH: u32 = 9;
const DEPTH_LIMIT: u32 = 512;

function fault(at: usize, what: u32): usize {
  if (!expected) {
    faultAt = at;
    expected = what;
  }
  return 0;
}

// ---- the reader

/** The path to the object that is being read, for dotted names. */
const PATH_LIMIT: usize = 4096;
const path: usize = memory.data(4096 + 64, 16);

let rowAt: usize = 0;

// @ts-ignore: decorator
@inline
export function skipBlanks(p: usize): usize {
  while (true) {
    const c = load<u8>(p);
    if (c != 32 && c != 9 && c != 13) return p;
    p++;
  }
}

/** Reads the object at p, on a line that ends with a newline, to the row. Position behind it, or 0 with a fault. */
export function readRecord(p: usize, row: usize): usize {
  rowAt = row;
  leafCount = 0;
  learnable = true;
  flat = true;
  expected = 0;
  strangerHere = false;
  memory.fill(row, 0, <usize>columns << 3);
  return readObject(p, 0, 1, true);
}

/** The object at p; pathLength bytes of `path` lead to it; wanted values are taken only where `taking`. */
function readObject(p: usize, pathLength: usize, depth: u32, taking: bool): usize {
  if (depth > DEPTH_LIMIT) return fault(p, EXPECTED_LESS_DEPTH);
  if (depth > 1) flat = false;
  p = skipBlanks(p + 1);
  if (load<u8>(p) == 125) return p + 1;
  while (true) {
    if (load<u8>(p) != 34) return fault(p, EXPECTED_KEY);
    const keyStart = p + 1;
    p = skipString(keyStart);
    if (!p) return 0;
    let column = -1;
    let down = false;
    let length: usize = 0;
    if (taking) {
      length = appendKey(keyStart, p - 1, pathLength);
      if (length) {
        column = columnOf(path, length);
        down = leadsDown(path, length);
        if (down) clearBelow(path, length);
        else if (column < 0 && depth == 1) meetStranger();
      }
    }
    p = skipBlanks(p);
    if (load<u8>(p) != 58) return fault(p, EXPECTED_COLON);
    p = skipBlanks(p + 1);
    p = readValue(p, length, depth, column, down);
    if (!p) return 0;
    p = skipBlanks(p);
    const c = load<u8>(p);
    if (c == 125) return p + 1;
    if (c != 44) return fault(p, EXPECTED_COMMA_OR_BRACE);
    p = skipBlanks(p + 1);
  }
}

/** Adds the key [start, end), escapes decoded, to the path; its new length, or 0 when it is too long to be wanted. */
function appendKey(start: usize, end: usize, pathLength: usize): usize {
  const n = end - start;
  let to = pathLength;
  if (to + n + 1 > PATH_LIMIT) return 0;
  if (to) store<u8>(path + to++, 46);
  if (hasEscape) {
    learnable = false;
    return decodeString(start, end, path + to) - path;
  }
  memory.copy(path + to, start, n);
  return to + n;
}

function readValue(p: usize, pathLength: usize, depth: u32, column: i32, down: bool): usize {
  const c = load<u8>(p);
  let end: usize;
  let value: u64;
  if (c == 34) {
    end = skipString(p + 1);
    if (!end) return 0;
    const s = p + 1;
    const e = end - 1;
    if (column >= 0 && hasEscape) value = decodeToScratch(s, e);
    else value = ((<u64>(<u32>e | TEXT)) << 32) | <u64>s;
  } else if (c == 123) {
    if (column >= 0) learnable = false;
    end = readObject(p, pathLength, depth + 1, down);
    value = (<u64>end << 32) | <u64>p;
    if (column >= 0 && end) take(column, value);
    return end;
  } else if (c == 91) {
    learnable = false;
    end = readArray(p, depth + 1);
    value = (<u64>end << 32) | <u64>p;
    if (column >= 0 && end) take(column, value);
    return end;
  } else {
    end = skipScalar(p);
    if (!end) return fault(p, EXPECTED_VALUE);
    value = c == 110 ? 0 : (<u64>end << 32) | <u64>p;
  }
  note(p, end, column);
  if (column >= 0) take(column, value);
  return end;
}

function take(column: i32, value: u64): void {
  store<u64>(rowAt + (<usize>column << 3), value);
}

function note(start: usize, end: usize, column: i32): void {
  if (leafCount >= LEAF_LIMIT) {
    learnable = false;
    return;
  }
  if (column >= 0) {
    for (let i: u32 = 0; i < leafCount; i++) if (load<i32>(leaves + <usize>i * 12, 8) == column) learnable = false;
  }
  const at = leaves + <usize>leafCount * 12;
  store<u32>(at, <u32>start);
  store<u32>(at, <u32>end, 4);
  store<i32>(at, column, 8);
  leafCount++;
}

function readArray(p: usize, depth: u32): usize {
  if (depth > DEPTH_LIMIT) return fault(p, EXPECTED_LESS_DEPTH);
  p = skipBlanks(p + 1);
  if (load<u8>(p) == 93) return p + 1;
  while (true) {
    const c = load<u8>(p);
    if (c == 34) p = skipString(p + 1);
    else if (c == 123) p = readObject(p, 0, depth + 1, false);
    else if (c == 91) p = readArray(p, depth + 1);
    else {
      const end = skipScalar(p);
      if (!end) return fault(p, EXPECTED_VALUE);
      p = end;
    }
    if (!p) return 0;
    p = skipBlanks(p);
    const next = load<u8>(p);
    if (next == 93) return p + 1;
    if (next != 44) return fault(p, EXPECTED_COMMA_OR_BRACKET);
    p = skipBlanks(p + 1);
  }
}

/** Position behind the number or the word null, true or false at p, or 0. */
export function skipScalar(p: usize): usize {
  const word = load<u32>(p);
  if (word == 0x6c6c756e || word == 0x65757274) return p + 4; // null, true
  if (word == 0x736c6166 && load<u8>(p + 4) == 101) return p + 5; // false
  return skipNumber(p);
}

/** The last string skipped had an escape in it. */
let hasEscape: bool = false;

/** Position behind the closing quote of the string whose first byte is at p, or 0 with a fault. */
function skipString(p: usize): usize {
  const quote = i8x16.splat(34);
  const backslash = i8x16.splat(92);
  const control = i8x16.splat(31);
  hasEscape = false;
  while (true) {
    const v = v128.load(p);
    const found = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), i8x16.le_u(v, control)),
    );
    if (!found) {
      p += 16;
      continue;
    }
    p += ctz(found);
    const c = load<u8>(p);
    if (c == 34) return p + 1;
    if (c != 92) return fault(p, EXPECTED_QUOTE);
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
    case 34:
    case 92:
    case 47:
      return letter;
    case 98:
      return 8;
    case 102:
      return 12;
    case 110:
      return 10;
    case 114:
      return 13;
    case 116:
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

function decodeToScratch(start: usize, end: usize): u64 {
  decoded = true;
  const at = scratch;
  const to = decodeString(start, end, at);
  setScratch(to);
  return ((<u64>(<u32>to | TEXT)) << 32) | <u64>at;
}

/** Writes the string [start, end) without its escapes, as UTF-8; lone surrogates become U+FFFD. Never longer. */
function decodeString(start: usize, end: usize, to: usize): usize {
  let p = start;
  while (p < end) {
    const c = load<u8>(p);
    if (c != 92) {
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
    if (code >= 0xd800 && code < 0xdc00 && p + 6 <= end && load<u8>(p) == 92 && load<u8>(p + 1) == 117) {
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

