// From a name, or a value worked out, to what the tree refers to.
import type { Problem } from "../problem.ts";
import { type Cursor, problemOf } from "./cursor.ts";
import { isKnownEverywhere, pseudoFields, suggestOperand } from "./known.ts";
import { printScalar } from "./print.ts";
import type { FieldReference, Scalar } from "./syntax.ts";
import type { Token } from "./token.ts";

/** The field that a bare word names; a name that is unknown, but near a known one, is a problem. */
export function fieldOf(cursor: Cursor, token: Token): FieldReference | Problem {
  const { from, to, text } = token;
  return unknownField(token, cursor) ?? { kind: "field", name: text, from, to };
}

/** What the tree refers to for a value: a bare field, or a field that is worked out. */
export function referenceTo(scalar: Scalar, from: number, to: number): FieldReference {
  return scalar.kind === "field" ? scalar : { kind: "field", name: printScalar(scalar), from, to, scalar };
}

function unknownField(token: Token, cursor: Cursor): Problem | undefined {
  const { known = [], strictFields = false } = cursor.options;
  const word = token.text;
  if (isKnownEverywhere(word) || pseudoFields(word) !== undefined || known.includes(word)) return undefined;
  const faulty = (advice?: string) => problemOf(cursor, token, `unknown field "${word}"`, advice);
  if (isDifference(word)) return faulty('to subtract, put blanks around the "-"');
  const likely = suggestOperand(word, known);
  if (likely === undefined && !strictFields) return undefined;
  return faulty(likely === undefined ? undefined : `did you mean "${likely}"?`);
}

/** `bytes-40`: names have dashes too, but this one is made of what is known. */
function isDifference(word: string): boolean {
  const parts = word.split("-");
  const names = parts.filter((part) => !/^\d+$/.test(part));
  return parts.length > 1 && names.length > 0 && names.every(isKnownEverywhere);
}
