// What conditions compile to: functions that fill a column of truth values for a batch, and their combinations.
import { type Batch, ROW_LIMIT } from "../../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Comparison, Expression, FieldReference } from "../syntax.ts";

/** Fills the batch's truth column number `slot` (and may use those after it) and returns where it is. */
export type Node = (batch: Batch, slot: number) => number;

/** The comparison that is true where another one is false; where one is unknown, so is the other. */
const OPPOSITES: Record<Comparison, Comparison> = { "=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

/** The one field that an expression only tests: it is unknown where that is null, and nowhere else. */
export function onlyTested(expression: Expression): FieldReference | undefined {
  switch (expression.kind) {
    case "and":
    case "or": {
      const [first, ...others] = expression.operands.map(onlyTested);
      return others.every((other) => other !== undefined && other.name === first?.name) ? first : undefined;
    }
    case "not":
      return onlyTested(expression.operand);
    case "compare":
    case "compareFields":
    case "isNull":
      return undefined;
    default:
      return expression.field;
  }
}

export function inPolarity(operator: Comparison, isDenied: boolean): Comparison {
  return isDenied ? OPPOSITES[operator] : operator;
}

/** A list with nothing in it. */
export function never(batch: Batch, slot: number): number {
  return filled(batch, slot, 0);
}

/** All of no conditions. */
export function always(batch: Batch, slot: number): number {
  return filled(batch, slot, 1);
}

function filled(batch: Batch, slot: number, value: number): number {
  const truth = batch.truth(slot);
  batch.kernel.bytes().fill(value, truth, truth + ROW_LIMIT);
  return truth;
}

export function combine(nodes: readonly Node[], join: (a: number, b: number) => void): Node {
  return (batch, slot) => {
    let result = -1;
    for (const node of nodes) {
      const truth = node(batch, result < 0 ? slot : slot + 1);
      if (result < 0) result = truth;
      else join(result, truth);
    }
    return result;
  };
}

export function negate(kernel: Kernel, node: Node): Node {
  return (batch, slot) => {
    const truth = node(batch, slot);
    kernel.notTruth(truth);
    return truth;
  };
}
