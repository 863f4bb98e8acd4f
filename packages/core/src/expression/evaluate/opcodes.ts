// The kernel's operations on vectors, by the names that expressions have for them.
import type { Arithmetic } from "../syntax.ts";
import type { VectorFunction } from "../functions/function.ts";
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
  ROUND_TO,
  SQRT,
  SUBTRACT,
  TO_INT,
  TO_LONG,
} from "@flowlogs/kernel/opcodes";

/** On two vectors. */
export const combining: Readonly<Record<Arithmetic | "greatest" | "least" | "round", number>> = {
  "+": ADD,
  "-": SUBTRACT,
  "*": MULTIPLY,
  "/": DIVIDE,
  "%": REMAINDER,
  "^": POWER,
  "&": BIT_AND,
  greatest: GREATEST,
  least: LEAST,
  round: ROUND_TO,
};

/** On one. */
export const mapping: Readonly<Record<Exclude<VectorFunction, "greatest" | "least" | "same"> | "negative", number>> = {
  negative: NEGATIVE,
  abs: ABS,
  ceil: CEIL,
  floor: FLOOR,
  sqrt: SQRT,
  log: LOG,
  round: ROUND,
  toInt: TO_INT,
  toLong: TO_LONG,
};
