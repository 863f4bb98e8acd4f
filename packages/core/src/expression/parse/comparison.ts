// One comparison. Here are those with two sides (`=`, `<` and their kin); lists, patterns and null are in
// wordOperator.ts.
import { compareAddresses } from "../../address.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { isOperatorNext } from "./arithmetic.ts";
import { combine, either, negate } from "../build.ts";
import { readCall } from "./call.ts";
import { advance, isOne, peek, problemOf, quoteOnce, unexpected, type Cursor } from "./cursor.ts";
import { readEither } from "./pseudoField.ts";
import { findFunction } from "../functions/registry.ts";
import { readLeft, readRight, type Literal } from "./operand.ts";
import type { Target } from "./target.ts";
import type { Comparison, Expression, FieldReference } from "../syntax.ts";
import type { Token } from "./token.ts";
import { readValue } from "./literal.ts";
import { parseWordOperator } from "./wordOperator.ts";

export function parseComparison(cursor: Cursor): Expression | Problem {
  const { at } = cursor;
  const truth = parseTruth(cursor);
  if (truth !== undefined) return truth;
  cursor.at = at;
  const left = readLeft(cursor);
  if (isProblem(left)) return left;
  const operator = comparisons.get(operatorText(peek(cursor)));
  if (operator !== undefined) return unchained(cursor, parseCompare(cursor, left, operator));
  if (left.kind === "literal") return literalAlone(cursor, left);
  if (isBitTest(left) && !isComparisonNext(cursor)) return isSet(left);
  return unchained(cursor, parseWordOperator(cursor, left));
}

/**
 * A function that is true or false: a condition alone, or compared with 1, 0, true, false. Undefined when there is none,
 * or when something is computed with it.
 */
function parseTruth(cursor: Cursor): Expression | Problem | undefined {
  const name = peek(cursor);
  const isTruth = name.kind === "word" && findFunction(name.text)?.gives === "truth";
  if (!isTruth || !isOne(cursor.tokens[cursor.at + 1] ?? name, "(")) return undefined;
  const read = readEither(cursor, () => readCall(cursor, advance(cursor)));
  if (isProblem(read)) return read;
  const condition = combine(
    "or",
    read.values.flatMap((call) => call.condition ?? []),
  );
  if (!isOperatorNext(cursor) && !isComparisonNext(cursor)) return condition;
  const operator = comparisons.get(operatorText(peek(cursor)));
  const truth = truths.get((cursor.tokens[cursor.at + 1]?.text ?? "").toLowerCase());
  if (truth === undefined || (operator !== "=" && operator !== "!=")) return undefined;
  cursor.at += 2;
  return unchained(cursor, truth === (operator === "=") ? condition : negate(condition));
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ["1", true],
  ["true", true],
  ["0", false],
  ["false", false],
]);

/** Whether an operator is at the cursor that compares or tests what is before it. */
function isComparisonNext(cursor: Cursor): boolean {
  return isComparison(peek(cursor));
}

export function isComparison(token: Token): boolean {
  return comparisons.has(operatorText(token)) || isOne(token, ...wordOperators);
}

const wordOperators = ["=~", "!~", "in", "not", "like", "matches", "between", "is", "has"];

/** `tcp_flags & 2` alone means that some of the bits are set. */
function isBitTest({ references }: Target): boolean {
  const [scalar] = references.map((reference) => reference.scalar);
  return scalar?.kind === "arithmetic" && scalar.operator === "&";
}

function isSet({ references }: Target): Expression {
  const value = { kind: "number", text: "0", quoted: false, raw: "0" } as const;
  return either(references, (field) => ({ kind: "compare", operator: "!=", field, value }));
}

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ["=", "="],
  ["==", "="],
  ["eq", "="],
  ["!=", "!="],
  ["<>", "!="],
  ["ne", "!="],
  ["neq", "!="],
  ["<", "<"],
  ["lt", "<"],
  ["<=", "<="],
  ["le", "<="],
  [">", ">"],
  ["gt", ">"],
  [">=", ">="],
  ["ge", ">="],
]);
const turned: Record<Comparison, Comparison> = { "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function operatorText(token: Token): string {
  return token.kind === "symbol" || token.kind === "word" ? token.text.toLowerCase() : "";
}

function parseCompare(cursor: Cursor, left: Target | Literal, operator: Comparison): Expression | Problem {
  const isOrdered = operator !== "=" && operator !== "!=";
  const right = readRight(cursor, left, quoteOnce(advance(cursor).text), isOrdered);
  if (isProblem(right)) return right;
  if (left.kind === "literal") {
    return right.kind === "literal"
      ? literalAlone(cursor, left)
      : compareValue(cursor, right, turned[operator], left.token);
  }
  if (right.kind === "literal") return compareValue(cursor, left, operator, right.token);
  return compareFields(cursor, left, right, operator);
}

function compareFields(cursor: Cursor, left: Target, right: Target, operator: Comparison): Expression | Problem {
  if (right.references.length > 1) {
    if (left.references.length === 1) return compareFields(cursor, right, left, turned[operator]);
    const token = cursor.tokens[cursor.at - 1] ?? peek(cursor);
    const advice = `${right.label} means two fields: name one of them`;
    return problemOf(cursor, token, `${left.label} cannot be compared with ${right.label}`, advice);
  }
  return eachSide(left, operator, (field) =>
    either(right.references, (other) => ({ kind: "compareFields", operator, left: field, right: other })),
  );
}

function compareValue(cursor: Cursor, target: Target, operator: Comparison, token: Token): Expression | Problem {
  const value = readValue(cursor, token, target);
  if (isProblem(value)) return value;
  const isOrder = operator !== "=" && operator !== "!=";
  if (isOrder && value.kind === "address" && compareAddresses(value.low, value.high) !== 0) {
    return problemOf(cursor, token, `${operator} needs a single address`, `write ${target.label} in ${value.raw}`);
  }
  return eachSide(target, operator, (field) => ({ kind: "compare", operator, field, value }));
}

/** A comparison on one field or on either of two; unequal to two fields means unequal to both. */
function eachSide(target: Target, operator: Comparison, make: (field: FieldReference) => Expression): Expression {
  return combine(operator === "!=" ? "and" : "or", target.references.map(make));
}

function unchained(cursor: Cursor, parsed: Expression | Problem): Expression | Problem {
  if (isProblem(parsed) || !isComparisonNext(cursor) || isOne(peek(cursor), "not")) return parsed;
  return unexpected(cursor, peek(cursor), "a comparison has two sides; join two comparisons with and");
}

function literalAlone(cursor: Cursor, { token }: Literal): Problem {
  const written = cursor.text.slice(token.from, token.to);
  return problemOf(
    cursor,
    token,
    `${quoteOnce(written)} is not a field`,
    "a comparison needs a field; put such a key in back-ticks",
  );
}
