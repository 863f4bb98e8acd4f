// Accumulators that store one of a group's values as it is: the first, the last, that of the earliest or latest record, the
// smallest or largest text or address. State: { u32 start; u32 length | TEXT }, { f64 time } for earliest and latest, and { u32 isTied }
// where they are of states.
import { countNotNumber, spanAt, wordsOf } from "./accumulators";
import { family, high, low, parseAddress } from "../columns/address";
import { compareBytes, copyPadded } from "../bytes";
import { takeBytes } from "./groupTable";
import { asFloat, NONE, parseNumber } from "../number";
import {
  EARLIEST,
  FIRST_VALUE,
  LAST_VALUE,
  LATEST,
  MAX_TEXT,
  MERGED_EARLIEST,
  MIN_ADDRESS,
  MIN_TEXT,
} from "../opcodes";
import { TEXT, spanEnd, spanStart } from "../span";

const LENGTH: usize = 4;
const TIME: usize = 8;
const TIED: usize = 16;

/** Values that are not addresses in accumulators of addresses. */
export let notAddresses: f64 = 0;

export function countNotAddress(): void {
  notAddresses++;
}

/** Adds the listed rows to one accumulator; `timeColumn`: when a record began; `ids` as groupRows left them. */
export function keepValues(
  word: u32,
  kind: u32,
  column: u32,
  timeColumn: u32,
  list: usize,
  count: u32,
  ids: usize,
): void {
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
    if (!idPlus1) continue;
    const span = spanAt(list, i, column);
    if (!(<u32>span)) continue;
    const at = wordsOf(idPlus1, word);
    if (kind == FIRST_VALUE) {
      if (!load<u32>(at)) storeValue(at, span);
    } else if (kind == LAST_VALUE) storeValue(at, span);
    else if (kind == EARLIEST || kind == LATEST) {
      storeByTime(at, kind == EARLIEST, span, timeOf(spanAt(list, i, timeColumn)));
    } else if (kind <= MAX_TEXT) {
      const order = load<u32>(at) ? orderText(span, at) : 0;
      if (!load<u32>(at) || (kind == MIN_TEXT ? order < 0 : order > 0)) storeValue(at, span);
    } else if (kind >= MERGED_EARLIEST) {
      mergeByTime(at, kind == MERGED_EARLIEST, span, timeOf(spanAt(list, i, timeColumn)));
    } else storeAddress(at, kind, span);
  }
}

/** When a record began: NaN where that is not known. */
function timeOf(time: u64): f64 {
  if (!(<u32>time)) return NaN;
  const found = parseNumber(spanStart(time), spanEnd(time));
  if (found != NONE) return asFloat(found);
  countNotNumber();
  return NaN;
}

/** Of records with equal times the first counts as the earliest, and the last as the latest. */
function storeByTime(at: usize, isEarliest: bool, span: u64, time: f64): void {
  if (isNaN(time)) return;
  if (load<u32>(at) && (isEarliest ? time >= load<f64>(at, TIME) : time < load<f64>(at, TIME))) return;
  storeValue(at, span);
  store<f64>(at, time, TIME);
}

/** The same, and notes whether another value has that time: states of several groups do not tell which came first. */
function mergeByTime(at: usize, isEarliest: bool, span: u64, time: f64): void {
  const known = load<u32>(at) ? load<f64>(at, TIME) : NaN;
  const isOther = time == known && !isStored(span, at);
  storeByTime(at, isEarliest, span, time);
  if (isOther) store<u32>(at, 1, TIED);
  else if (load<u32>(at) && load<f64>(at, TIME) != known) store<u32>(at, 0, TIED);
}

function isStored(span: u64, at: usize): bool {
  return !orderText(span, at) && ((<u32>(span >> 32)) & TEXT) == (load<u32>(at, LENGTH) & TEXT);
}

/** Compares a value with the stored one byte by byte, which in UTF-8 is the order of code points. */
function orderText(span: u64, at: usize): i32 {
  const start = spanStart(span);
  const n = spanEnd(span) - start;
  return compareBytes(start, n, load<u32>(at), <usize>(load<u32>(at, LENGTH) & ~TEXT));
}

function storeAddress(at: usize, kind: u32, span: u64): void {
  const stored = <usize>load<u32>(at);
  if (!parseAddress(spanStart(span), spanEnd(span))) {
    notAddresses++;
    return;
  }
  if (stored) {
    const newFamily = family;
    const newHigh = high;
    const newLow = low;
    parseAddress(stored, stored + <usize>(load<u32>(at, LENGTH) & ~TEXT));
    // IPv4 comes before IPv6, as in comparisons.
    const before = newFamily != family ? newFamily < family : newHigh != high ? newHigh < high : newLow < low;
    const same = newFamily == family && newHigh == high && newLow == low;
    if (same || before != (kind == MIN_ADDRESS)) return;
  }
  storeValue(at, span);
}

/** Copies the value over the stored one, or to a new place of twice its size; the capacity is in the 4 bytes before it. */
function storeValue(at: usize, span: u64): void {
  const start = spanStart(span);
  const n = spanEnd(span) - start;
  let place = <usize>load<u32>(at);
  if (!place || n > <usize>load<u32>(place - 4)) {
    // Whole blocks of 16 bytes, so that a padded copy stays within.
    const capacity = max<usize>(16, ((place ? 2 * n : n) + 15) & ~(<usize>15));
    place = takeBytes(capacity + 4) + 4;
    store<u32>(place - 4, <u32>capacity);
    store<u32>(at, <u32>place);
  }
  copyPadded(place, start, n);
  store<u32>(at, (<u32>n) | ((<u32>(span >> 32)) & TEXT), LENGTH);
}
