// The fields that a stage wants, as UTF-8 paths with dots between the keys of nested objects, and the search for the field of a
// key. A key that is spelled exactly like a name is its field. In a record without one, the first key that spells the name
// in another way is. Only the general path (json.ts) searches: layouts remember the result.
import { equalBytes } from "../bytes";
import { KEY_LIMIT, MARK_SIZE, SEEN_KEY, SEEN_LENGTH } from "../opcodes";
import { clearBound, IN_MARK, setBound } from "../parts";
import {
  fold,
  mayBeSpelling,
  setSpellings,
  SPELLING_COLUMN,
  SPELLING_LENGTH,
  SPELLING_SIZE,
  spellingCount,
  spellings,
  speltColumnOf,
} from "./spelling";
import {
  addWanted,
  columnAt,
  emptyIndex,
  indexedSlot,
  isIndexBuilt,
  isIndexed,
  isInPlace,
  NAME,
  nextRecord,
  placeIn,
  placeIndex,
  SPELLING,
} from "./wantedIndex";

/** wantedCount x { u32 name; u32 length }, the column is the index. */
export let wanted: usize = 0;
export let wantedCount: u32 = 0;

// A mark per column, { u32 match; u32 keyLength; u32 seenLength; u32 edges; 240 bytes key; 256 bytes seen }: how the record
// being read has the column, and by which key; which of the key's dots are between an object and a key in it (edgeAfter); and
// the key of the first record that had the column. Without spellings there may be no marks.
export const KEY_LENGTH: usize = 4;
export const EDGES: usize = 12;
export const KEY: usize = 16;
export let marks: usize = 0;

export const EXACT: u32 = 1;
export const LOOSE: u32 = 2;

/**
 * Sets the wanted fields. `at`, `count`: the names; `spelt`, `speltCount`: the spellings; `marksAt`: a mark per column, or 0;
 * `index`, `slotCount`: room for the index. Without an index no name has a dot.
 */
export function setWanted(
  at: usize,
  count: u32,
  spelt: usize,
  speltCount: u32,
  marksAt: usize,
  index: usize,
  slotCount: u32,
): void {
  placeIndex(index, slotCount);
  wanted = at;
  wantedCount = count;
  setSpellings(spelt, speltCount);
  marks = marksAt;
}

/** Two keys of the record are inexact spellings of the same name. */
let isTie: bool = false;
/** Records with such a tie. */
export let ties: f64 = 0;
/** The first such pair of keys: { u32 length; u32 otherLength; 240 bytes key; 240 bytes other }. */
export const tie: usize = memory.data(8 + <i32>KEY_LIMIT * 2, 16);

/** The key that was looked up last did not get its column, which another key has. Its layout must not leave fields out. */
export let isBeaten: bool = false;
/** The key that was looked up last took its column from another key. */
export let isBetter: bool = false;

// @ts-ignore: decorator
@inline
export function markOf(column: u32): usize {
  return marks + <usize>column * MARK_SIZE;
}

/** The record being read has a path again below which it had values. */
export let isReplaced: bool = false;

export function noteReplaced(): void {
  isReplaced = true;
}

/** Clears the matches of all columns, before a record. */
export function clearMarks(): void {
  isTie = false;
  isReplaced = false;
  if (marks) for (let i: u32 = 0; i < wantedCount; i++) store<u32>(markOf(i), 0);
  if (!isIndexed()) return;
  nextRecord();
  if (!isIndexBuilt()) buildIndex();
}

function buildIndex(): void {
  emptyIndex();
  for (let i: u32 = 0; i < wantedCount; i++) {
    const entry = wanted + ((<usize>i) << 3);
    addWanted(NAME, load<u32>(entry), load<u32>(entry, 4), i);
  }
  for (let i: u32 = 0; i < spellingCount; i++) {
    const entry = spellings + <usize>i * SPELLING_SIZE;
    addWanted(SPELLING, load<u32>(entry), load<u32>(entry, SPELLING_LENGTH), load<u32>(entry, SPELLING_COLUMN));
  }
}

/**
 * Column of the path [at, at + n) in the record being read, or -1. `holder`: the slot of the object that has the key
 * (slotBelow); `edges`: those of the path's dots that are between an object and a key in it.
 */
export function columnOf(at: usize, n: usize, holder: usize, edges: u32): i32 {
  isBeaten = false;
  isBetter = false;
  const column = exactColumnOf(at, n, holder);
  if (column < 0) return mayBeSpelling(at, n) ? looseColumnOf(at, n, edges) : -1;
  if (marks) {
    isBetter = load<u32>(markOf(column)) == LOOSE;
    setMark(markOf(column), EXACT, at, n);
  }
  return column;
}

/** Column of the name that is spelled like the path, or -1. */
// @ts-ignore: decorator
@inline
function exactColumnOf(at: usize, n: usize, holder: usize): i32 {
  if (isIndexed()) {
    const slot = indexedSlot(NAME, at, n);
    if (slot) placeIn(holder, slot);
    return columnAt(slot);
  }
  for (let i: u32 = 0; i < wantedCount; i++) {
    const entry = wanted + ((<usize>i) << 3);
    if (<usize>load<u32>(entry, 4) == n && equalBytes(load<u32>(entry), at, n)) return <i32>i;
  }
  return -1;
}

function looseColumnOf(at: usize, n: usize, edges: u32): i32 {
  const column = speltColumnOf(fold(at, n));
  if (column < 0) return -1;
  const mark = markOf(column);
  const match = matchOf(column);
  if (match == EXACT || (match == LOOSE && !isKey(mark, at, n))) {
    if (match == LOOSE) noteTie(mark, at, n);
    isBeaten = true;
    return -1;
  }
  setMark(mark, LOOSE, at, n);
  store<u32>(mark, edges, EDGES);
  return column;
}

/** How the record being read has the column; 0 if by a key in an object that has been replaced. */
function matchOf(column: i32): u32 {
  const match = load<u32>(markOf(column));
  return match == EXACT && isReplaced && !isInPlace(nameSlot(column)) ? 0 : match;
}

/** The index slot of a column's name. There must be an index. */
export function nameSlot(column: u32): usize {
  const entry = wanted + ((<usize>column) << 3);
  return indexedSlot(NAME, load<u32>(entry), load<u32>(entry, 4));
}

function setMark(mark: usize, match: u32, at: usize, n: usize): void {
  store<u32>(mark, match);
  store<u32>(mark, <u32>n, KEY_LENGTH);
  setBound(IN_MARK, mark + SEEN_KEY);
  memory.copy(mark + KEY, at, min(n, KEY_LIMIT));
  clearBound(IN_MARK);
}

/** Whether the key of the mark is this one: a repeated key is not a tie. */
function isKey(mark: usize, at: usize, n: usize): bool {
  return <usize>load<u32>(mark, KEY_LENGTH) == n && equalBytes(mark + KEY, at, min(n, KEY_LIMIT));
}

function noteTie(mark: usize, at: usize, n: usize): void {
  if (!isTie && ties == 0) {
    const length = min(load<u32>(mark, KEY_LENGTH), <u32>KEY_LIMIT);
    store<u32>(tie, length);
    store<u32>(tie, <u32>min(n, KEY_LIMIT), 4);
    memory.copy(tie + 8, mark + KEY, length);
    memory.copy(tie + 8 + KEY_LIMIT, at, min(n, KEY_LIMIT));
  }
  isTie = true;
}

/** Whether the record has a tie. It must not be learned, so that later ones are counted too. */
export function hasTie(): bool {
  return isTie;
}

/** Notes the keys of a complete record as those that the data uses. */
export function noteKeys(): void {
  if (!marks) return;
  if (isTie) ties++;
  for (let i: u32 = 0; i < wantedCount; i++) {
    const mark = markOf(i);
    if (!load<u32>(mark) || load<u32>(mark, SEEN_LENGTH)) continue;
    const length = min(load<u32>(mark, KEY_LENGTH), <u32>KEY_LIMIT);
    // One more than the length, because an empty key is a key too.
    store<u32>(mark, length + 1, SEEN_LENGTH);
    setBound(IN_MARK, mark + MARK_SIZE);
    memory.copy(mark + SEEN_KEY, mark + KEY, length);
    clearBound(IN_MARK);
  }
}
