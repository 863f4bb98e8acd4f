// The grammar: or, and, not, parentheses. A single comparison is read in comparison.ts.
import { isProblem, problemAt, type Problem } from "../problem.ts";
import { combine } from "./build.ts";
import { parseComparison } from "./comparison.ts";
import { accept, advance, missing, peek, problemOf, unexpected, type Cursor, type ParseOptions } from "./cursor.ts";
import type { Expression } from "./syntax.ts";
import { tokenize } from "./token.ts";

/**
 * Reads an expression of the filter language (design, section 4). A problem says what was expected and where. A bare
 * name on the left that is unknown, but near a known one, is a problem with a suggestion; other unknown names are keys
 * of the input.
 */
export function parseExpression(text: string, options: ParseOptions = {}): Expression | Problem {
  const tokens = tokenize(text);
  if (isProblem(tokens)) return tokens;
  const cursor: Cursor = { text, tokens, options, at: 0, depth: 0 };
  if (peek(cursor).kind === "end") {
    return problemAt(text, 0, text.length, "the expression is empty", "write one like action = REJECT");
  }
  const expression = parseOr(cursor);
  if (isProblem(expression) || peek(cursor).kind === "end") return expression;
  const rest = peek(cursor);
  const isOperand = rest.kind !== "symbol" || rest.text === "(" || rest.text === "!";
  return unexpected(cursor, rest, isOperand ? "join conditions with and, or" : undefined);
}

/** Deeper than anybody writes, and far from the end of the stack. */
const depthLimit = 500;

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
  const token = peek(cursor);
  if (cursor.depth > depthLimit) return problemOf(cursor, token, "the expression is nested too deeply");
  cursor.depth++;
  const expression = parseNested(cursor);
  cursor.depth--;
  return expression;
}

function parseNested(cursor: Cursor): Expression | Problem {
  if (accept(cursor, "not", "!")) {
    const operand = parseUnary(cursor);
    return isProblem(operand) ? operand : { kind: "not", operand };
  }
  if (peek(cursor).text !== "(" || peek(cursor).kind !== "symbol") return parseComparison(cursor);
  const open = advance(cursor);
  if (peek(cursor).kind === "end") return missing(cursor, peek(cursor), "a comparison", '"("');
  const inside = parseOr(cursor);
  if (isProblem(inside) || accept(cursor, ")")) return inside;
  const rest = peek(cursor);
  if (rest.kind === "end") return problemOf(cursor, open, 'this "(" is never closed');
  return unexpected(cursor, rest, 'write and, or, or ")" here');
}
