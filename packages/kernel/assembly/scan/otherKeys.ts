// Keys outside the wanted ones. They are counted once a header has been written, which can no longer grow.
import { equalBytes } from "../bytes";
import { lineNumber } from "../table";

let isWatching: bool = false;
/** Records with a key outside the wanted ones. */
export let otherKeyRecords: f64 = 0;
/** Number of the first line with one. */
export let firstOtherKeyLine: f64 = 0;
/** The record being read has such a key. */
export let hasOtherKey: bool = false;

/** A key that is ignored: left out without being counted. */
let ignoredKey: usize = 0;
let ignoredLength: usize = 0;

export function watchOtherKeys(on: bool, ignored: usize, length: usize): void {
  isWatching = on;
  ignoredKey = ignored;
  ignoredLength = length;
}

/** Before a record. */
export function clearOtherKeys(): void {
  hasOtherKey = false;
}

/** Notes that the record has a key outside the wanted ones. Returns whether that is to be counted. */
export function noteOtherKey(key: usize, length: usize): bool {
  if (length == ignoredLength && equalBytes(key, ignoredKey, length)) return false;
  hasOtherKey = true;
  return isWatching;
}

/** Counts the record read last if it has such a key. For complete records only. */
export function countOtherKeys(): void {
  if (!isWatching || !hasOtherKey) return;
  if (otherKeyRecords == 0) firstOtherKeyLine = lineNumber;
  otherKeyRecords++;
}
