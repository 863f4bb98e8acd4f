// Accumulators of counts and numbers, with one 64-bit word of state per group (eight for moments). What does not fit the words (a
// fraction, an integer beyond 63 bits, the carry of a sum) goes to the host.
import { EMPTY, recordOf, STATE, UNKNOWN } from "./groupTable";
import { asFloat, float, integer, INTEGER, isWhole, NONE, parseNumber } from "../number";
import { spans, stride } from "../table";
import { ADD_COUNTS, BIT_OR, COUNT_NUMBERS, COUNT_ROWS, COUNT_VALUES, MIN, MOMENTS, SUM } from "../opcodes";
import { spanEnd, spanStart } from "../span";

// Words of moments, of integers below 2^48 exactly, with 128 bits for their sum and that of their squares, and of other numbers:
// { i64 count; i128 sum; u128 squares; i64 count of others; f64 mean; f64 squared distances }.
const SUM_LOW: usize = 8;
const SUM_HIGH: usize = 16;
const SQUARES_LOW: usize = 24;
const SQUARES_HIGH: usize = 32;
const OTHERS: usize = 40;
const MEAN: usize = 8;
const DISTANCES: usize = 16;
/** The squares of 2^32 smaller integers fit 128 bits. */
const EXACT_LIMIT: u64 = 1 << 48;

// @ts-ignore: decorator
@external("env", "takeFloat")
declare function takeFloat(accumulator: u32, group: u32, value: f64): void;
// @ts-ignore: decorator
@external("env", "takeInteger")
declare function takeInteger(accumulator: u32, group: u32, start: usize, length: u32): void;
// @ts-ignore: decorator
@external("env", "takeCarry")
declare function takeCarry(accumulator: u32, group: u32, up: bool): void;

/** Values that are not numbers in accumulators of numbers. */
export let notNumbers: f64 = 0;

export function countNotNumber(): void {
  notNumbers++;
}

/** Position of the words of a group's accumulator; `word`: the first of them. */
// @ts-ignore: decorator
@inline
export function wordsOf(idPlus1: u32, word: u32): usize {
  return recordOf(idPlus1 - 1) + STATE + ((<usize>word) << 3);
}

/** The span of a column in the row at place i of the list. */
// @ts-ignore: decorator
@inline
export function spanAt(list: usize, i: u32, column: u32): u64 {
  return load<u64>(spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride + ((<usize>column) << 3));
}

/**
 * Adds the listed rows to one accumulator. In: `kind`, an opcode; `column`; `ids`, a group id + 1 per listed row, or 0 for none, as
 * groupRows left them; `word`, the accumulator's first word. Out: the states of the groups.
 *
 *   ids      3    1    3    0    2          group + 1
 *   values   840  60   52   99   1200
 *   record 2 | key, length | count | sum += 840, 52 | ...     the states of a group are side by side
 *
 * One pass per accumulator: its kind is the same for the whole batch, so that its branches are predicted. A sum is an addition to
 * a 64-bit word; when it overflows the host counts a carry, so that sums are exact at the cost of one comparison per record.
 */
export function accumulate(
  accumulator: u32,
  word: u32,
  kind: u32,
  column: u32,
  list: usize,
  count: u32,
  ids: usize,
): void {
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
    if (!idPlus1) continue;
    const at = wordsOf(idPlus1, word);
    if (kind == COUNT_ROWS) {
      store<i64>(at, load<i64>(at) + 1);
      continue;
    }
    const span = spanAt(list, i, column);
    if (!(<u32>span)) {
      if (kind == SUM) noteUnknown(at);
      continue;
    }
    if (kind == COUNT_VALUES) {
      store<i64>(at, load<i64>(at) + 1);
      continue;
    }
    const found = parseNumber(spanStart(span), spanEnd(span));
    if (found == NONE) {
      if (kind != COUNT_NUMBERS) notNumbers++;
      if (kind == SUM) noteUnknown(at);
      continue;
    }
    if (kind == COUNT_NUMBERS) store<i64>(at, load<i64>(at) + 1);
    else if (kind == MOMENTS) {
      if (found == INTEGER && sizeOf(integer) < EXACT_LIMIT) addIntegerMoment(at, integer);
      else {
        fractions++;
        addMoment(at + OTHERS, asFloat(found));
      }
    } else if (found != INTEGER) {
      if (kind == BIT_OR) notNumbers++;
      else takeOther(accumulator, idPlus1 - 1, span, kind == SUM);
    } else if (kind == SUM) addTo(at, integer, accumulator, idPlus1 - 1);
    else if (kind == BIT_OR) {
      const now = load<i64>(at);
      store<i64>(at, now == EMPTY ? integer : now | integer);
    } else if (kind == ADD_COUNTS) store<i64>(at, load<i64>(at) + integer);
    else {
      const now = load<i64>(at);
      if (now == EMPTY || (kind == MIN ? integer < now : integer > now)) store<i64>(at, integer);
    }
  }
}

/** Notes a record without a number: the sum of no record is 0, of records without any number it is null. */
// @ts-ignore: decorator
@inline
export function noteUnknown(at: usize): void {
  if (load<i64>(at) == EMPTY) store<i64>(at, UNKNOWN);
}

/** Numbers that were added as doubles: the last digits of their sum depend on the order. */
export let fractions: f64 = 0;

/** Integers with too many digits to be exact, which were added as doubles. */
export let roundedIntegers: f64 = 0;

/** Gives the number that was parsed last, from this span, to the host: it is not an integer of 63 bits. */
function takeOther(accumulator: u32, group: u32, span: u64, isAdded: bool): void {
  const start = spanStart(span);
  const end = spanEnd(span);
  if (isWhole(start, end, true)) {
    takeInteger(accumulator, group, start, <u32>(end - start));
    return;
  }
  if (isWhole(start, end, false)) roundedIntegers++;
  if (isAdded) fractions++;
  takeFloat(accumulator, group, float);
}

/** Adds a number to a word of a sum. */
// @ts-ignore: decorator
@inline
export function addTo(at: usize, value: i64, accumulator: u32, group: u32): void {
  const now = load<i64>(at);
  const before = now <= UNKNOWN ? 0 : now;
  const sum = before + value;
  // The sign of the sum differs from both operands: it overflowed. The host counts these carries, so that the sum stays exact.
  if (((before ^ sum) & (value ^ sum)) < 0 || sum <= UNKNOWN) {
    takeCarry(accumulator, group, value > 0);
    // The carry is worth 2^63, so that the word never becomes EMPTY or UNKNOWN.
    store<i64>(at, sum ^ EMPTY);
    return;
  }
  store<i64>(at, sum);
}

// @ts-ignore: decorator
@inline
function sizeOf(value: i64): u64 {
  return <u64>(value < 0 ? -value : value);
}

/** Adds an integer to count, sum and sum of squares, which are exact: what they come to does not depend on the order. */
// @ts-ignore: decorator
@inline
function addIntegerMoment(at: usize, value: i64): void {
  const count = load<i64>(at);
  if (count == EMPTY) memory.fill(at + SUM_LOW, 0, OTHERS - SUM_LOW);
  store<i64>(at, count + 1);
  const low = load<u64>(at, SUM_LOW) + <u64>value;
  store<u64>(at, low, SUM_LOW);
  const carry = (value >> 63) + <i64>(low < <u64>value);
  if (carry) store<i64>(at, load<i64>(at, SUM_HIGH) + carry, SUM_HIGH);

  // (2^32 a + b)^2 = 2^64 a^2 + 2^33 a b + b^2, where mostly a is 0.
  const size = sizeOf(value);
  const a = size >> 32;
  const b = size & 0xffffffff;
  let square = b * b;
  let high: u64 = 0;
  if (a) {
    const mixed = a * b;
    high = a * a + (mixed >> 31) + <u64>(square + (mixed << 33) < square);
    square += mixed << 33;
  }
  const squares = load<u64>(at, SQUARES_LOW) + square;
  store<u64>(at, squares, SQUARES_LOW);
  high += <u64>(squares < square);
  if (high) store<u64>(at, load<u64>(at, SQUARES_HIGH) + high, SQUARES_HIGH);
}

/** Updates count, mean, and sum of squared distances from the mean (Welford's method, which does not cancel digits). */
// @ts-ignore: decorator
@inline
function addMoment(at: usize, value: f64): void {
  const count = load<i64>(at) - EMPTY;
  const mean = count ? load<f64>(at, MEAN) : 0;
  const squares = count ? load<f64>(at, DISTANCES) : 0;
  const distance = value - mean;
  const newMean = mean + distance / <f64>(count + 1);
  store<i64>(at, EMPTY + count + 1);
  store<f64>(at, newMean, MEAN);
  store<f64>(at, squares + distance * (value - newMean), DISTANCES);
}

/** A word of a group: EMPTY when its accumulator has no value yet. */
export function stateOf(word: u32, group: u32): i64 {
  return load<i64>(wordsOf(group + 1, word));
}

/** Position of the words of a group. */
export function stateAt(group: u32): usize {
  return recordOf(group) + STATE;
}

/** Copies `ids` to `masked`, with 0 (no group) for the listed rows whose truth is 0. */
export function maskIds(ids: usize, list: usize, count: u32, truth: usize, masked: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(list + ((<usize>i) << 2));
    store<u32>(masked + ((<usize>i) << 2), load<u8>(truth + row) ? load<u32>(ids + ((<usize>i) << 2)) : 0);
  }
}
