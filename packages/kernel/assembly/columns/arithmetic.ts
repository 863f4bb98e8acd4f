// Arithmetic on vectors of doubles, one a row of the table, and comparisons of them. NaN is null: null in, null out, and
// what is no finite number (a division by zero, an overflow) is null too.
import { firstAbove } from "./compare";
import { rows } from "../table";
import {
  ABS,
  ADD,
  BIT_AND,
  CEIL,
  DIVIDE,
  FLOOR,
  GREATEST,
  LEAST,
  LOG,
  MULTIPLY,
  NEGATIVE,
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
      // IEEE says that NaN^0 and 1^NaN are 1; null is not a number that could be anything.
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
      return abs(a) < 2147483648 || a == -2147483648 ? trunc(a) : NaN;
    default:
      return abs(a) < 9223372036854775808.0 ? trunc(a) : NaN;
  }
}

// @ts-ignore: decorator
@inline
function finite(value: f64): f64 {
  return value - value == 0 ? value : NaN;
}

/** A whole number of 63 bits. */
// @ts-ignore: decorator
@inline
function isWhole(value: f64): bool {
  return abs(value) < 9223372036854775808.0 && trunc(value) == value;
}

/** To the nearest whole number; half goes away from zero, as in SQL. */
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
  // With more digits than the number has, there is nothing to round.
  return isFinite(result) ? result : value;
}

// ---- comparisons: what the numbers of `operator` mean stands in compare.ts

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
    case 0:
      return a == b;
    case 1:
      return a != b && a == a && b == b;
    case 2:
      return a < b;
    case 3:
      return a <= b;
    case 4:
      return a > b;
    default:
      return a >= b;
  }
}

/** Is the number in one of the ranges (compare.ts)? */
export function vectorInRanges(vector: usize, ranges: usize, count: u32, truth: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const value = load<f64>(vector + (row << 3));
    const above = firstAbove(ranges, count, value);
    store<u8>(truth + row, above > ranges && value <= load<f64>(above - 24) ? 1 : 0);
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

/** out = where there is a number and it is not true. `out` may be `truth`. */
export function denyNumbers(vector: usize, truth: usize, out: usize): void {
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
