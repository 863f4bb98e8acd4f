// The numbers of the kernel's operations on vectors (kernel/arithmetic.ts), by name.
import type { Arithmetic } from "../syntax.ts";
import type { VectorFunction } from "../functions/function.ts";

/** On two vectors. */
export const combining: Readonly<Record<Arithmetic | "greatest" | "least" | "round", number>> = {
  "+": 0,
  "-": 1,
  "*": 2,
  "/": 3,
  "%": 4,
  "^": 5,
  "&": 6,
  greatest: 7,
  least: 8,
  round: 9,
};

/** On one. */
export const mapping: Readonly<Record<Exclude<VectorFunction, "greatest" | "least" | "same"> | "negative", number>> = {
  negative: 0,
  abs: 1,
  ceil: 2,
  floor: 3,
  sqrt: 4,
  log: 5,
  round: 6,
  toInt: 7,
  toLong: 8,
};
