// The fields that a stage wants, as UTF-8 paths with dots between the keys of nested objects, and which key of a record is
// which of them. A key that is spelled exactly like a name is its field. Where a record has none such, its first key that
// spells the name in another way is. This is asked on the general path only (json.ts): layouts remember the answer.
import { equalBytes } from "../bytes";
import { KEY_LIMIT, MARK_SIZE, SEEN_KEY } from "../opcodes";
import { clearBound, IN_MARK, setBound } from "../parts";
import { fold, setSpellings, spellingCount, spellings, speltColumnOf, mayBeSpelling } from "./spelling";
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

// A mark per column: { u32 match; u32 keyLength; u32 seenLength; u32 edges; 240 bytes key; 256 bytes seen }. How the record
// under way has the column and by which key; which of the key's dots stand between an object and a key in it (edgeAfter);
// and by which key the first record had it that did. Without spellings there may be none.
export const EDGES: usize = 12;
export const KEY: usize = 16;
export let marks: usize = 0;

export const EXACT: u32 = 1;
export const LOOSE: u32 = 2;

/**
 * Wants other fields. `spelt`: the spellings; `marksAt`: a mark for each of the columns, or 0; `index`: where an index of
 * so many slots goes; without one no name has a dot.
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

/** Two keys of the record spell a name equally well. */
let isTie: bool = false;
/** Records in which that is so. */
export let ties: f64 = 0;
/** The first such pair of keys: { u32 length; u32 otherLength; 240 bytes key; 240 bytes other }. */
export const tie: usize = memory.data(8 + 240 * 2, 16);

/** The key that was looked up last did not get its column: another one has it. No field may be left out of its layout. */
export let isBeaten: bool = false;
/** The key that was looked up last has a column that another one had before. */
export let isBetter: bool = false;

// @ts-ignore: decorator
@inline
export function markOf(column: u32): usize {
  return marks + <usize>column * MARK_SIZE;
}

/** The record under way has a path again below which it had values. */
export let isReplaced: bool = false;

export function noteReplaced(): void {
  isReplaced = true;
}

/** Before a record: no column is there. */
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
    const entry = spellings + <usize>i * 12;
    addWanted(SPELLING, load<u32>(entry), load<u32>(entry, 4), load<u32>(entry, 8));
  }
}

/**
 * Column that the path [at, at + n) has in the record under way, or -1. `holder`: the object in which its key stands, as
 * slotBelow() has it; `edges`: of the path's dots.
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

/** How the record under way has the column: no longer by a key in an object that another one has replaced. */
function matchOf(column: i32): u32 {
  const match = load<u32>(markOf(column));
  return match == EXACT && isReplaced && !isInPlace(nameSlot(column)) ? 0 : match;
}

/** The slot of the name of a column; there is an index. */
export function nameSlot(column: u32): usize {
  const entry = wanted + ((<usize>column) << 3);
  return indexedSlot(NAME, load<u32>(entry), load<u32>(entry, 4));
}

function setMark(mark: usize, match: u32, at: usize, n: usize): void {
  store<u32>(mark, match);
  store<u32>(mark, <u32>n, 4);
  setBound(IN_MARK, mark + SEEN_KEY);
  memory.copy(mark + KEY, at, min(n, KEY_LIMIT));
  clearBound(IN_MARK);
}

/** Whether the key of the mark is this one: a key that comes twice is told by nobody. */
function isKey(mark: usize, at: usize, n: usize): bool {
  return <usize>load<u32>(mark, 4) == n && equalBytes(mark + KEY, at, min(n, KEY_LIMIT));
}

function noteTie(mark: usize, at: usize, n: usize): void {
  if (!isTie && ties == 0) {
    const length = min(load<u32>(mark, 4), <u32>KEY_LIMIT);
    store<u32>(tie, length);
    store<u32>(tie, <u32>min(n, KEY_LIMIT), 4);
    memory.copy(tie + 8, mark + KEY, length);
    memory.copy(tie + 8 + KEY_LIMIT, at, min(n, KEY_LIMIT));
  }
  isTie = true;
}

/** Whether a record must not be learned: it would have to be told again. */
export function hasTie(): bool {
  return isTie;
}

/** The record was whole: its keys are those that the data has. */
export function noteKeys(): void {
  if (!marks) return;
  if (isTie) ties++;
  for (let i: u32 = 0; i < wantedCount; i++) {
    const mark = markOf(i);
    if (!load<u32>(mark) || load<u32>(mark, 8)) continue;
    const length = min(load<u32>(mark, 4), <u32>KEY_LIMIT);
    // The key of no letters is a key too.
    store<u32>(mark, length + 1, 8);
    setBound(IN_MARK, mark + MARK_SIZE);
    memory.copy(mark + SEEN_KEY, mark + KEY, length);
    clearBound(IN_MARK);
  }
}
