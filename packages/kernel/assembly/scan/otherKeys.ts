// Keys that nobody asked for, watched once a heading has been written that cannot grow any more.
import { equalBytes } from "../bytes";
import { lineNumber } from "../table";

let isWatching: bool = false;
/** Records with a key outside the wanted ones. */
export let otherKeyRecords: f64 = 0;
/** Number of the first line with one. */
export let firstOtherKeyLine: f64 = 0;
/** The record under way has such a key. */
export let hasOtherKey: bool = false;

/** A key that is left out without being counted. */
let passedKey: usize = 0;
let passedLength: usize = 0;

export function watchOtherKeys(on: bool, passed: usize, length: usize): void {
  isWatching = on;
  passedKey = passed;
  passedLength = length;
}

/** Before a record. */
export function clearOtherKeys(): void {
  hasOtherKey = false;
}

/** The record has a key that was not asked for. False where that does not matter. */
export function meetOtherKey(key: usize, length: usize): bool {
  if (length == passedLength && equalBytes(key, passedKey, length)) return false;
  hasOtherKey = true;
  return isWatching;
}

/** Counts the record read last if it has such a key; for whole records only. */
export function countOtherKeys(): void {
  if (!isWatching || !hasOtherKey) return;
  if (otherKeyRecords == 0) firstOtherKeyLine = lineNumber;
  otherKeyRecords++;
}
