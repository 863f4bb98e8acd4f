// The general path of NDJSON: a complete JSON parser (RFC 8259) for one record with any keys in any order, spaces, escapes and
// nesting. Wanted values go to the row; the last of two equal keys counts. It notes the position of every scalar, from which
// layout.ts learns the shape for the records to come.
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  FALS_WORD,
  NULL_WORD,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  RETURN,
  SMALL_E,
  SMALL_N,
  SPACE,
  TAB,
  TRUE_WORD,
} from "../ascii";
import { clearFault, fault } from "../jsonError";
import { skipNumber } from "../number";
import { decodeString, decodeToScratch, hasEscape, skipString } from "../string";
import { stride } from "../table";
import { clearOtherKeys, hasOtherKey, noteOtherKey } from "./otherKeys";
import { clearMarks, columnOf, hasTie, isBeaten, isBetter, wantedCount } from "./wantedFields";
import { dropReplaced, edgeAfter, leadsDown, enterPath, slotBelow } from "./wantedObjects";
import {
  EXPECTED_COLON,
  EXPECTED_COMMA_OR_BRACE,
  EXPECTED_COMMA_OR_BRACKET,
  EXPECTED_KEY,
  EXPECTED_LESS_DEPTH,
  EXPECTED_VALUE,
} from "../opcodes";
import { NULL_GIVEN, spanOf, textSpanOf } from "../span";

/**
 * Two keys of the record are spellings of one field: a layout in which the one is left out would not find the other.
 * `column`: that of the better key, which takes the column from the one met before, or -1.
 */
function resolveSpellings(column: i32): void {
  flat = false;
  if (hasTie()) learnable = false;
  if (column < 0) return;
  store<u64>(rowAt + ((<usize>column) << 3), 0);
  for (let i: u32 = 0; i < leafCount; i++) {
    const leaf = leaves + <usize>i * LEAF_SIZE;
    if (load<i32>(leaf, LEAF_COLUMN) == column) store<i32>(leaf, -1, LEAF_COLUMN);
  }
}

// ---- the notes for learning

/** Per scalar { u32 start; u32 end; i32 column }, start and end as written, quotes included. */
export const LEAF_SIZE: usize = 12;
export const LEAF_END: usize = 4;
export const LEAF_COLUMN: usize = 8;
export const LEAF_LIMIT: u32 = 256;
export const leaves: usize = memory.data(<i32>LEAF_LIMIT * <i32>LEAF_SIZE, 16);
export let leafCount: u32 = 0;
/** False when the record has a shape that a layout cannot describe: arrays, escaped keys, equal keys, too many values. */
export let learnable: bool = false;
/** No object inside the record, and no two keys for one field: a layout also fits records that leave fields out. */
export let flat: bool = false;

/** Whether a value of this column came earlier in the record. */
function wasMet(column: i32): bool {
  for (let i: u32 = 0; i < leafCount; i++)
    if (load<i32>(leaves + <usize>i * LEAF_SIZE, LEAF_COLUMN) == column) return true;
  return false;
}

/** Only records with just the wanted keys, in their order, are taken; the scan stops at any other. */
export let exact: bool = false;
let inOrder: u32 = 0;

export function requireExactKeys(on: bool): void {
  exact = on;
}

/** The record read last has just the wanted keys, each once and in their order. */
export function isExact(): bool {
  return !hasOtherKey && inOrder == wantedCount;
}

// ---- the reader

const DEPTH_LIMIT: u32 = 512;
/** In place of the next column in order: there is none, as an earlier key was out of order. */
const OUT_OF_ORDER: u32 = 0xffff_ffff;

/** The path to the object that is being read, for dotted names. */
const PATH_LIMIT: usize = 1 << 20;
const path: usize = memory.data(<i32>PATH_LIMIT + 64, 16);
/** The path is longer than any wanted name. */
const TOO_LONG: usize = usize.MAX_VALUE;

let rowAt: usize = 0;

// @ts-ignore: decorator
@inline
export function skipBlanks(p: usize): usize {
  while (true) {
    const c = load<u8>(p);
    if (c != SPACE && c != TAB && c != RETURN) return p;
    p++;
  }
}

/**
 * Parses the object at p, on a line that ends with a newline, into the row. Returns the position after it, or 0 with a fault
 * (jsonError.ts).
 */
export function readRecord(p: usize, row: usize): usize {
  rowAt = row;
  leafCount = 0;
  learnable = true;
  flat = true;
  clearFault();
  clearMarks();
  clearOtherKeys();
  inOrder = 0;
  memory.fill(row, 0, stride);
  const end = readObject(p, 0, 1, true, 0, 0);
  dropReplaced(row);
  return end;
}

/**
 * Parses the object at p, to which `pathLength` bytes of `path` lead; wanted values are taken only where `taking`. `holder`:
 * its slot in wantedIndex.ts; `edges`: which dots of the path are between an object and a key in it (edgeAfter).
 */
function readObject(p: usize, pathLength: usize, depth: u32, taking: bool, holder: usize, edges: u32): usize {
  if (depth > DEPTH_LIMIT) return fault(p, EXPECTED_LESS_DEPTH);
  if (depth > 1) flat = false;
  p = skipBlanks(p + 1);
  if (load<u8>(p) == CLOSE_BRACE) return p + 1;
  while (true) {
    if (load<u8>(p) != QUOTE) return fault(p, EXPECTED_KEY);
    const keyStart = p + 1;
    p = skipString(keyStart);
    if (!p) return 0;
    let column = -1;
    let down = false;
    let below: usize = 0;
    let edgesBelow: u32 = 0;
    let length: usize = 0;
    if (taking) {
      length = appendKey(keyStart, p - 1, pathLength, depth);
      if (length != TOO_LONG) {
        column = columnOf(path, length, holder, edges);
        if (isBeaten || isBetter) resolveSpellings(column);
        down = leadsDown(path, length);
        if (down) {
          below = slotBelow();
          edgesBelow = edges | edgeAfter(path, length);
          // A layout cannot describe that an object was replaced.
          if (enterPath(path, length, holder, rowAt)) learnable = false;
        }
      }
      // Not learned, so that the next such record comes here again and is counted.
      if (column < 0 && !isBeaten && !down && depth == 1 && noteOtherKey(path, length)) learnable = false;
      // Once out of order, always: no column has that number.
      inOrder = <u32>column == inOrder ? inOrder + 1 : OUT_OF_ORDER;
    }
    p = skipBlanks(p);
    if (load<u8>(p) != COLON) return fault(p, EXPECTED_COLON);
    p = skipBlanks(p + 1);
    p = readValue(p, length, depth, column, down, below, edgesBelow);
    if (!p) return 0;
    p = skipBlanks(p);
    const c = load<u8>(p);
    if (c == CLOSE_BRACE) return p + 1;
    if (c != COMMA) return fault(p, EXPECTED_COMMA_OR_BRACE);
    p = skipBlanks(p + 1);
  }
}

/** Adds the key [start, end), escapes decoded, to the path. Returns the new length of the path, or TOO_LONG. */
function appendKey(start: usize, end: usize, pathLength: usize, depth: u32): usize {
  const n = end - start;
  let to = pathLength;
  if (to + n + 1 > PATH_LIMIT) return TOO_LONG;
  if (depth > 1) store<u8>(path + to++, DOT);
  if (hasEscape) {
    learnable = false;
    return decodeString(start, end, path + to) - path;
  }
  memory.copy(path + to, start, n);
  return to + n;
}

function readValue(p: usize, pathLength: usize, depth: u32, column: i32, down: bool, below: usize, edges: u32): usize {
  const c = load<u8>(p);
  let end: usize;
  let value: u64;
  if (c == QUOTE) {
    end = skipString(p + 1);
    if (!end) return 0;
    const s = p + 1;
    const e = end - 1;
    if (column >= 0 && hasEscape) value = decodeToScratch(s, e);
    else value = textSpanOf(s, e);
  } else if (c == OPEN_BRACE) {
    if (column >= 0) learnable = false;
    end = readObject(p, pathLength, depth + 1, down, below, edges);
    value = spanOf(p, end);
    if (column >= 0 && end) take(column, value);
    return end;
  } else if (c == OPEN_BRACKET) {
    learnable = false;
    end = readArray(p, depth + 1);
    value = spanOf(p, end);
    if (column >= 0 && end) take(column, value);
    return end;
  } else {
    end = skipScalar(p);
    if (!end) return fault(p, EXPECTED_VALUE);
    value = c == SMALL_N ? NULL_GIVEN : spanOf(p, end);
  }
  note(p, end, column);
  if (column >= 0) take(column, value);
  return end;
}

function take(column: i32, value: u64): void {
  store<u64>(rowAt + ((<usize>column) << 3), value);
}

function note(start: usize, end: usize, column: i32): void {
  if (leafCount >= LEAF_LIMIT) {
    learnable = false;
    return;
  }
  if (column >= 0 && wasMet(column)) learnable = false;
  const at = leaves + <usize>leafCount * LEAF_SIZE;
  store<u32>(at, <u32>start);
  store<u32>(at, <u32>end, LEAF_END);
  store<i32>(at, column, LEAF_COLUMN);
  leafCount++;
}

function readArray(p: usize, depth: u32): usize {
  if (depth > DEPTH_LIMIT) return fault(p, EXPECTED_LESS_DEPTH);
  p = skipBlanks(p + 1);
  if (load<u8>(p) == CLOSE_BRACKET) return p + 1;
  while (true) {
    const c = load<u8>(p);
    if (c == QUOTE) p = skipString(p + 1);
    else if (c == OPEN_BRACE) p = readObject(p, 0, depth + 1, false, 0, 0);
    else if (c == OPEN_BRACKET) p = readArray(p, depth + 1);
    else {
      const end = skipScalar(p);
      if (!end) return fault(p, EXPECTED_VALUE);
      p = end;
    }
    if (!p) return 0;
    p = skipBlanks(p);
    const next = load<u8>(p);
    if (next == CLOSE_BRACKET) return p + 1;
    if (next != COMMA) return fault(p, EXPECTED_COMMA_OR_BRACKET);
    p = skipBlanks(p + 1);
  }
}

/** Position after the number or the word null, true or false at p, or 0. */
export function skipScalar(p: usize): usize {
  const word = load<u32>(p);
  if (word == NULL_WORD || word == TRUE_WORD) return p + 4;
  if (word == FALS_WORD && load<u8>(p + 4) == SMALL_E) return p + 5;
  return skipNumber(p);
}
