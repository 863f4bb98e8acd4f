// Small makers of trees that keep the tree's promises: flat chains, one expression for a name that means two fields,
// and values put together from values.
import type { Arithmetic, Expression, FieldReference, Scalar } from "./syntax.ts";

/** Joins operands; those of the same kind are taken apart first, and a single one stays alone. */
export function combine(kind: "and" | "or", operands: readonly Expression[]): Expression {
  const flat = operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind, operands: flat };
}

/** `make` for one field, or for either of two. */
export function either(
  references: readonly FieldReference[],
  make: (reference: FieldReference) => Expression,
): Expression {
  return combine("or", references.map(make));
}

export function negate(operand: Expression): Expression {
  return { kind: "not", operand };
}

export function numberOf(value: number): Scalar {
  return { kind: "number", text: String(value) };
}

export function operation(left: Scalar, operator: Arithmetic, right: Scalar): Scalar {
  return { kind: "arithmetic", operator, left, right };
}

export function call(name: string, ...values: readonly Scalar[]): Scalar {
  return { kind: "call", function: name, arguments: values };
}

/** 1 where the condition is true, 0 where it is false, null where it is unknown. */
export function truthAsNumber(when: Expression): Scalar {
  const cases = [
    { when, value: numberOf(1) },
    { when: negate(when), value: numberOf(0) },
  ];
  return { kind: "choice", cases };
}
