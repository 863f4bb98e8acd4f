// From a name, or a value computed, to what the tree refers to.
import { withoutSpaces } from "../delimiters.ts";
import { printScalar } from "../print.ts";
import { isProblem } from "@flowlogs/base/problem";
import type { Cursor } from "./cursor.ts";
import type { FieldReference, Made, Scalar } from "../syntax.ts";
import type { Token } from "./token.ts";

/** The field that a bare word names. */
export function fieldOf({ from, to, text }: Token): FieldReference {
  return { kind: "field", name: text, from, to };
}

/** One of the fields that a pseudo-field stands for; the key of its own name where a record has one. */
export function sideOf(word: string, name: string, { from, to }: Token): Made {
  return { kind: "made", name: word, meaning: { kind: "field", name, from, to } };
}

/**
 * A key in back-ticks, or the text of an aggregate. That of several, as in `sum(bytes)/count()`, is computed from them
 * where no key is called that.
 */
export function keyScalar(cursor: Cursor, token: Token): Scalar {
  const field = fieldOf(token);
  if (cursor.text.charAt(token.from) === "`") return field;
  const parted = spaced(token.text);
  const meaning = parted === token.text ? undefined : cursor.value(parted);
  if (meaning === undefined || isProblem(meaning) || meaning.kind !== "arithmetic") return field;
  return { kind: "made", name: token.text, meaning };
}

/**
 * A value made of aggregates, as in `round(sum(bytes)/1e6, 1)`, is the key that is called by its text, where a record has
 * one: flow-group writes such keys. `from` and `to`: where it is.
 */
export function namedAsWritten(cursor: Cursor, scalar: Scalar, from: number, to: number): Scalar {
  // A name in back-ticks is one of a field, whatever is in it.
  const isAggregate = (token: Token): boolean => token.kind === "key" && cursor.text.charAt(token.from) !== "`";
  const isMade = cursor.tokens.some((token) => token.from >= from && token.to <= to && isAggregate(token));
  return isMade ? named(scalar, cursor.text.slice(from, to)) : scalar;
}

/** What is computed is the key that is called by its text, where a record has one. */
export function named(scalar: Scalar, written: string): Scalar {
  if (scalar.kind === "field" || scalar.kind === "made") return scalar;
  return { kind: "made", name: withoutSpaces(written), meaning: scalar };
}

/** Puts blanks around the operators that are outside parentheses. */
function spaced(text: string): string {
  let depth = 0;
  let out = "";
  for (const sign of text) {
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    out += depth === 0 && /[+*/%^-]/.test(sign) ? ` ${sign} ` : sign;
  }
  return out;
}

/** What the tree refers to for a value: a bare field, or a field that is computed. */
export function referenceTo(scalar: Scalar, from: number, to: number): FieldReference {
  if (scalar.kind === "field") return scalar;
  // Of a pseudo-field the two sides are told apart by their names.
  const isSide = scalar.kind === "made" && scalar.meaning.kind === "field";
  const name = isSide && scalar.meaning.kind === "field" ? scalar.meaning.name : printScalar(scalar);
  return { kind: "field", name, from, to, scalar };
}
