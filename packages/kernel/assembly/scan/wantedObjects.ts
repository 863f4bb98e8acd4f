// The objects of a record in which wanted fields stand. Of two objects with the same path the later one replaces the earlier,
// with all that is in it, as readers of JSON do.
import { DOT } from "../ascii";
import { equalBytes } from "../bytes";
import { KEY_LIMIT } from "../opcodes";
import { fold, folded, hasDots, mayBeSpelling } from "./spelling";
import {
  EDGES,
  EXACT,
  isReplaced,
  KEY,
  LOOSE,
  marks,
  markOf,
  nameSlot,
  noteReplaced,
  wantedCount,
} from "./wantedFields";
import { enter, isIndexed, isInPlace, NAME, slotAbove, SPELLING } from "./wantedIndex";

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
  if (isAgain) noteReplaced();
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
    store<u64>(row + ((<usize>i) << 3), 0);
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
    const cell = row + ((<usize>i) << 3);
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
  for (let p = at; p < at + n; p++) if (load<u8>(p) == DOT) dots++;
  return (<u32>1) << min(dots, <u32>31);
}

/** Whether a name is that of a value below the path [at, at + n). */
function goesOn(name: usize, length: usize, at: usize, n: usize): bool {
  return length > n && load<u8>(name + n) == DOT && equalBytes(name, at, n);
}
