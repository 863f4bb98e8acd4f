// The operators behind a field that are words or tests of text: is null, in, between, like, matches, and their
// negations.
import { isProblem, type Problem } from "../problem.ts";
import { combine, either, negate } from "./build.ts";
import { accept, advance, missing, peek, problemOf, quoteOnce, unexpected, type Cursor } from "./cursor.ts";
import { readLiteralToken, type Target } from "./operand.ts";
import { readLike, readMatch, type TextTest } from "./pattern.ts";
import type { Expression, Item, Value } from "./syntax.ts";
import type { Token } from "./token.ts";
import { readBetween, readItem, readValue } from "./value.ts";

/** Reads what follows a field that no comparison sign follows. */
export function parseWordOperator(cursor: Cursor, target: Target): Expression | Problem {
  if (accept(cursor, "is")) return parseIsNull(cursor, target);
  const isNegated = accept(cursor, "not");
  const operator = peek(cursor);
  // `not` goes with words only: `not !~` would say no twice.
  const parsed = isNegated && operator.kind === "symbol" ? undefined : parsePositive(cursor, target);
  if (parsed === undefined) {
    if (isNegated) return missing(cursor, operator, "in, like, matches or between", '"not"');
    const advice = `write ${target.label} = value, or ${target.label} is not null`;
    return problemOf(cursor, tokenBefore(cursor), `expected a comparison after ${quoteOnce(target.label)}`, advice);
  }
  if (isProblem(parsed)) return parsed;
  return isNegated || operator.text === "!~" ? negate(parsed) : parsed;
}

/** Reads an operator that may have `not` before it and what follows; undefined when there is none. */
function parsePositive(cursor: Cursor, target: Target): Expression | Problem | undefined {
  if (accept(cursor, "in")) return parseIn(cursor, target);
  if (accept(cursor, "between")) return parseBetween(cursor, target);
  const operator = peek(cursor);
  if (accept(cursor, "like")) return parseTextTest(cursor, target, operator, readLike);
  if (accept(cursor, "matches", "=~", "!~")) return parseTextTest(cursor, target, operator, readMatch);
  return undefined;
}

function parseIsNull(cursor: Cursor, target: Target): Expression | Problem {
  const isNegated = accept(cursor, "not");
  if (!accept(cursor, "null")) return missing(cursor, peek(cursor), '"null"', isNegated ? '"is not"' : '"is"');
  const isNull = either(target.references, (field) => ({ kind: "isNull", field }));
  return isNegated ? negate(isNull) : isNull;
}

function parseTextTest(
  cursor: Cursor,
  target: Target,
  operator: Token,
  read: (cursor: Cursor, token: Token) => TextTest | Problem,
): Expression | Problem {
  const token = readLiteralToken(cursor, quoteOnce(operator.text));
  if (isProblem(token)) return token;
  const test = read(cursor, token);
  return isProblem(test) ? test : either(target.references, test);
}

function parseIn(cursor: Cursor, target: Target): Expression | Problem {
  const open = peek(cursor);
  const close = open.kind === "symbol" ? { "(": ")", "[": "]" }[open.text] : undefined;
  const items = close === undefined ? parseItems(cursor, target, "in") : parseList(cursor, target, open, close);
  return isProblem(items) ? items : either(target.references, (field) => ({ kind: "in", field, items }));
}

function parseList(cursor: Cursor, target: Target, open: Token, close: string): readonly Item[] | Problem {
  advance(cursor);
  const items = parseItems(cursor, target, open.text, ",");
  if (isProblem(items) || accept(cursor, close)) return items;
  if (peek(cursor).kind === "end") return problemOf(cursor, open, `this "${open.text}" is never closed`);
  return unexpected(cursor, peek(cursor), `write "," or "${close}" here`);
}

/** One item, or as many as `separators` join; `before` stands before the first. */
function parseItems(
  cursor: Cursor,
  target: Target,
  before: string,
  ...separators: readonly string[]
): readonly Item[] | Problem {
  const items: Item[] = [];
  do {
    const token = readLiteralToken(cursor, quoteOnce(items.length > 0 ? "," : before));
    if (isProblem(token)) return token;
    const item = readItem(cursor, token, target);
    if (isProblem(item)) return item;
    items.push(item);
  } while (accept(cursor, ...separators));
  return items;
}

function parseBetween(cursor: Cursor, target: Target): Expression | Problem {
  const low = readEnd(cursor, target, '"between"');
  if (isProblem(low)) return low;
  if (!accept(cursor, "and")) return missing(cursor, peek(cursor), '"and"', "the lower end");
  const token = peek(cursor);
  const high = readEnd(cursor, target, '"and"');
  if (isProblem(high)) return high;
  const item = readBetween(cursor, token, low, high);
  if (isProblem(item)) return item;
  return either(target.references, (field): Expression => {
    if (item !== undefined) return { kind: "in", field, items: [item] };
    const from: Expression = { kind: "compare", operator: ">=", field, value: low };
    return combine("and", [from, { kind: "compare", operator: "<=", field, value: high }]);
  });
}

function readEnd(cursor: Cursor, target: Target, after: string): Value | Problem {
  const token = readLiteralToken(cursor, after);
  return isProblem(token) ? token : readValue(cursor, token, target);
}

function tokenBefore(cursor: Cursor): Token {
  return cursor.tokens[cursor.at - 1] ?? peek(cursor);
}
