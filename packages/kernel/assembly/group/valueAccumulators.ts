// Accumulators that keep one of a group's values as it stands: the first, the last, that of the earliest or latest record,
// the smallest or largest text or address. State: { u32 start; u32 length | TEXT }, then for times { f64 time }.
import { countNotNumber, spanAt, wordsOf } from "./accumulators";
import { family, high, low, parseAddress } from "../columns/address";
import { compareBytes, copyPadded } from "../bytes";
import { takeBytes } from "./groupTable";
import { asFloat, NONE, parseNumber } from "../number";
import { EARLIEST, FIRST_VALUE, LAST_VALUE, LATEST, MAX_TEXT, MIN_ADDRESS, MIN_TEXT } from "../opcodes";
import { TEXT, spanEnd, spanStart } from "../span";

/** Values that were no addresses where addresses were asked for. */
export let notAddresses: f64 = 0;

/** Feeds the listed rows to one accumulator; timeColumn says when a record began. */
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
      if (!load<u32>(at)) keep(at, span);
    } else if (kind == LAST_VALUE) keep(at, span);
    else if (kind == EARLIEST || kind == LATEST) keepByTime(at, kind, span, spanAt(list, i, timeColumn));
    else if (kind <= MAX_TEXT) {
      const order = load<u32>(at) ? orderText(span, at) : 0;
      if (!load<u32>(at) || (kind == MIN_TEXT ? order < 0 : order > 0)) keep(at, span);
    } else keepAddress(at, kind, span);
  }
}

/** Of records of one time the first is the earliest, and the last the latest. */
function keepByTime(at: usize, kind: u32, span: u64, time: u64): void {
  if (!(<u32>time)) return;
  const found = parseNumber(spanStart(time), spanEnd(time));
  if (found == NONE) {
    countNotNumber();
    return;
  }
  const value = asFloat(found);
  if (load<u32>(at) && (kind == EARLIEST ? value >= load<f64>(at, 8) : value < load<f64>(at, 8))) return;
  keep(at, span);
  store<f64>(at, value, 8);
}

/** Order of a value against the one that is kept: the bytes, which for UTF-8 is the order of code points. */
function orderText(span: u64, at: usize): i32 {
  const start = spanStart(span);
  const n = spanEnd(span) - start;
  return compareBytes(start, n, load<u32>(at), <usize>(load<u32>(at, 4) & ~TEXT));
}

function keepAddress(at: usize, kind: u32, span: u64): void {
  const kept = <usize>load<u32>(at);
  if (!parseAddress(spanStart(span), spanEnd(span))) {
    notAddresses++;
    return;
  }
  if (kept) {
    const newFamily = family;
    const newHigh = high;
    const newLow = low;
    parseAddress(kept, kept + <usize>(load<u32>(at, 4) & ~TEXT));
    // IPv4 comes before IPv6, as in comparisons.
    const before = newFamily != family ? newFamily < family : newHigh != high ? newHigh < high : newLow < low;
    const same = newFamily == family && newHigh == high && newLow == low;
    if (same || before != (kind == MIN_ADDRESS)) return;
  }
  keep(at, span);
}

/** Copies the value to where the kept one is, or to a place twice its size; its capacity stands before it. */
function keep(at: usize, span: u64): void {
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
  store<u32>(at, (<u32>n) | ((<u32>(span >> 32)) & TEXT), 4);
}
