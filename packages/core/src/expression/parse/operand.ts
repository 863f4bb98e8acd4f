// One side of a comparison: a field, a value computed, or a literal that is still a token, because what it means
// depends on the field.
import { parseAddresses } from "../../address.ts";
import { findField } from "../../field.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { isOperatorNext, parseScalar } from "./arithmetic.ts";
import { advance, type Cursor, isOne, missing, peek, unexpected } from "./cursor.ts";
import { parseDecimal } from "../decimal.ts";
import { readEither } from "./pseudoField.ts";
import { findFunction } from "../functions/registry.ts";
import { fieldKindOf } from "../functions/resultKind.ts";
import { derivedField, isKnownEverywhere, isNameShaped, pseudoFields } from "../knownNames.ts";
import { fieldOf, keyScalar, namedAsWritten, referenceTo, sideOf } from "./fieldReference.ts";
import { isKeyword } from "../keywords.ts";
import type { Token } from "./token.ts";
import { isNamedNumber } from "./literal.ts";
import { cutOperand } from "./splitWord.ts";
import type { Target } from "./target.ts";

export interface Literal {
  readonly kind: "literal";
  readonly token: Token;
}

/** Reads the left side: a bare word that can be a name is a field. */
export function readLeft(cursor: Cursor): Target | Literal | Problem {
  const token = peek(cursor);
  if (token.kind === "end") return missing(cursor, token, "a comparison", "this");
  // `yday*1.1 < today`: next to an order a word with operators in it is computed, on this side as on the other.
  const following = cursor.tokens[cursor.at + 1];
  const isOrdered = following !== undefined && isOne(following, "<", "<=", ">", ">=");
  if (startsValue(cursor, isOrdered && !isNameShaped(token.text))) return readValueTarget(cursor);
  if (token.kind === "symbol" || token.kind === "regex" || token.kind === "file") return unexpected(cursor, token);
  if (token.kind === "word" && isKeyword(token.text)) {
    return unexpected(cursor, token, `put a field of that name in back-ticks: \`${token.text}\``);
  }
  advance(cursor);
  if (!isName(token)) return { kind: "literal", token };
  return targetOf(token, cursor);
}

/**
 * Reads the right side. The operator decides what a bare word means there, never the data: after `<` and its kin
 * (`isOrdered`) it is a field, unless it is the name of a port or a protocol and stands next to one; after `=` it is a text,
 * unless it is a field of the table.
 */
export function readRight(
  cursor: Cursor,
  left: Target | Literal,
  after: string,
  isOrdered: boolean,
): Target | Literal | Problem {
  if (startsValue(cursor, isOrdered)) return readValueTarget(cursor);
  const token = readLiteralToken(cursor, after);
  if (isProblem(token)) return token;
  const isWanted = left.kind === "literal" || isKnown(token, cursor) || (isOrdered && !isNamedNumber(token.text, left));
  return isName(token) && isWanted ? targetOf(token, cursor) : { kind: "literal", token };
}

/** Reads a token that can be a literal. */
export function readLiteralToken(cursor: Cursor, after: string): Token | Problem {
  const token = peek(cursor);
  const isValue = token.kind !== "end" && token.kind !== "symbol" && !(token.kind === "word" && isReserved(token.text));
  return isValue ? advance(cursor) : missing(cursor, token, "a value", after);
}

/** Whether what is at the cursor must be computed: a call, a parenthesis, a sign, or a value and an operator. */
function startsValue(cursor: Cursor, isOrdered = false): boolean {
  cutOperand(cursor, isOrdered);
  const token = peek(cursor);
  if (isOne(token, "(")) return true;
  if (token.kind !== "word" && token.kind !== "key" && token.kind !== "string") return false;
  if (token.kind === "word" && isReserved(token.text)) return false;
  const following = cursor.tokens[cursor.at + 1];
  if (token.kind === "word" && following !== undefined) {
    if (findFunction(token.text) !== undefined && isOne(following, "(")) return true;
    if (token.text === "-") return startsOperand(following, cursor);
  }
  if (token.kind === "word" && derivedField(token.text) !== undefined) return true;
  cursor.at++;
  const isOperator = isOperatorNext(cursor);
  cursor.at--;
  return isOperator;
}

/** Whether a sign before the token is one, and not the dash that AWS writes for null. */
function startsOperand(token: Token, cursor: Cursor): boolean {
  if (isOne(token, "(") || token.kind === "key") return true;
  return (
    token.kind === "word" &&
    !isKeyword(token.text) &&
    (isKnown(token, cursor) || findFunction(token.text) !== undefined)
  );
}

/** Reads a value; one about a pseudo-field is two. */
function readValueTarget(cursor: Cursor): Target | Problem {
  const read = readEither(cursor, () => parseScalar(cursor));
  if (isProblem(read)) return read;
  const { values, from, to } = read;
  const label = cursor.text.slice(from, to);
  const references = values.map((scalar) => referenceTo(namedAsWritten(cursor, scalar, from, to), from, to));
  return { kind: "target", label, references, field: fieldKindOf(values[0]) };
}

/** `null` is a keyword that may be in place of a value, so that a message can explain it. */
function isReserved(word: string): boolean {
  return isKeyword(word) && word.toLowerCase() !== "null";
}

function isName(token: Token): boolean {
  if (token.kind === "key") return true;
  if (token.kind !== "word" || !isNameShaped(token.text)) return false;
  return parseDecimal(token.text) === undefined && parseAddresses(token.text) === undefined;
}

function isKnown(token: Token, cursor: Cursor): boolean {
  if (token.kind === "key" || isKnownEverywhere(token.text) || pseudoFields(token.text) !== undefined) return true;
  return cursor.options.known?.includes(token.text) === true;
}

function targetOf(token: Token, cursor: Cursor): Target {
  const { from, to, text: label } = token;
  const pair = token.kind === "key" ? undefined : pseudoFields(label);
  if (pair !== undefined) {
    const references = pair.map((name) => referenceTo(sideOf(label, name, token), from, to));
    return { kind: "target", label, references, field: findField(pair[0]) };
  }
  const reference = token.kind === "key" ? referenceTo(keyScalar(cursor, token), from, to) : fieldOf(token);
  return { kind: "target", label, references: [reference], field: findField(reference.name) };
}
