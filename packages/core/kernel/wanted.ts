// The fields that a stage wants, as UTF-8 paths with dots between the keys of nested objects, and which key of a record is
// which of them. A key that is spelled exactly like a name is its field. Where a record has none such, its first key that
// spells the name in another way is. This is asked on the general path only (json.ts): layouts remember the answer.
import { equalBytes } from "./bytes";
import { clearBound, IN_MARK, setBound } from "./parts";
import {
  addWanted,
  columnAt,
  emptyIndex,
  enter,
  indexedSlot,
  isIndexBuilt,
  isIndexed,
  isInPlace,
  NAME,
  nextRecord,
  placeIn,
  placeIndex,
  slotAbove,
  SPELLING,
} from "./wantedIndex";

/** wantedCount x { u32 name; u32 length }, the column is the index. */
export let wanted: usize = 0;
export let wantedCount: u32 = 0;

/** spellingCount x { u32 text; u32 length; u32 column }: folded spellings of the names, each for one column. */
let spellings: usize = 0;
let spellingCount: u32 = 0;
let longest: usize = 0;
/** The lowest six bits of the bytes with which spellings begin, as a set. */
let initials: u64 = 0;
/** Some spelling is that of a value inside an object. */
let hasDots: bool = false;

// A mark per column: { u32 match; u32 keyLength; u32 seenLength; u32 edges; 240 bytes key; 256 bytes seen }. How the record
// under way has the column and by which key; which of the key's dots stand between an object and a key in it (edgeAfter);
// and by which key the first record had it that did. Without spellings there may be none.
const MARK: usize = 512;
const EDGES: usize = 12;
const KEY: usize = 16;
const SEEN: usize = 256;
const KEY_LIMIT: usize = 240;
let marks: usize = 0;

const EXACT: u32 = 1;
const LOOSE: u32 = 2;

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
  spellings = spelt;
  spellingCount = speltCount;
  marks = marksAt;
  longest = 0;
  initials = 0;
  hasDots = false;
  for (let i: u32 = 0; i < speltCount; i++) {
    const entry = spelt + <usize>i * 12;
    const text = <usize>load<u32>(entry);
    const length = <usize>load<u32>(entry, 4);
    if (length > longest) longest = length;
    initials |= <u64>1 << (load<u8>(text) & 63);
    for (let k: usize = 0; k < length; k++) if (load<u8>(text + k) == 46) hasDots = true;
  }
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
function markOf(column: u32): usize {
  return marks + <usize>column * MARK;
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
    const entry = wanted + (<usize>i << 3);
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
  if (column < 0) return spellingCount && mayBeSpelling(at, n) ? looseColumnOf(at, n, edges) : -1;
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
    const entry = wanted + (<usize>i << 3);
    if (<usize>load<u32>(entry, 4) == n && equalBytes(load<u32>(entry), at, n)) return <i32>i;
  }
  return -1;
}

/** Whether a spelling begins like the path: most keys are told by that. */
// @ts-ignore: decorator
@inline
function mayBeSpelling(at: usize, n: usize): bool {
  return n != 0 && ((initials >> (lower(load<u8>(at)) & 63)) & 1) != 0;
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
function nameSlot(column: u32): usize {
  const entry = wanted + (<usize>column << 3);
  return indexedSlot(NAME, load<u32>(entry), load<u32>(entry, 4));
}

/** Column of the spelling that is the folded path, or -1. */
function speltColumnOf(length: usize): i32 {
  if (isIndexed()) return columnAt(indexedSlot(SPELLING, folded, length));
  for (let i: u32 = 0; i < spellingCount; i++) {
    const entry = spellings + <usize>i * 12;
    if (<usize>load<u32>(entry, 4) == length && equalBytes(load<u32>(entry), folded, length)) return load<i32>(entry, 8);
  }
  return -1;
}

function setMark(mark: usize, match: u32, at: usize, n: usize): void {
  store<u32>(mark, match);
  store<u32>(mark, <u32>n, 4);
  setBound(IN_MARK, mark + SEEN);
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
    setBound(IN_MARK, mark + MARK);
    memory.copy(mark + SEEN, mark + KEY, length);
    clearBound(IN_MARK);
  }
}

/** A spelling is shorter. */
const FOLD_LIMIT: usize = 4096;
const folded: usize = memory.data(4096 + 32, 16);

// @ts-ignore: decorator
@inline
function lower(c: u32): u32 {
  return c - 65 < 26 ? c + 32 : c;
}

/** Writes the path as all its spellings are alike: in lower case, without `-` and `_` but those at the start of a key. */
function fold(at: usize, n: usize): usize {
  const end = at + n;
  let to: usize = 0;
  let isStart = true;
  for (let p = at; p < end; p++) {
    const c = <u32>load<u8>(p);
    const isMark = c == 45 || c == 95;
    if (isMark && !isStart) continue;
    if (to > longest || to >= FOLD_LIMIT) return 0;
    store<u8>(folded + to++, <u8>lower(c));
    isStart = c == 46 || (isStart && isMark);
  }
  return to;
}

// ---- objects, and what is in them

/** The record under way has a path again below which it had values. */
let isReplaced: bool = false;
/** What the index has for the path of which leadsDown() was asked last: by its name, and as it is folded. */
let above: usize = 0;
let aboveFolded: usize = 0;

/** Does a wanted name go on below this path? */
export function leadsDown(at: usize, n: usize): bool {
  if (!isIndexed()) return false;
  above = slotAbove(NAME, at, n);
  const length = hasDots && mayBeSpelling(at, n) ? fold(at, n) : 0;
  aboveFolded = length ? slotAbove(SPELLING, folded, length) : 0;
  return above != 0 || aboveFolded != 0;
}

/** The object whose path leads down, as a holder of keys. */
export function slotBelow(): usize {
  return above;
}

/**
 * The record has this path, which leads down, in the object of `holder`. What stood in an object with the same path before
 * is replaced, as readers of JSON do; a key such as "a.b" does not stand in "a". True when there may have been one.
 */
export function meetPath(at: usize, n: usize, holder: usize, row: usize): bool {
  const isAgain = above != 0 && enter(above, holder);
  const isFoldedAgain = aboveFolded != 0 && enter(aboveFolded, 0);
  if (isFoldedAgain && marks) dropLoose(at, n, row);
  if (isAgain) isReplaced = true;
  return isAgain || isFoldedAgain;
}

/** Takes back the values in the row that have another spelling of their names and stood in an object with this path. */
function dropLoose(at: usize, n: usize, row: usize): void {
  const edge = edgeAfter(at, n);
  for (let i: u32 = 0; i < wantedCount; i++) {
    const mark = markOf(i);
    if (load<u32>(mark) != LOOSE || !(load<u32>(mark, EDGES) & edge)) continue;
    if (!isKeyBelow(mark, at, n)) continue;
    store<u32>(mark, 0);
    store<u64>(row + (<usize>i << 3), 0);
  }
}

/** Whether the key of the mark goes on below the path; of a key longer than the mark holds, its start decides. */
function isKeyBelow(mark: usize, at: usize, n: usize): bool {
  const length = <usize>load<u32>(mark, 4);
  return n < KEY_LIMIT ? goesOn(mark + KEY, length, at, n) : length > n && equalBytes(mark + KEY, at, KEY_LIMIT);
}

/** At the record's end: takes back the other values in the row that stood in objects which later ones have replaced. */
export function dropReplaced(row: usize): void {
  if (!isReplaced) return;
  for (let i: u32 = 0; i < wantedCount; i++) {
    const cell = row + (<usize>i << 3);
    if (!load<u64>(cell) || (marks && load<u32>(markOf(i)) != EXACT)) continue;
    const slot = nameSlot(i);
    if (!slot || isInPlace(slot)) continue;
    if (marks) store<u32>(markOf(i), 0);
    store<u64>(cell, 0);
  }
}

/** Of the dots in a path that goes on below this one, the one between them: a bit each, the last one for all the others. */
export function edgeAfter(at: usize, n: usize): u32 {
  if (!hasDots) return 0;
  let dots: u32 = 0;
  for (let p = at; p < at + n; p++) if (load<u8>(p) == 46) dots++;
  return <u32>1 << min(dots, <u32>31);
}

/** Whether a name is that of a value below the path [at, at + n). */
function goesOn(name: usize, length: usize, at: usize, n: usize): bool {
  return length > n && load<u8>(name + n) == 46 && equalBytes(name, at, n);
}
