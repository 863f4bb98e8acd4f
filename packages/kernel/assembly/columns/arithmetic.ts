// Arithmetic and comparisons on vectors of doubles, one per row of the table. NaN is null: a null operand gives null, and so does
// a result that is not finite (a division by zero, an overflow).
//
// Each loop is a column at a time: the operation is chosen once for up to 4,096 rows, and no value becomes an object.
import { firstAbove, HIGH, RANGE } from "./compare";
import { rows } from "../table";
import {
  ABS,
  ADD,
  BIT_AND,
  CEIL,
  DIVIDE,
  EQUAL,
  FLOOR,
  GREATER,
  GREATEST,
  LEAST,
  LESS,
  LESS_OR_EQUAL,
  LOG,
  MULTIPLY,
  NEGATIVE,
  NOT_EQUAL,
  POWER,
  REMAINDER,
  ROUND,
  SQRT,
  SUBTRACT,
  TO_INT,
} from "../opcodes";

/** out = left OP right. `out` may be one of the two. */
export function combineNumbers(operation: u32, left: usize, right: usize, out: usize): void {
  for (let at: usize = 0; at < (<usize>rows) << 3; at += 8) {
    store<f64>(out + at, combined(operation, load<f64>(left + at), load<f64>(right + at)));
  }
}

// @ts-ignore: decorator
@inline
function combined(operation: u32, a: f64, b: f64): f64 {
  switch (operation) {
    case ADD:
      return finite(a + b);
    case SUBTRACT:
      return finite(a - b);
    case MULTIPLY:
      return finite(a * b);
    case DIVIDE:
      return finite(a / b);
    case REMAINDER:
      return finite(NativeMath.mod(a, b));
    case POWER:
      // In IEEE 754 NaN^0 and 1^NaN are 1, but a null operand must give null.
      return isNaN(a) || isNaN(b) ? NaN : finite(NativeMath.pow(a, b));
    case BIT_AND:
      return isWhole(a) && isWhole(b) ? <f64>((<i64>a) & (<i64>b)) : NaN;
    case GREATEST:
      return isNaN(a) ? b : isNaN(b) ? a : max(a, b);
    case LEAST:
      return isNaN(a) ? b : isNaN(b) ? a : min(a, b);
    default:
      return roundedTo(a, b);
  }
}

/** out = OP operand. */
export function mapNumbers(operation: u32, operand: usize, out: usize): void {
  for (let at: usize = 0; at < (<usize>rows) << 3; at += 8) {
    store<f64>(out + at, mapped(operation, load<f64>(operand + at)));
  }
}

// @ts-ignore: decorator
@inline
function mapped(operation: u32, a: f64): f64 {
  switch (operation) {
    case NEGATIVE:
      return -a;
    case ABS:
      return abs(a);
    case CEIL:
      return ceil(a);
    case FLOOR:
      return floor(a);
    case SQRT:
      return finite(sqrt(a));
    case LOG:
      return finite(NativeMath.log(a));
    case ROUND:
      return rounded(a);
    case TO_INT:
      return abs(a) < TWO_TO_31 || a == -TWO_TO_31 ? trunc(a) : NaN;
    default:
      return abs(a) < TWO_TO_63 ? trunc(a) : NaN;
  }
}

// @ts-ignore: decorator
@inline
function finite(value: f64): f64 {
  return value - value == 0 ? value : NaN;
}

const TWO_TO_31: f64 = 2147483648;
const TWO_TO_63: f64 = 9223372036854775808.0;

/** Whether a value is an integer that fits 64 bits. */
// @ts-ignore: decorator
@inline
function isWhole(value: f64): bool {
  return abs(value) < TWO_TO_63 && trunc(value) == value;
}

/** Rounds to the nearest whole number, halves away from zero, as SQL does. */
// @ts-ignore: decorator
@inline
function rounded(value: f64): f64 {
  const whole = trunc(value);
  return abs(value - whole) < 0.5 ? whole : whole + copysign<f64>(1, value);
}

function roundedTo(value: f64, digits: f64): f64 {
  if (isNaN(digits)) return NaN;
  const power = NativeMath.pow(10, trunc(abs(digits)));
  const result = digits < 0 ? rounded(value / power) * power : rounded(value * power) / power;
  // An overflow means more digits than the number has: there is nothing to round.
  return isFinite(result) ? result : value;
}

// ---- comparisons; `operator` is one of opcodes.ts

/** truth = left OP right; with a null neither a comparison nor its opposite holds. */
export function compareVectors(operator: u32, left: usize, right: usize, truth: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    store<u8>(truth + row, holds(operator, load<f64>(left + (row << 3)), load<f64>(right + (row << 3))) ? 1 : 0);
  }
}

/** truth = vector OP number. */
export function compareVector(operator: u32, vector: usize, wanted: f64, truth: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    store<u8>(truth + row, holds(operator, load<f64>(vector + (row << 3)), wanted) ? 1 : 0);
  }
}

// @ts-ignore: decorator
@inline
function holds(operator: u32, a: f64, b: f64): bool {
  switch (operator) {
    case EQUAL:
      return a == b;
    case NOT_EQUAL:
      return a != b && a == a && b == b;
    case LESS:
      return a < b;
    case LESS_OR_EQUAL:
      return a <= b;
    case GREATER:
      return a > b;
    default:
      return a >= b;
  }
}

/** truth = number in one of the ranges (compare.ts). */
export function vectorInRanges(vector: usize, ranges: usize, count: u32, truth: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const value = load<f64>(vector + (row << 3));
    const above = firstAbove(ranges, count, value);
    store<u8>(truth + row, above > ranges && value <= load<f64>(above - RANGE + HIGH) ? 1 : 0);
  }
}

export function vectorIsNull(vector: usize, truth: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    store<u8>(truth + row, isNaN(load<f64>(vector + (row << 3))) ? 1 : 0);
  }
}

// ---- choices

export function fillNumbers(value: f64, out: usize): void {
  for (let at: usize = 0; at < (<usize>rows) << 3; at += 8) store<f64>(out + at, value);
}

/** out = not truth, and false where the number is null. `out` may be `truth`. */
export function negateNumbers(vector: usize, truth: usize, out: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    store<u8>(out + row, isNaN(load<f64>(vector + (row << 3))) ? 0 : load<u8>(truth + row) ^ 1);
  }
}

/** out = vector where the truth is 1. */
export function chooseNumbers(truth: usize, vector: usize, out: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    if (load<u8>(truth + row)) store<f64>(out + (row << 3), load<f64>(vector + (row << 3)));
  }
}

/** out = vector where out is null. */
export function replaceNulls(vector: usize, out: usize): void {
  for (let at: usize = 0; at < (<usize>rows) << 3; at += 8) {
    if (isNaN(load<f64>(out + at))) store<f64>(out + at, load<f64>(vector + at));
  }
}
