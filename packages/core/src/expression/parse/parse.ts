// The grammar: or, and, not, parentheses. A single comparison is read in comparison.ts.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { combine } from "../build.ts";
import { isComparison, parseComparison } from "./comparison.ts";
import { isOperator, parseScalar } from "./arithmetic.ts";
import { accept, advance, isOne, missing, nested, peek, problemOf, unexpected } from "./cursor.ts";
import type { Cursor, ExpressionOptions } from "./cursor.ts";
import { namedAsWritten } from "./fieldReference.ts";
import type { Expression, Scalar } from "../syntax.ts";
import { parseNamed } from "./named.ts";
import { tokenize } from "./tokenize.ts";
import type { Token } from "./token.ts";

/**
 * Reads an expression of the filter language. A problem says what was expected and where. A bare
 * name on the left that is unknown, but near a known one, is a problem with a suggestion; other unknown names are keys
 * of the input.
 */
export function parseExpression(text: string, options: ExpressionOptions = {}): Expression | Problem {
  const cursor = openCursor(text, 0, text.length, options);
  if (isProblem(cursor)) return cursor;
  if (peek(cursor).kind === "end") {
    return problemAt(text, 0, text.length, "the expression is empty", "write one like action = REJECT");
  }
  const expression = parseOr(cursor);
  if (isProblem(expression) || peek(cursor).kind === "end") return expression;
  const rest = peek(cursor);
  const isOperand = rest.kind !== "symbol" || rest.text === "(" || rest.text === "!";
  return unexpected(cursor, rest, isOperand ? "join conditions with and, or" : undefined);
}

/**
 * Reads a value that is at a place of the text, blanks around it or not: a field, in any spelling, or something worked
 * out (`floor(bytes/1024)`, `bytes / packets`, `bps`). A pseudo-field stands for two, so that here it is a name like others.
 */
export function scalarAt(text: string, from: number, to: number, options: ExpressionOptions = {}): Scalar | Problem {
  const cursor = openCursor(text, from, to, options);
  if (isProblem(cursor)) return cursor;
  const scalar = readScalar(cursor, from, to);
  return isProblem(scalar) ? scalar : namedAsWritten(cursor, scalar, from, to);
}

/** The value that is there, and nothing else. */
function readScalar(cursor: Cursor, from: number, to: number): Scalar | Problem {
  if (peek(cursor).kind === "end") return problemAt(cursor.text, from, to, "a field or a value is missing");
  const scalar = parseScalar(cursor);
  if (isProblem(scalar)) return scalar;
  return peek(cursor).kind === "end" ? scalar : unexpected(cursor, peek(cursor));
}

function openCursor(text: string, from: number, to: number, options: ExpressionOptions): Cursor | Problem {
  const read = tokenize(text, from, to);
  if (isProblem(read)) return read;
  const tokens = withUnits(read);
  const now = options.now ?? Math.floor(Date.now() / 1000);
  const start = { at: 0, depth: 0, operations: 0, side: undefined, pseudo: new Set<string>() } as const;
  const value = (inner: string): Scalar | Problem => {
    const cursor = openCursor(inner, 0, inner.length, { ...options, now });
    return isProblem(cursor) ? cursor : readScalar(cursor, 0, inner.length);
  };
  return { text, tokens, options, now, condition: parseOr, scalar: parseScalar, value, ...start };
}

/** Units after a blank, as flow-fmt --human writes them: `46.2 MiB`, `512 B`, `12 Mbit/s`. */
const UNIT = /^([kKMGTP]?|[KMGTP]i)(?:B|bit\/s|packet\/s)$/;

/** A number and its unit after a blank are one word: `5 MB`. */
function withUnits(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const unit = token.kind === "word" ? UNIT.exec(token.text) : null;
    if (unit !== null && before?.kind === "word" && /^\d+(?:\.\d+)?$/.test(before.text)) {
      joined.splice(-1, 1, { ...before, text: before.text + (unit[1] ?? ""), to: token.to });
    } else joined.push(token);
  }
  return joined;
}

function parseOr(cursor: Cursor): Expression | Problem {
  return parseChain(cursor, "or", ["or", "||"], parseAnd);
}

function parseAnd(cursor: Cursor): Expression | Problem {
  return parseChain(cursor, "and", ["and", "&&"], parseUnary);
}

function parseChain(
  cursor: Cursor,
  kind: "and" | "or",
  joints: readonly string[],
  parseOperand: (cursor: Cursor) => Expression | Problem,
): Expression | Problem {
  const operands: Expression[] = [];
  do {
    const operand = parseOperand(cursor);
    if (isProblem(operand)) return operand;
    operands.push(operand);
  } while (accept(cursor, ...joints));
  return combine(kind, operands);
}

function parseUnary(cursor: Cursor): Expression | Problem {
  return nested(cursor, () => parseNested(cursor));
}

function parseNested(cursor: Cursor): Expression | Problem {
  if (accept(cursor, "not", "!")) {
    const operand = parseUnary(cursor);
    return isProblem(operand) ? operand : { kind: "not", operand };
  }
  const named = parseNamed(cursor, parseExpression);
  if (named !== undefined) return named;
  if (!isOne(peek(cursor), "(") || isValueInside(cursor)) return parseComparison(cursor);
  const open = advance(cursor);
  if (peek(cursor).kind === "end") return missing(cursor, peek(cursor), "a comparison", '"("');
  const inside = parseOr(cursor);
  if (isProblem(inside) || accept(cursor, ")")) return inside;
  const rest = peek(cursor);
  if (rest.kind === "end") return problemOf(cursor, open, 'this "(" is never closed');
  return unexpected(cursor, rest, 'write and, or, or ")" here');
}

/** Whether the parenthesis at the cursor holds a value and no condition: what follows its other end goes with a value. */
function isValueInside(cursor: Cursor): boolean {
  cursor.after ??= tokensBehind(cursor.tokens);
  const following = cursor.after.get(peek(cursor));
  if (following === undefined) return false;
  return isOperator(following) || isComparison(following);
}

/** For each parenthesis the token after the one that closes it. */
function tokensBehind(tokens: readonly Token[]): Map<Token, Token | undefined> {
  const after = new Map<Token, Token | undefined>();
  const open: Token[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "symbol") continue;
    if (token.text === "(") open.push(token);
    const opening = token.text === ")" ? open.pop() : undefined;
    if (opening !== undefined) after.set(opening, tokens[at + 1]);
  }
  return after;
}
