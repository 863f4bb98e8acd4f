// From a name, or a value worked out, to what the tree refers to.
import { printScalar } from "./print.ts";
import type { FieldReference, Scalar } from "./syntax.ts";
import type { Token } from "./token.ts";

/** The field that a bare word names. */
export function fieldOf({ from, to, text }: Token): FieldReference {
  return { kind: "field", name: text, from, to };
}

/** What the tree refers to for a value: a bare field, or a field that is worked out. */
export function referenceTo(scalar: Scalar, from: number, to: number): FieldReference {
  return scalar.kind === "field" ? scalar : { kind: "field", name: printScalar(scalar), from, to, scalar };
}
