// The tree of an aggregate: calls of functions, numbers, and arithmetic between them.
import type { Expression, Scalar } from "../expression/syntax.ts";
import type { AggregateFunction, Result } from "./functions/definition.ts";

/** A function of the records of a group. */
export interface AggregateCall {
  readonly kind: "call";
  readonly function: AggregateFunction;
  /** The column that it is about; undefined: the records themselves. */
  readonly field: string | undefined;
  /** What the column is filled with when it is no field of the records. */
  readonly scalar?: Scalar;
  /** Of a percentile, as a decimal. */
  readonly percent?: string;
  /** Only records for which this holds. */
  readonly where?: Expression;
}

export type Operator = "+" | "-" | "*" | "/";

export type Formula =
  | AggregateCall
  | { readonly kind: "number"; readonly value: bigint | number }
  | { readonly kind: "negative"; readonly operand: Formula }
  | { readonly kind: "operation"; readonly operator: Operator; readonly left: Formula; readonly right: Formula };

/** Every call in the formula. */
export function callsOf(formula: Formula): readonly AggregateCall[] {
  switch (formula.kind) {
    case "call":
      return [formula];
    case "number":
      return [];
    case "negative":
      return callsOf(formula.operand);
    case "operation":
      return [...callsOf(formula.left), ...callsOf(formula.right)];
  }
}

export function evaluate(formula: Formula, valueOf: (call: AggregateCall) => Result): Result {
  switch (formula.kind) {
    case "call":
      return valueOf(formula);
    case "number":
      return formula.value;
    case "negative": {
      const operand = evaluate(formula.operand, valueOf);
      return operand === undefined ? undefined : -operand;
    }
    case "operation": {
      const left = evaluate(formula.left, valueOf);
      const right = evaluate(formula.right, valueOf);
      return left === undefined || right === undefined ? undefined : operate(formula.operator, left, right);
    }
  }
}

function operate(operator: Operator, left: bigint | number, right: bigint | number): Result {
  if (operator === "/") return Number(right) === 0 ? undefined : quotient(left, right);
  if (typeof left === "bigint" && typeof right === "bigint") {
    return operator === "+" ? left + right : operator === "-" ? left - right : left * right;
  }
  const [a, b] = [Number(left), Number(right)];
  return operator === "+" ? a + b : operator === "-" ? a - b : a * b;
}

/** A whole number where the division leaves no rest, however large the two are. */
function quotient(left: bigint | number, right: bigint | number): bigint | number {
  const isWhole = typeof left === "bigint" && typeof right === "bigint" && left % right === 0n;
  return isWhole ? left / right : Number(left) / Number(right);
}

/** The longest text that is written of a result. */
const TEXT_LIMIT = 64;

/** A result as JSON. */
export function writeResult(result: Result): string {
  if (result === undefined || (typeof result === "number" && !Number.isFinite(result))) return "null";
  const text = String(result);
  return text.length <= TEXT_LIMIT ? text : writeResult(Number(result));
}
