// The objects of a record that have wanted fields. Of two objects with the same path the later one replaces the earlier one
// and all that is in it, as in JSON.parse.
import { DOT } from "../ascii";
import { equalBytes } from "../bytes";
import { KEY_LIMIT } from "../opcodes";
import { fold, folded, hasDots, mayBeSpelling } from "./spelling";
import {
  EDGES,
  EXACT,
  isReplaced,
  KEY,
  KEY_LENGTH,
  LOOSE,
  marks,
  markOf,
  nameSlot,
  noteReplaced,
  wantedCount,
} from "./wantedFields";
import { enter, isIndexed, isInPlace, NAME, slotAbove, SPELLING } from "./wantedIndex";

/** The slots of the path that leadsDown() was called with last: as it is written, and folded. */
let above: usize = 0;
let aboveFolded: usize = 0;

/** Whether a wanted name goes on below this path. */
export function leadsDown(at: usize, n: usize): bool {
  if (!isIndexed()) return false;
  above = slotAbove(NAME, at, n);
  const length = hasDots && mayBeSpelling(at, n) ? fold(at, n) : 0;
  aboveFolded = length ? slotAbove(SPELLING, folded, length) : 0;
  return above != 0 || aboveFolded != 0;
}

/** The slot of the object with the path of leadsDown(), as a holder of keys. */
export function slotBelow(): usize {
  return above;
}

/**
 * Notes that the record has this path, which leads down, in the object of `holder`: it replaces what was in an earlier object
 * with the same path. A key such as "a.b" is not in "a". Returns whether there may have been such an object.
 */
export function enterPath(at: usize, n: usize, holder: usize, row: usize): bool {
  const isAgain = above != 0 && enter(above, holder);
  const isFoldedAgain = aboveFolded != 0 && enter(aboveFolded, 0);
  if (isFoldedAgain && marks) dropLoose(at, n, row);
  if (isAgain) noteReplaced();
  return isAgain || isFoldedAgain;
}

/** Takes values back from the row that have another spelling of their name and were in an object with this path. */
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

/** Whether the key of the mark goes on below the path; of a key longer than KEY_LIMIT its start decides. */
function isKeyBelow(mark: usize, at: usize, n: usize): bool {
  const length = <usize>load<u32>(mark, KEY_LENGTH);
  return n < KEY_LIMIT ? goesOn(mark + KEY, length, at, n) : length > n && equalBytes(mark + KEY, at, KEY_LIMIT);
}

/** At the end of a record: takes the other values back from the row that were in replaced objects. */
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

/**
 * The dot between this path and what goes on below it, as a bit: bit i for the dot after i others, the last bit for all after
 * the 31st.
 */
export function edgeAfter(at: usize, n: usize): u32 {
  if (!hasDots) return 0;
  let dots: u32 = 0;
  for (let p = at; p < at + n; p++) if (load<u8>(p) == DOT) dots++;
  return (<u32>1) << min(dots, <u32>31);
}

/** Whether a name belongs to a value below the path [at, at + n). */
function goesOn(name: usize, length: usize, at: usize, n: usize): bool {
  return length > n && load<u8>(name + n) == DOT && equalBytes(name, at, n);
}
