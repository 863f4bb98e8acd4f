// Small makers of trees that keep the tree's promises: flat chains, and one expression for a name that stands for two
// fields.
import type { Expression, FieldReference } from "./syntax.ts";

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
