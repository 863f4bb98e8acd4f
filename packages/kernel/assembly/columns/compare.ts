// Comparisons, a column at a time. In: a column of spans and what it is compared with. Out: one byte per row of the table, 1 where
// the comparison holds, else 0. With null neither a comparison nor its opposite holds.
//
//   spans   "10.0.0.1"  443   null  80        one row every `stride` bytes
//   truth       0        1     0    0         port = 443
//
// The operator and the type are chosen once a column; a row costs one parse of its bytes in place. andTruth and orTruth then
// combine columns 16 rows at a time, and `select` lists the rows.
import { family, high, low, parseAddress } from "./address";
import { inAddressSet } from "./addressSet";
import { compareBytes, containsBytes, equalBytes } from "../bytes";
import { asFloat, integer, INTEGER, NONE, orderNumbers, parseNumber } from "../number";
import { rows, spans, stride } from "../table";
import { EQUAL, GREATER, LESS, LESS_OR_EQUAL, NOT_EQUAL } from "../opcodes";
import { spanEnd, spanStart } from "../span";

/** Comparisons by order of values that have none: of a text with a number or an address. */
export let unordered: f64 = 0;

/** Whether `order` (negative, zero, positive) satisfies the operator. */
// @ts-ignore: decorator
@inline
function satisfies(operator: u32, order: i32): bool {
  switch (operator) {
    case EQUAL:
      return order == 0;
    case NOT_EQUAL:
      return order != 0;
    case LESS:
      return order < 0;
    case LESS_OR_EQUAL:
      return order <= 0;
    case GREATER:
      return order > 0;
    default:
      return order >= 0;
  }
}

/**
 * truth = value OP number. The number comes as an integer if it fits 63 bits, as a double, and as decimal text [start, end).
 * Two integers are compared as integers; the digits of the text decide only where they do not fit.
 */
export function compareNumber(
  column: u32,
  operator: u32,
  isInteger: bool,
  wanted: i64,
  wantedFloat: f64,
  start: usize,
  end: usize,
  truth: usize,
): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    let holds = false;
    if (spanStart(span)) {
      const kind = parseNumber(spanStart(span), spanEnd(span));
      if (kind == INTEGER && isInteger) {
        holds = satisfies(operator, integer < wanted ? -1 : integer > wanted ? 1 : 0);
      } else if (kind == NONE) {
        holds = operator == NOT_EQUAL; // a text differs from every number
        if (operator > NOT_EQUAL) unordered++;
      } else {
        const order = orderNumbers(spanStart(span), spanEnd(span), asFloat(kind), start, end, wantedFloat);
        holds = satisfies(operator, order);
      }
    }
    store<u8>(truth + row, holds ? 1 : 0);
    cell += stride;
  }
}

/** truth = (value = text) or, negated, (value != text), byte for byte. */
export function equalText(column: u32, negated: bool, text: usize, length: usize, truth: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    const start = spanStart(span);
    const holds = start && (spanEnd(span) - start == length && equalBytes(start, text, length)) != negated;
    store<u8>(truth + row, holds ? 1 : 0);
    cell += stride;
  }
}

/** truth = value OP text in the order of code points. */
export function compareText(column: u32, operator: u32, text: usize, length: usize, truth: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    const start = spanStart(span);
    const holds = start && satisfies(operator, compareBytes(start, spanEnd(span) - start, text, length));
    store<u8>(truth + row, holds ? 1 : 0);
    cell += stride;
  }
}

/** truth = value contains text. */
export function containsText(column: u32, text: usize, length: usize, truth: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    const start = spanStart(span);
    store<u8>(truth + row, start && containsBytes(start, spanEnd(span), text, length) ? 1 : 0);
    cell += stride;
  }
}

// A range of numbers, both ends included: { f64 low; f64 high; u32 start and u32 end of the text of low; the same of high }.
// Ranges are sorted and do not touch.
export const RANGE: usize = 32;
export const HIGH: usize = 8;
const LOW_START: usize = 16;
const LOW_END: usize = 20;
const HIGH_START: usize = 24;
const HIGH_END: usize = 28;

/** truth = value is a number in one of the ranges, by binary search. */
export function inNumbers(column: u32, ranges: usize, count: u32, truth: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    let holds = false;
    if (spanStart(span)) {
      const kind = parseNumber(spanStart(span), spanEnd(span));
      if (kind != NONE) {
        const value = asFloat(kind);
        // Several ranges may begin at the value as a double: their digits decide.
        for (let range = firstAbove(ranges, count, value); range > ranges && !holds;) {
          range -= RANGE;
          if (value > load<f64>(range, HIGH)) break;
          holds = abs(value) < EXACT_LIMIT || isInside(span, value, range);
          if (load<f64>(range) < value) break;
        }
      }
    }
    store<u8>(truth + row, holds ? 1 : 0);
    cell += stride;
  }
}

/** The first range that begins above the value, or the end of the ranges. */
// @ts-ignore: decorator
@inline
export function firstAbove(ranges: usize, count: u32, value: f64): usize {
  let from: u32 = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (load<f64>(ranges + <usize>middle * RANGE) <= value) from = middle + 1;
    else to = middle;
  }
  return ranges + <usize>from * RANGE;
}

/** 2^53: every integer below it is a double. */
export const EXACT_LIMIT: f64 = 9007199254740992;

/** Whether the value is in the range, digit by digit. */
function isInside(span: u64, value: f64, range: usize): bool {
  const start = spanStart(span);
  const end = spanEnd(span);
  const low = load<f64>(range);
  const high = load<f64>(range, HIGH);
  return (
    orderNumbers(start, end, value, load<u32>(range, LOW_START), load<u32>(range, LOW_END), low) >= 0 &&
    orderNumbers(start, end, value, load<u32>(range, HIGH_START), load<u32>(range, HIGH_END), high) <= 0
  );
}

/** truth = value is an address in the set (addressSet.ts). */
export function inAddresses(column: u32, set: usize, truth: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    const start = spanStart(span);
    store<u8>(truth + row, start && parseAddress(start, spanEnd(span)) && inAddressSet(set) ? 1 : 0);
    cell += stride;
  }
}

/** truth = address OP address; IPv4 sorts before IPv6. */
export function compareAddress(
  column: u32,
  operator: u32,
  wantedFamily: u32,
  wantedHigh: u64,
  wantedLow: u64,
  truth: usize,
): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    const start = spanStart(span);
    let holds = false;
    if (start) {
      if (!parseAddress(start, spanEnd(span))) {
        holds = operator == NOT_EQUAL;
        if (operator > NOT_EQUAL) unordered++;
      } else holds = satisfies(operator, orderAddress(wantedFamily, wantedHigh, wantedLow));
    }
    store<u8>(truth + row, holds ? 1 : 0);
    cell += stride;
  }
}

/** Compares the address that was parsed last with another: negative, zero or positive. */
function orderAddress(otherFamily: u32, otherHigh: u64, otherLow: u64): i32 {
  if (family != otherFamily) return family < otherFamily ? -1 : 1;
  if (high != otherHigh) return high < otherHigh ? -1 : 1;
  return low < otherLow ? -1 : low > otherLow ? 1 : 0;
}

/** truth = left OP right, two columns: as numbers when both are, else as addresses when both are, else as texts. */
export function compareColumns(left: u32, right: u32, operator: u32, truth: usize): void {
  let row = spans;
  for (let i: u32 = 0; i < rows; i++) {
    const a = load<u64>(row + ((<usize>left) << 3));
    const b = load<u64>(row + ((<usize>right) << 3));
    let holds = false;
    if (spanStart(a) && spanStart(b)) {
      holds = satisfies(operator, orderValues(a, b));
      if (areTexts) {
        areTexts = false;
        if (operator > NOT_EQUAL && isNumber(a) != isNumber(b)) {
          holds = false;
          unordered++;
        }
      }
    }
    store<u8>(truth + i, holds ? 1 : 0);
    row += stride;
  }
}

function isNumber(span: u64): bool {
  return parseNumber(spanStart(span), spanEnd(span)) != NONE;
}

/** orderValues compared the last two values as texts. */
let areTexts: bool = false;

function orderValues(a: u64, b: u64): i32 {
  const aKind = parseNumber(spanStart(a), spanEnd(a));
  if (aKind != NONE) {
    const aInteger = integer;
    const aFloat = asFloat(aKind);
    const bKind = parseNumber(spanStart(b), spanEnd(b));
    if (aKind == INTEGER && bKind == INTEGER) return aInteger < integer ? -1 : aInteger > integer ? 1 : 0;
    if (bKind != NONE) return orderNumbers(spanStart(a), spanEnd(a), aFloat, spanStart(b), spanEnd(b), asFloat(bKind));
  } else if (parseAddress(spanStart(a), spanEnd(a))) {
    const aFamily = family;
    const aHigh = high;
    const aLow = low;
    if (parseAddress(spanStart(b), spanEnd(b))) return -orderAddress(aFamily, aHigh, aLow);
  }
  areTexts = true;
  return compareBytes(spanStart(a), spanEnd(a) - spanStart(a), spanStart(b), spanEnd(b) - spanStart(b));
}

/** Whether some row has a value. */
export function hasValues(column: u32): bool {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    if (load<u32>(cell)) return true;
    cell += stride;
  }
  return false;
}
