// The fields that a stage wants, as UTF-8 paths with dots between the keys of nested objects, and which key of a record is
// which of them. A key that is spelled exactly like a name is its field. Where a record has none such, its first key that
// spells the name in another way is. This is asked on the general path only (json.ts): layouts remember the answer.
import { equalBytes } from "./bytes";
import {
  addWanted,
  emptyIndex,
  indexedBelow,
  indexedColumn,
  isIndexBuilt,
  isIndexed,
  NAME,
  nextRecord,
  placeIndex,
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

// A mark per column: { u32 match; u32 keyLength; u32 seenLength; u32; 240 bytes key; 256 bytes seen }. How the record under
// way has the column and by which key; and by which key the first record had it that did. Without spellings there are none.
const MARK: usize = 512;
const KEY: usize = 16;
const SEEN: usize = 256;
const KEY_LIMIT: usize = 240;
let marks: usize = 0;

const EXACT: u32 = 1;
const LOOSE: u32 = 2;

/**
 * Wants other fields. `spelt`: the spellings; `marksAt`: a mark for each of the columns, or 0; `index`: where an index of
 * so many slots goes, of none where few fields are wanted.
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

/** Column that the path [at, at + n) has in the record under way, or -1. */
export function columnOf(at: usize, n: usize): i32 {
  isBeaten = false;
  isBetter = false;
  const column = exactColumnOf(at, n);
  if (column < 0) return spellingCount && mayBeSpelling(at, n) ? looseColumnOf(at, n) : -1;
  if (marks) {
    isBetter = load<u32>(markOf(column)) == LOOSE;
    setMark(markOf(column), EXACT, at, n);
  }
  return column;
}

/** Column of the name that is spelled like the path, or -1. */
// @ts-ignore: decorator
@inline
function exactColumnOf(at: usize, n: usize): i32 {
  if (isIndexed()) return indexedColumn(NAME, at, n);
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

function looseColumnOf(at: usize, n: usize): i32 {
  const column = speltColumnOf(fold(at, n));
  if (column < 0) return -1;
  const mark = markOf(column);
  const match = load<u32>(mark);
  if (match == EXACT || (match == LOOSE && !isKey(mark, at, n))) {
    if (match == LOOSE) noteTie(mark, at, n);
    isBeaten = true;
    return -1;
  }
  setMark(mark, LOOSE, at, n);
  return column;
}

/** Column of the spelling that is the folded path, or -1. */
function speltColumnOf(length: usize): i32 {
  if (isIndexed()) return indexedColumn(SPELLING, folded, length);
  for (let i: u32 = 0; i < spellingCount; i++) {
    const entry = spellings + <usize>i * 12;
    if (<usize>load<u32>(entry, 4) == length && equalBytes(load<u32>(entry), folded, length)) return load<i32>(entry, 8);
  }
  return -1;
}

function setMark(mark: usize, match: u32, at: usize, n: usize): void {
  store<u32>(mark, match);
  store<u32>(mark, <u32>n, 4);
  memory.copy(mark + KEY, at, min(n, KEY_LIMIT));
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
    memory.copy(mark + SEEN, mark + KEY, length);
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

/** The path that was asked about last may have come before in the record. */
export let mayBeAgain: bool = true;

/** Does a wanted name go on below this path? */
export function leadsDown(at: usize, n: usize): bool {
  if (isIndexed()) return leadsDownByIndex(at, n);
  mayBeAgain = true;
  for (let i: u32 = 0; i < wantedCount; i++) {
    const entry = wanted + (<usize>i << 3);
    if (goesOn(load<u32>(entry), load<u32>(entry, 4), at, n)) return true;
  }
  if (!hasDots || !mayBeSpelling(at, n)) return false;
  const length = fold(at, n);
  if (!length) return false;
  for (let i: u32 = 0; i < spellingCount; i++) {
    const entry = spellings + <usize>i * 12;
    if (goesOn(load<u32>(entry), load<u32>(entry, 4), folded, length)) return true;
  }
  return false;
}

function leadsDownByIndex(at: usize, n: usize): bool {
  const byName = indexedBelow(NAME, at, n);
  const length = hasDots && mayBeSpelling(at, n) ? fold(at, n) : 0;
  const bySpelling = length ? indexedBelow(SPELLING, folded, length) : 0;
  mayBeAgain = byName == 2 || bySpelling == 2;
  return byName != 0 || bySpelling != 0;
}

/** Whether a name is that of a value below the path [at, at + n). */
function goesOn(name: usize, length: usize, at: usize, n: usize): bool {
  return length > n && load<u8>(name + n) == 46 && equalBytes(name, at, n);
}

/** Whether the record under way has the column below this path, which comes once more. */
export function isBelow(column: u32, at: usize, n: usize): bool {
  if (marks) {
    const mark = markOf(column);
    if (!load<u32>(mark)) return false;
    if (!goesOn(mark + KEY, min(load<u32>(mark, 4), <u32>KEY_LIMIT), at, n)) return false;
    store<u32>(mark, 0);
    return true;
  }
  const entry = wanted + (<usize>column << 3);
  return goesOn(load<u32>(entry), load<u32>(entry, 4), at, n);
}
