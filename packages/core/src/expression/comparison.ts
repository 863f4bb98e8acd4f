// One comparison. Here are those with two sides (`=`, `<` and their kin); lists, patterns and null are in
// wordoperator.ts.
import { compareAddresses } from "../address.ts";
import { isProblem, type Problem } from "../problem.ts";
import { combine, either } from "./build.ts";
import { advance, isOne, peek, problemOf, quoteOnce, unexpected, type Cursor } from "./cursor.ts";
import { readLeft, readRight, type Literal, type Target } from "./operand.ts";
import type { Comparison, Expression, FieldReference } from "./syntax.ts";
import type { Token } from "./token.ts";
import { readValue } from "./value.ts";
import { parseWordOperator } from "./wordoperator.ts";

export function parseComparison(cursor: Cursor): Expression | Problem {
  const left = readLeft(cursor);
  if (isProblem(left)) return left;
  const operator = comparisons.get(operatorText(peek(cursor)));
  if (operator !== undefined) return unchained(cursor, parseCompare(cursor, left, operator));
  if (left.kind === "literal") return literalAlone(cursor, left);
  return unchained(cursor, parseWordOperator(cursor, left));
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
  const right = readRight(cursor, left, quoteOnce(advance(cursor).text));
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
    const advice = `${right.label} stands for two fields: name the one you mean`;
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

/**
 * A comparison on one field or on either of two; unequal to two fields means unequal to both. That is not the same as
 * equal to neither: where a field is null the first is false and the second true.
 */
function eachSide(target: Target, operator: Comparison, make: (field: FieldReference) => Expression): Expression {
  return combine(operator === "!=" ? "and" : "or", target.references.map(make));
}

function unchained(cursor: Cursor, parsed: Expression | Problem): Expression | Problem {
  const next = peek(cursor);
  const isOperator =
    comparisons.has(operatorText(next)) || isOne(next, "=~", "!~", "in", "like", "matches", "between", "is");
  if (isProblem(parsed) || !isOperator) return parsed;
  return unexpected(cursor, next, "a comparison has two sides; join two comparisons with and");
}

function literalAlone(cursor: Cursor, { token }: Literal): Problem {
  const written = cursor.text.slice(token.from, token.to);
  return problemOf(
    cursor,
    token,
    `${quoteOnce(written)} is no field`,
    "a comparison needs a field; any key goes in back-ticks",
  );
}
