// Records in the order of their keys: all of them, or the first of each group. Their lines are gathered in a region of
// memory; whenever twice as many are there as may stay, the region is sorted and cut, and from then on what comes behind
// the last place of its group is not even copied. A region that is full is written out by the host as a sorted run
// (runs.ts puts runs together again).
import { compareBytes } from "../bytes";
import { ENTRY, sortEntries } from "./mergeSort";
import { recordOf } from "../group/groupTable";
import { clearBound, IN_SORT, setBound } from "../parts";
import {
  groupOf,
  HEADER,
  keyLengthOf,
  prefixOf,
  SHORT,
  shortened,
  sizeOf,
  takesPlace,
  writeRanked,
} from "./sortRecord";
import { keyRoom, writeKey } from "./sortKey";
import { lines, spans, stride } from "../table";
import { lengthOf } from "../span";

// Records (ranked.ts) stand from the start of the region up, in the order of arrival, with these marks while it is cut;
// their entries (entries.ts) from the end down, and as much room again is kept free for sorting.
const DROPPED: u32 = 1;
const LAST: u32 = 2;
const PADDING: usize = 64;
/** So few records are not worth a sort. */
const FEW: u32 = 256;

let region: usize = 0;
let regionEnd: usize = 0;
/** Where the next record goes. */
let top: usize = 0;
/** keyCount x { u32 column; u32 descending }. */
let keys: usize = 0;
let keyCount: u32 = 0;
/** Records of a group that may stay; NONE: all. */
let most: u32 = 0;
const NONE: u32 = 0xffffffff;
let cutAt: u32 = 0;

/** Records in the region. */
export let held: u32 = 0;
/** Bytes of the largest record so far. */
export let largest: usize = 0;
/** Bytes of the longest key so far. */
let longest: usize = 0;

// The last place of a group, once it is taken: { u64 the key's first bytes; u32 record, 0 when it is in a run; u32 state }.
// It is the first two words of the group's state (group.ts), which are EMPTY at first; without groups it is `sole`.
const OPEN: u32 = 0x80000000;
const sole: usize = memory.data(16, 16);
let hasGroups: bool = false;
/** Groups of which there has been a record. */
let groupCount: u32 = 0;

/** Starts anew. `limit`: how many of a group may stay; the largest u32 is no limit. */
export function openSort(keysAt: usize, count: u32, limit: u32, grouped: bool): void {
  keys = keysAt;
  keyCount = count;
  most = limit;
  hasGroups = grouped;
  groupCount = 0;
  largest = 0;
  store<u32>(sole, OPEN, 12);
}

/** Goes on in the region [at, at + size), which is empty. */
export function moveSort(at: usize, size: usize): void {
  region = at;
  regionEnd = at + size;
  top = at;
  held = 0;
  longest = 0;
  cutAt = most == NONE ? NONE : max(FEW, 2 * min(most, NONE >> 2));
}

/** What was held is in a run: the region is empty again. The last places are known by their first bytes only. */
export function emptySort(): void {
  moveSort(region, regionEnd - region);
  store<u32>(sole, 0, 8);
  if (!hasGroups) return;
  for (let group: u32 = 0; group < groupCount; group++) store<u32>(recordOf(group), 0, 16);
}

// ---- taking records in

/**
 * Takes in the listed rows from place `from` on; the place where it stopped because the region is full, else `count`.
 * `ids`: as groupRows left them, or 0 when there are no groups.
 */
export function rankRows(list: usize, from: u32, count: u32, ids: usize): u32 {
  const done = rankSome(list, from, count, ids);
  clearBound(IN_SORT);
  return done;
}

// @ts-ignore: decorator
@inline
function rankSome(list: usize, from: u32, count: u32, ids: usize): u32 {
  const firstColumn = (<usize>load<u32>(keys)) << 3;
  const descending = load<u32>(keys, 4) != 0;
  for (let i = from; i < count; i++) {
    const row = load<u32>(list + ((<usize>i) << 2));
    const rowAt = spans + <usize>row * stride;
    const group = ids ? load<u32>(ids + ((<usize>i) << 2)) - 1 : 0;
    const bound = ids ? recordOf(group) + 8 : sole;
    const isOpen = load<u32>(bound, 12) == OPEN;
    const first = load<u64>(rowAt + firstColumn);
    const key = top + HEADER;
    const room = regionEnd - <usize>(held + 1) * 2 * ENTRY;
    if (<u64>key + keyRoom(lengthOf(first)) + PADDING > room) return i;
    setBound(IN_SORT, room);
    let end = writeKey(key, first, descending);
    if (!isOpen && isPrefixBehind(key, end, load<u64>(bound))) continue;
    const line = lines + ((<usize>row) << 3);
    const start = <usize>load<u32>(line);
    const length = <usize>load<u32>(line, 4) - start;
    if (<u64>end + restRoom(rowAt) + length + PADDING > room) return i;
    for (let k: u32 = 1; k < keyCount; k++) {
      const entry = keys + ((<usize>k) << 3);
      end = writeKey(end, load<u64>(rowAt + ((<usize>load<u32>(entry)) << 3)), load<u32>(entry, 4) != 0);
    }
    if (!isOpen && isBehind(key, end, bound)) continue;
    memory.copy(end, start, length);
    clearBound(IN_SORT);
    add(<u32>(end - key), <u32>length, group);
    if (held >= cutAt) cut();
  }
  return count;
}

/** Room for the keys of a row behind the first. */
// @ts-ignore: decorator
@inline
function restRoom(rowAt: usize): u64 {
  let room: u64 = 0;
  for (let k: u32 = 1; k < keyCount; k++) {
    room += keyRoom(lengthOf(load<u64>(rowAt + ((<usize>load<u32>(keys + ((<usize>k) << 3))) << 3))));
  }
  return room;
}

/** The key that begins with [key, end) comes behind every one that begins with `bound`, by these bytes alone. */
// @ts-ignore: decorator
@inline
function isPrefixBehind(key: usize, end: usize, bound: u64): bool {
  const n = end - key;
  return prefixOf(key, n) > shortened(bound, n);
}

/** The whole key [key, end) comes behind the last place, or is equal to it: of equals the earlier one stays. */
function isBehind(key: usize, end: usize, bound: usize): bool {
  const n = end - key;
  const prefix = prefixOf(key, n);
  const last = load<u64>(bound);
  if (prefix != last) return prefix > last;
  const record = <usize>load<u32>(bound, 8);
  if (!record) return n <= SHORT;
  return compareBytes(key, n, record + HEADER, keyLengthOf(record)) >= 0;
}

// @ts-ignore: decorator
@inline
function add(keyLength: u32, lineLength: u32, group: u32): void {
  const record = top;
  store<u32>(record, keyLength);
  store<u32>(record, lineLength, 4);
  store<u32>(record, group, 8);
  store<u32>(record, 0, 12);
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
  store<u32>(entry, <u32>record, 8);
  store<u32>(entry, groupOf(record), 12);
}

// ---- cutting

/** Makes room by dropping what no longer counts; whether it was worth it. */
export function cutSort(): bool {
  if (most == NONE) return false;
  cut();
  return top - region < (regionEnd - region) >> 1;
}

/** Drops what comes behind the last place of its group, and moves what stays together. */
function cut(): void {
  sortHeld();
  markDropped();
  longest = 0;
  held = 0;
  const end = top;
  top = region;
  for (let record = region; record < end;) {
    const size = sizeOf(record);
    const mark = load<u32>(record, 12);
    if (mark != DROPPED) {
      if (top != record) memory.copy(top, record, size);
      store<u32>(top, 0, 12);
      enter(top);
      if (mark == LAST) bind(top);
      top += size;
    }
    record += size;
  }
  cutAt = max(FEW, held << 1);
}

function markDropped(): void {
  let group: u32 = NONE;
  let place: u32 = 0;
  for (let i: u32 = 0; i < held; i++) {
    const entry = sorted + <usize>i * ENTRY;
    const itsGroup = load<u32>(entry, 12);
    place = itsGroup == group ? place + 1 : 1;
    group = itsGroup;
    if (place >= most) store<u32>(<usize>load<u32>(entry, 8), place == most ? LAST : DROPPED, 12);
  }
}

/** The record is in the last place of its group. */
function bind(record: usize): void {
  const bound = hasGroups ? recordOf(groupOf(record)) + 8 : sole;
  store<u64>(bound, prefixOf(record + HEADER, keyLengthOf(record)));
  store<u32>(bound, <u32>record, 8);
  store<u32>(bound, 0, 12);
}

// ---- what comes out

/** The entries in order, after sortHeld(). */
let sorted: usize = 0;
/** Entries that the last writeSorted() has passed. */
export let sortedPassed: u32 = 0;

/** Puts what is held in order, for writeSorted(). */
export function sortHeld(): void {
  const from = regionEnd - <usize>held * ENTRY;
  setBound(IN_SORT, top);
  sorted = sortEntries(from, regionEnd, from - <usize>held * ENTRY, longest > SHORT);
  clearBound(IN_SORT);
}

/** Writes records from place `from` on, as lines or for a run, until `limit` is near. Position behind them. */
export function writeSorted(from: u32, asRun: bool, out: usize, limit: usize): usize {
  let i = from;
  for (; i < held; i++) {
    const record = <usize>load<u32>(sorted + <usize>i * ENTRY, 8);
    if (out + sizeOf(record) + PADDING > limit) break;
    if (!takesPlace(groupOf(record))) continue;
    out = writeRanked(out, record, asRun);
  }
  sortedPassed = i;
  return out;
}
