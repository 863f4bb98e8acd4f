// Sorts records by their keys and keeps all of them, or the first of each group. Their lines are collected in a region of memory.
// Whenever it has twice as many records as may stay, it is sorted and cut, and from then on a record that comes after the last
// place of its group is not even copied. The host writes a full region out as a sorted run (mergeRuns.ts merges runs).
import { compareBytes } from "../bytes";
import { ENTRY, ENTRY_GROUP, ENTRY_RECORD, sortEntries } from "./mergeSort";
import { recordOf, STATE } from "../group/groupTable";
import { clearBound, IN_SORT, setBound } from "../parts";
import {
  GROUP,
  groupOf,
  HEADER,
  keyLengthOf,
  LINE_LENGTH,
  MARK,
  PADDING,
  prefixOf,
  SHORT,
  shortened,
  sizeOf,
  takesPlace,
  writeRecord,
} from "./sortRecord";
import { keyRoom, writeKey } from "./sortKey";
import { lines, spans, stride } from "../table";
import { lengthOf } from "../span";

// The region:
//
//   | records (sortRecord.ts), in the order of arrival --> top |  free  | room to sort | <-- entries (mergeSort.ts) |
//
// Marks of records while the region is cut.
const DROPPED: u32 = 1;
const LAST: u32 = 2;
/** The region is not cut below this number of records. */
const MIN_CUT: u32 = 256;

let region: usize = 0;
let regionEnd: usize = 0;
/** Where the next record goes. */
let top: usize = 0;
/** keyCount x { u32 column; u32 descending }. */
let keys: usize = 0;
let keyCount: u32 = 0;
/** Number of records of a group that may stay; NONE: all. */
let groupLimit: u32 = 0;
const NONE: u32 = 0xffffffff;
let cutAt: u32 = 0;

/** Records in the region. */
export let held: u32 = 0;
/** Bytes of the largest record so far. */
export let largest: usize = 0;
/** Bytes of the longest key so far. */
let longest: usize = 0;

// The bound of a group, its last place once it is taken: { u64 prefix of the key; u32 record, 0 when it is in a run; u32 state }.
// It is in the first two words of the group's state (groupTable.ts), which are EMPTY at first; without groups it is `sole`.
const BOUND_RECORD: usize = 8;
const BOUND_STATE: usize = 12;
const OPEN: u32 = 0x80000000;
const sole: usize = memory.data(16, 16);
let hasGroups: bool = false;
/** Groups that have had a record. */
let groupCount: u32 = 0;

/** Begins a sort. `keysAt`, `count`: the keys; `limit`: records of a group that may stay, the largest u32 for all. */
export function openSort(keysAt: usize, count: u32, limit: u32, grouped: bool): void {
  keys = keysAt;
  keyCount = count;
  groupLimit = limit;
  hasGroups = grouped;
  groupCount = 0;
  largest = 0;
  store<u32>(sole, OPEN, BOUND_STATE);
}

/** Switches to the region [at, at + size), which is empty. */
export function moveSort(at: usize, size: usize): void {
  region = at;
  regionEnd = at + size;
  top = at;
  held = 0;
  longest = 0;
  cutAt = groupLimit == NONE ? NONE : max(MIN_CUT, 2 * min(groupLimit, NONE >> 2));
}

/** Empties the region, whose records are in a run now. Bounds are known by their prefixes only. */
export function emptySort(): void {
  moveSort(region, regionEnd - region);
  store<u32>(sole, 0, BOUND_RECORD);
  if (!hasGroups) return;
  for (let group: u32 = 0; group < groupCount; group++) store<u32>(recordOf(group), 0, STATE + BOUND_RECORD);
}

// ---- adding records

/**
 * Adds the listed rows from place `from` on. Returns the place at which it stopped because the region is full, else `count`. `ids`: as
 * groupRows left them, or 0 without groups.
 *
 * Once the places of a group are taken, the first 8 bytes of a key, compared with the bound, drop groupLimit records: their other keys are
 * not built and their lines are not copied. The top 10 of 5 M records cost little more than reading them (1.30 s, `cat` 1.15 s).
 */
export function rankRows(list: usize, from: u32, count: u32, ids: usize): u32 {
  const done = addRows(list, from, count, ids);
  clearBound(IN_SORT);
  return done;
}

// @ts-ignore: decorator
@inline
function addRows(list: usize, from: u32, count: u32, ids: usize): u32 {
  const firstColumn = (<usize>load<u32>(keys)) << 3;
  const descending = load<u32>(keys, 4) != 0;
  for (let i = from; i < count; i++) {
    const row = load<u32>(list + ((<usize>i) << 2));
    const rowAt = spans + <usize>row * stride;
    const group = ids ? load<u32>(ids + ((<usize>i) << 2)) - 1 : 0;
    const bound = ids ? recordOf(group) + STATE : sole;
    const isOpen = load<u32>(bound, BOUND_STATE) == OPEN;
    const first = load<u64>(rowAt + firstColumn);
    const key = top + HEADER;
    const room = regionEnd - <usize>(held + 1) * 2 * ENTRY;
    if (<u64>key + keyRoom(lengthOf(first)) + PADDING > room) return i;
    setBound(IN_SORT, room);
    let end = writeKey(key, first, descending);
    if (!isOpen && isPrefixAfter(key, end, load<u64>(bound))) continue;
    const line = lines + ((<usize>row) << 3);
    const start = <usize>load<u32>(line);
    const length = <usize>load<u32>(line, 4) - start;
    if (<u64>end + restRoom(rowAt) + length + PADDING > room) return i;
    for (let k: u32 = 1; k < keyCount; k++) {
      const entry = keys + ((<usize>k) << 3);
      end = writeKey(end, load<u64>(rowAt + ((<usize>load<u32>(entry)) << 3)), load<u32>(entry, 4) != 0);
    }
    if (!isOpen && isAfterBound(key, end, bound)) continue;
    memory.copy(end, start, length);
    clearBound(IN_SORT);
    add(<u32>(end - key), <u32>length, group);
    if (held >= cutAt) cut();
  }
  return count;
}

/** Room for the keys of a row after the first. */
// @ts-ignore: decorator
@inline
function restRoom(rowAt: usize): u64 {
  let room: u64 = 0;
  for (let k: u32 = 1; k < keyCount; k++) {
    room += keyRoom(lengthOf(load<u64>(rowAt + ((<usize>load<u32>(keys + ((<usize>k) << 3))) << 3))));
  }
  return room;
}

/** Whether a key that begins with [key, end) comes after every key with the prefix `bound`. */
// @ts-ignore: decorator
@inline
function isPrefixAfter(key: usize, end: usize, bound: u64): bool {
  const n = end - key;
  return prefixOf(key, n) > shortened(bound, n);
}

/** Whether the complete key [key, end) comes after the bound or equals it: of equals the earlier one stays. */
function isAfterBound(key: usize, end: usize, bound: usize): bool {
  const n = end - key;
  const prefix = prefixOf(key, n);
  const last = load<u64>(bound);
  if (prefix != last) return prefix > last;
  const record = <usize>load<u32>(bound, BOUND_RECORD);
  if (!record) return n <= SHORT;
  return compareBytes(key, n, record + HEADER, keyLengthOf(record)) >= 0;
}

// @ts-ignore: decorator
@inline
function add(keyLength: u32, lineLength: u32, group: u32): void {
  const record = top;
  store<u32>(record, keyLength);
  store<u32>(record, lineLength, LINE_LENGTH);
  store<u32>(record, group, GROUP);
  store<u32>(record, 0, MARK);
  const size = sizeOf(record);
  top = record + size;
  largest = max(largest, size);
  groupCount = max(groupCount, group + 1);
  enter(record);
}

/** Adds the entry of a record. */
// @ts-ignore: decorator
@inline
function enter(record: usize): void {
  held++;
  const entry = regionEnd - <usize>held * ENTRY;
  const keyLength = keyLengthOf(record);
  longest = max(longest, keyLength);
  store<u64>(entry, prefixOf(record + HEADER, keyLength));
  store<u32>(entry, <u32>record, ENTRY_RECORD);
  store<u32>(entry, groupOf(record), ENTRY_GROUP);
}

// ---- cutting

/** Makes room by dropping records past their bounds. Returns whether at least half of the region is free. */
export function cutSort(): bool {
  if (groupLimit == NONE) return false;
  cut();
  return top - region < (regionEnd - region) >> 1;
}

/** After writeSorted(): brings the entries back into the order of arrival. More records may come then. */
export function restoreSort(): void {
  const before = cutAt;
  cut();
  if (groupLimit == NONE) cutAt = before;
}

/** Drops the records after the last place of their group, and moves the others together. */
function cut(): void {
  sortHeld();
  markDropped();
  longest = 0;
  held = 0;
  const end = top;
  top = region;
  for (let record = region; record < end;) {
    const size = sizeOf(record);
    const mark = load<u32>(record, MARK);
    if (mark != DROPPED) {
      if (top != record) memory.copy(top, record, size);
      store<u32>(top, 0, MARK);
      enter(top);
      if (mark == LAST) setGroupBound(top);
      top += size;
    }
    record += size;
  }
  cutAt = max(MIN_CUT, held << 1);
}

function markDropped(): void {
  let group: u32 = NONE;
  let place: u32 = 0;
  for (let i: u32 = 0; i < held; i++) {
    const entry = sorted + <usize>i * ENTRY;
    const itsGroup = load<u32>(entry, ENTRY_GROUP);
    place = itsGroup == group ? place + 1 : 1;
    group = itsGroup;
    if (place >= groupLimit)
      store<u32>(<usize>load<u32>(entry, ENTRY_RECORD), place == groupLimit ? LAST : DROPPED, MARK);
  }
}

/** Makes the record the bound of its group. */
function setGroupBound(record: usize): void {
  const bound = hasGroups ? recordOf(groupOf(record)) + STATE : sole;
  store<u64>(bound, prefixOf(record + HEADER, keyLengthOf(record)));
  store<u32>(bound, <u32>record, BOUND_RECORD);
  store<u32>(bound, 0, BOUND_STATE);
}

// ---- output

/** The entries in order, after sortHeld(). */
let sorted: usize = 0;
/** The first entry that the last writeSorted() did not write. */
export let sortedPassed: u32 = 0;

/** Sorts the records of the region, for writeSorted(). */
export function sortHeld(): void {
  const from = regionEnd - <usize>held * ENTRY;
  setBound(IN_SORT, top);
  sorted = sortEntries(from, regionEnd, from - <usize>held * ENTRY, longest > SHORT);
  clearBound(IN_SORT);
}

/** Writes records from place `from` on, as lines or for a run, until `limit` is near. Returns the position after them. */
export function writeSorted(from: u32, asRun: bool, out: usize, limit: usize): usize {
  let i = from;
  for (; i < held; i++) {
    const record = <usize>load<u32>(sorted + <usize>i * ENTRY, ENTRY_RECORD);
    if (out + sizeOf(record) + PADDING > limit) break;
    if (!takesPlace(groupOf(record))) continue;
    out = writeRecord(out, record, asRun);
  }
  sortedPassed = i;
  return out;
}
