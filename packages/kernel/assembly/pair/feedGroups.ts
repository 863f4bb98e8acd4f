// Brings what was kept of the legs of conversations that are over to the accumulators of groups, a group for each conversation: first
// the words, then the entries of one accumulator after the other, as rows of one column.
//
//   legs   | leg, group | leg, group | ...    u32 each, those of a group behind each other
import { addTo, noteUnknown, wordsOf } from "../group/accumulators";
import { EMPTY, UNKNOWN } from "../group/groupTable";
import { BIT_OR, COUNT_NUMBERS, FED_ONE_VALUE, MIN, SUM } from "../opcodes";
import { setRows, spans, stride } from "../table";
import { entryAfter, reverseEntries, spanOfEntry } from "./valueLists";
import { entriesOfLeg, joinEntries, planOf, stateCount, wordOfLeg } from "./aggregateStates";

const GROUP: usize = 4;
const LEG_AND_GROUP: usize = 8;
/** Of the host's plan. */
const WORD: usize = 12;

/** Adds the words of the legs to those of their groups, and moves the entries of a group to its first leg, in the order of arrival. */
export function seedGroups(legs: usize, count: u32): void {
  let first: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const at = legs + <usize>i * LEG_AND_GROUP;
    const leg = <usize>load<u32>(at);
    const group = load<u32>(at, GROUP);
    seedWords(leg, group);
    if (i && group == load<u32>(at - LEG_AND_GROUP, GROUP)) joinEntries(first, leg);
    else {
      if (first) turnEntries(first);
      first = leg;
    }
  }
  if (first) turnEntries(first);
  place = 0;
  entry = 0;
}

function turnEntries(leg: usize): void {
  for (let i: u32 = 0; i < stateCount; i++) reverseEntries(entriesOfLeg(leg, i));
}

function seedWords(leg: usize, group: u32): void {
  for (let i: u32 = 0; i < stateCount; i++) {
    const kind = load<u32>(planOf(i));
    if (kind >= FED_ONE_VALUE) continue;
    const value = load<i64>(wordOfLeg(leg, i));
    if (value != EMPTY) seedWord(kind, wordsOf(group + 1, load<u32>(planOf(i), WORD)), value, i, group);
  }
}

function seedWord(kind: u32, at: usize, value: i64, accumulator: u32, group: u32): void {
  const now = load<i64>(at);
  if (kind <= COUNT_NUMBERS) store<i64>(at, now + value - EMPTY);
  else if (kind == SUM) {
    if (value == UNKNOWN) noteUnknown(at);
    else addTo(at, value, accumulator, group);
  } else if (kind == BIT_OR) store<i64>(at, now == EMPTY ? value : now | value);
  else if (now == EMPTY || (kind == MIN ? value < now : value > now)) store<i64>(at, value);
}

// ---- entries as rows

/** Where the next call goes on: the place of the next leg, and the next entry of the one before. */
let place: u32 = 0;
let entry: usize = 0;
let group: u32 = 0;

/** Fills the table's first column with the next entries of an accumulator, `most` of them, and `ids` with groups + 1. Begins again after the last. */
export function listEntries(legs: usize, count: u32, accumulator: u32, ids: usize, most: u32): u32 {
  let row: u32 = 0;
  for (; row < most; row++) {
    while (!entry && place < count) {
      const at = legs + <usize>place * LEG_AND_GROUP;
      entry = entryAfter(entriesOfLeg(<usize>load<u32>(at), accumulator));
      group = load<u32>(at, GROUP);
      place++;
    }
    if (!entry) break;
    store<u64>(spans + <usize>row * stride, spanOfEntry(entry));
    store<u32>(ids + ((<usize>row) << 2), group + 1);
    entry = entryAfter(entry);
  }
  if (!row) place = 0;
  setRows(row);
  return row;
}
