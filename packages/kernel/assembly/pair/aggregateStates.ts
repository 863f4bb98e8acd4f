// What is kept of each leg for further aggregates, behind its members: for each accumulator { i64 word; u32 entries; u32 unused }.
// Counts, and numbers that fit the word, are in it as in that of a group (group/accumulators.ts). What does not fit, and what needs
// more than a number, is in entries: one value, all numbers, or all different values.
import { countNotNumber, noteUnknown } from "../group/accumulators";
import { EMPTY, UNKNOWN } from "../group/groupTable";
import { countNotAddress } from "../group/valueAccumulators";
import { parseAddress } from "../columns/address";
import { INTEGER, integer, NONE, parseNumber } from "../number";
import {
  BIT_OR,
  COUNT_NUMBERS,
  COUNT_ROWS,
  COUNT_VALUES,
  FED_DISTINCT,
  FED_NUMBER_LIST,
  FED_ONE_VALUE,
  LEG_SIZE,
  MIN,
  MIN_ADDRESS,
  STATE_PLAN_SIZE,
  SUM,
} from "../opcodes";
import { spanEnd, spanStart } from "../span";
import { spans, stride } from "../table";
import {
  addDistinct,
  addEntry,
  addPlainEntry,
  freeEntries,
  holdSpan,
  keepBest,
  mergeBest,
  mergeEntries,
  packedListSize,
  packList,
  unpackList,
} from "./valueLists";

const STATE_SIZE: usize = 16;
const ENTRIES: usize = 8;
// Of the host's plan, see STATE_PLAN_SIZE.
const COLUMN: usize = 4;
const TRUTHS: usize = 8;
const COUNTS: usize = 16;

let plan: usize = 0;
/** Accumulators. */
export let stateCount: u32 = 0;
/** Bytes of a leg with its states. */
export let legSize: usize = LEG_SIZE;
let arrivals: f64 = 0;

/** Says what is accumulated: `count` times STATE_PLAN_SIZE bytes, of which the host may change columns. */
export function planStates(at: usize, count: u32): void {
  plan = at;
  stateCount = count;
  legSize = LEG_SIZE + <usize>count * STATE_SIZE;
}

export function planOf(accumulator: u32): usize {
  return plan + <usize>accumulator * STATE_PLAN_SIZE;
}

export function wordOfLeg(leg: usize, accumulator: u32): usize {
  return leg + LEG_SIZE + <usize>accumulator * STATE_SIZE;
}

/** The head of the entries. */
export function entriesOfLeg(leg: usize, accumulator: u32): usize {
  return wordOfLeg(leg, accumulator) + ENTRIES;
}

/** The states of a leg without a record. */
export function emptyStates(leg: usize): void {
  for (let i: u32 = 0; i < stateCount; i++) {
    store<i64>(wordOfLeg(leg, i), EMPTY);
    store<u64>(entriesOfLeg(leg, i), 0);
  }
}

// ---- records

/** Adds what a record that starts at this time has for each accumulator. */
export function addRecord(leg: usize, row: u32, start: f64): void {
  arrivals++;
  const rowAt = spans + <usize>row * stride;
  for (let i: u32 = 0; i < stateCount; i++) {
    const own = planOf(i);
    const truths = <usize>load<u32>(own, TRUTHS);
    if (truths && !load<u8>(truths + row)) continue;
    const kind = load<u32>(own);
    const at = wordOfLeg(leg, i);
    if (kind == COUNT_ROWS) {
      store<i64>(at, load<i64>(at) + 1);
      continue;
    }
    const column = load<i32>(own, COLUMN);
    const span = column < 0 ? 0 : load<u64>(rowAt + ((<usize>column) << 3));
    if (!(<u32>span)) {
      if (kind == SUM) noteUnknown(at);
    } else if (kind == COUNT_VALUES) store<i64>(at, load<i64>(at) + 1);
    else {
      holdSpan(span, arrivals, start);
      if (kind < FED_ONE_VALUE || kind == FED_NUMBER_LIST) addNumber(own, kind, at, span);
      else if (kind == FED_DISTINCT) addDistinct(at + ENTRIES);
      else if (isFit(own, kind - FED_ONE_VALUE, span)) keepBest(kind - FED_ONE_VALUE, at + ENTRIES);
    }
  }
}

function addNumber(own: usize, kind: u32, at: usize, span: u64): void {
  const found = parseNumber(spanStart(span), spanEnd(span));
  if (kind == COUNT_NUMBERS) {
    if (found != NONE) store<i64>(at, load<i64>(at) + 1);
  } else if (found == NONE || (kind == BIT_OR && found != INTEGER)) {
    if (load<u32>(own, COUNTS)) countNotNumber();
    if (kind == SUM) noteUnknown(at);
  } else if (kind == FED_NUMBER_LIST) addPlainEntry(at + ENTRIES);
  else if (found != INTEGER || !addInteger(kind, at, integer)) addEntry(at + ENTRIES);
}

/** Adds an integer to a word. False: the sum does not fit. */
function addInteger(kind: u32, at: usize, value: i64): bool {
  const now = load<i64>(at);
  if (kind == SUM) {
    const before = now <= UNKNOWN ? 0 : now;
    const sum = before + value;
    if (((before ^ sum) & (value ^ sum)) < 0 || sum <= UNKNOWN) return false;
    store<i64>(at, sum);
  } else if (now == EMPTY) store<i64>(at, value);
  else if (kind == BIT_OR) store<i64>(at, now | value);
  else if (kind == MIN ? value < now : value > now) store<i64>(at, value);
  return true;
}

/** Whether a value is of the kind that an accumulator of one value takes. */
function isFit(own: usize, kind: u32, span: u64): bool {
  if (kind < MIN_ADDRESS || parseAddress(spanStart(span), spanEnd(span))) return true;
  if (load<u32>(own, COUNTS)) countNotAddress();
  return false;
}

// ---- legs that become one

/** Whether the words of two legs can be joined; else the legs stay apart. */
export function fitStates(into: usize, from: usize): bool {
  for (let i: u32 = 0; i < stateCount; i++) {
    if (load<u32>(planOf(i)) != SUM) continue;
    const one = load<i64>(wordOfLeg(into, i));
    const other = load<i64>(wordOfLeg(from, i));
    if (one <= UNKNOWN || other <= UNKNOWN) continue;
    const sum = one + other;
    if (((one ^ sum) & (other ^ sum)) < 0 || sum <= UNKNOWN) return false;
  }
  return true;
}

/** Adds the states of another leg, whose entries go on in this one. */
export function joinStates(into: usize, from: usize): void {
  for (let i: u32 = 0; i < stateCount; i++) {
    const kind = load<u32>(planOf(i));
    if (kind < FED_ONE_VALUE) joinWords(kind, wordOfLeg(into, i), load<i64>(wordOfLeg(from, i)));
  }
  joinEntries(into, from);
}

function joinWords(kind: u32, at: usize, other: i64): void {
  if (other == EMPTY) return;
  if (kind <= COUNT_NUMBERS) store<i64>(at, load<i64>(at) + other - EMPTY);
  else if (kind == SUM && other == UNKNOWN) noteUnknown(at);
  else addInteger(kind, at, other);
}

/** The same of the entries only. */
export function joinEntries(into: usize, from: usize): void {
  for (let i: u32 = 0; i < stateCount; i++) {
    const kind = load<u32>(planOf(i));
    const head = entriesOfLeg(into, i);
    const other = entriesOfLeg(from, i);
    if (kind >= FED_ONE_VALUE && kind < FED_NUMBER_LIST) mergeBest(kind - FED_ONE_VALUE, head, other);
    else if (load<u32>(other)) mergeEntries(head, other);
  }
}

export function freeStates(leg: usize): void {
  for (let i: u32 = 0; i < stateCount; i++) freeEntries(entriesOfLeg(leg, i));
}

// ---- in a file, behind the leg, in which the words are

export function packedStatesSize(leg: usize): usize {
  let size: usize = 0;
  for (let i: u32 = 0; i < stateCount; i++) size += packedListSize(entriesOfLeg(leg, i));
  return size;
}

/** Writes the entries to `to`. Returns the position after them. */
export function packStates(leg: usize, to: usize): usize {
  for (let i: u32 = 0; i < stateCount; i++) to = packList(entriesOfLeg(leg, i), to);
  return to;
}

/** Gives a leg the entries at `from`. Returns the position after them. */
export function unpackStates(leg: usize, from: usize): usize {
  for (let i: u32 = 0; i < stateCount; i++) from = unpackList(entriesOfLeg(leg, i), from);
  return from;
}
