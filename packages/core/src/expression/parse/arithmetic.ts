// The grammar of values: bits (&), sums, products, signs, powers, and what they are made of. Conditions are read in
// parse.ts; calls in call.ts.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { parseDuration } from "../../time/duration.ts";
import { parseAbsoluteInstant } from "../../time/instant.ts";
import { numberOf, operation } from "../build.ts";
import { parseCall } from "./call.ts";
import { accept, advance, type Cursor, missing, nested, peek, problemOf, quoteOnce, unexpected } from "./cursor.ts";
import { parseDecimal, parsePlainDecimal } from "../decimal.ts";
import { derived } from "../functions/derivedFields.ts";
import { flagBit } from "../functions/tcpFlags.ts";
import { findFunction } from "../functions/registry.ts";
import { findField } from "../../field.ts";
import { kindOf } from "../functions/resultKind.ts";
import { derivedField, isNameShaped, pseudoFields } from "../knownNames.ts";
import { fieldOf, keyScalar, sideOf } from "./fieldReference.ts";
import type { Arithmetic, Scalar } from "../syntax.ts";
import { isKeyword } from "../keywords.ts";
import type { Token } from "./token.ts";
import { cutOperand, cutOperator } from "./splitWord.ts";

/** Limit of nesting, far from the end of the stack. */
const operationLimit = 1000;

/** From the operators that bind least to those that bind most. */
const levels: readonly (readonly Arithmetic[])[] = [["&"], ["+", "-"], ["*", "/", "%"]];

/** Reads a value. */
export function parseScalar(cursor: Cursor, level = 0): Scalar | Problem {
  const operators = levels[level];
  if (operators === undefined) return parseSigned(cursor);
  const { from } = peek(cursor);
  let left = parseScalar(cursor, level + 1);
  for (;;) {
    if (isProblem(left)) return left;
    const operator = acceptOperator(cursor, operators);
    if (operator === undefined) return left;
    left = parseOperation(cursor, { scalar: left, from }, operator, () => parseScalar(cursor, level + 1));
  }
}

/** Whether an arithmetic operator is at the cursor. */
export function isOperatorNext(cursor: Cursor): boolean {
  return isOperator(peek(cursor));
}

export function isOperator({ kind, text }: Token): boolean {
  return (kind === "word" && /^[+*/%^-]/.test(text)) || (kind === "symbol" && text === "&");
}

function acceptOperator(cursor: Cursor, operators: readonly Arithmetic[]): Arithmetic | undefined {
  if (!isOperatorNext(cursor)) return undefined;
  const { text } = peek(cursor);
  const operator = operators.find((it) => it === text.charAt(0));
  if (operator === undefined) return undefined;
  cutOperator(cursor);
  advance(cursor);
  return operator;
}

interface Side {
  readonly scalar: Scalar;
  readonly from: number;
}

function parseOperation(
  cursor: Cursor,
  left: Side,
  operator: Arithmetic,
  parseRight: () => Scalar | Problem,
): Scalar | Problem {
  const leftEnd = cursor.tokens[cursor.at - 2]?.to ?? left.from;
  cutOperand(cursor);
  const start = peek(cursor);
  if (++cursor.operations > operationLimit) return problemOf(cursor, start, "the expression has too many operations");
  const right = (operator === "&" ? parseFlag(cursor, left.scalar) : undefined) ?? parseRight();
  if (isProblem(right)) return right;
  const a = asOperand(cursor, left.scalar, operator, left.from, leftEnd);
  if (isProblem(a)) return a;
  const b = asOperand(cursor, right, operator, start.from, cursor.tokens[cursor.at - 1]?.to ?? start.to);
  return isProblem(b) ? b : operation(a, operator, b);
}

/** An operand must be a number; a number in quotes is one. */
function asOperand(cursor: Cursor, scalar: Scalar, operator: Arithmetic, from: number, to: number): Scalar | Problem {
  const number = scalar.kind === "text" ? parsePlainDecimal(scalar.text) : undefined;
  if (number !== undefined) return { kind: "number", text: number };
  const kind = kindOf(scalar);
  if (kind !== "text" && kind !== "address") return scalar;
  const written = quoteOnce(cursor.text.slice(from, to));
  const what = kind === "text" ? "a text" : "an address";
  const advice = kind === "address" ? "ipv4ToNumber(..) converts it" : "toNumber(..) converts digits";
  return problemAt(cursor.text, from, to, `${operator} needs numbers, and ${written} is ${what}`, advice);
}

/** A sign binds less than a power: -2 ^ 2 is -4. */
function parseSigned(cursor: Cursor): Scalar | Problem {
  cutOperand(cursor);
  const token = peek(cursor);
  if (token.kind === "word" && /^-./.test(token.text)) cutOperator(cursor);
  if (peek(cursor).kind === "word" && peek(cursor).text === "-") {
    advance(cursor);
    const operand = nested(cursor, () => parseSigned(cursor));
    return isProblem(operand) ? operand : negative(operand);
  }
  return parsePower(cursor);
}

function negative(operand: Scalar): Scalar {
  if (operand.kind !== "number") return { kind: "negative", operand };
  const text = operand.text.startsWith("-") ? operand.text.slice(1) : `-${operand.text}`;
  return { kind: "number", text: text === "-0" ? "0" : text };
}

function parsePower(cursor: Cursor): Scalar | Problem {
  const { from } = peek(cursor);
  const base = parseAtom(cursor);
  if (isProblem(base)) return base;
  if (acceptOperator(cursor, ["^"]) === undefined) return base;
  return parseOperation(cursor, { scalar: base, from }, "^", () => nested(cursor, () => parseSigned(cursor)));
}

function parseAtom(cursor: Cursor): Scalar | Problem {
  cutOperand(cursor);
  const token = peek(cursor);
  if (accept(cursor, "(")) {
    const inside = nested(cursor, () => parseScalar(cursor));
    if (isProblem(inside) || accept(cursor, ")")) return inside;
    if (peek(cursor).kind === "end") return problemOf(cursor, token, 'this "(" is never closed');
    return unexpected(cursor, peek(cursor), 'write an operator or ")" here');
  }
  if (token.kind === "end" || token.kind === "symbol" || isReserved(token.text, token.kind)) {
    return missing(cursor, token, "a value", quoteOnce(cursor.tokens[cursor.at - 1]?.text ?? ""));
  }
  if (token.kind === "regex" || token.kind === "file") return unexpected(cursor, token);
  advance(cursor);
  if (token.kind === "string") return { kind: "text", text: token.text };
  if (token.kind === "key") return keyScalar(cursor, token);
  if (findFunction(token.text) !== undefined && peek(cursor).text === "(") return parseCall(cursor, token);
  return readNumber(token.text) ?? readName(cursor);
}

function isReserved(text: string, kind: string): boolean {
  return kind === "word" && isKeyword(text);
}

/** A number, an instant or a length of time, which are seconds. */
function readNumber(word: string): Scalar | undefined {
  const decimal = parseDecimal(word);
  if (decimal !== undefined) return { kind: "number", text: decimal };
  if (!/^\d/.test(word)) return undefined;
  const instant = parseAbsoluteInstant(word);
  if (typeof instant === "number") return numberOf(instant);
  const length = parseDuration(word);
  return "seconds" in length ? numberOf(length.seconds) : undefined;
}

function readName(cursor: Cursor): Scalar | Problem {
  const token = cursor.tokens[cursor.at - 1] ?? peek(cursor);
  const word = token.text;
  const known = derivedField(word);
  if (known !== undefined) return derived(word, known);
  const pair = cursor.side === undefined ? undefined : pseudoFields(word);
  if (pair !== undefined && cursor.side !== undefined) {
    cursor.pseudo.add(word.toLowerCase());
    return sideOf(word, pair[cursor.side], token);
  }
  if (isNameShaped(word)) return fieldOf(token);
  const spaced = word.replaceAll(/(?<=[\w.])[+*](?=[\w.])/g, " $& ");
  const advice = `${spaced === word ? "" : `write ${spaced}, or `}put such a key in back-ticks`;
  return problemOf(cursor, token, `${quoteOnce(word)} is neither a field nor a number`, advice);
}

/** Next to flags a name may mean a bit: `tcp_flags & syn`. */
function parseFlag(cursor: Cursor, left: Scalar): Scalar | undefined {
  const isFlags = left.kind === "field" && findField(left.name)?.role === "flags";
  const bit = isFlags && peek(cursor).kind === "word" ? flagBit(peek(cursor).text) : undefined;
  if (bit === undefined) return undefined;
  advance(cursor);
  return numberOf(bit);
}
