// The operators after a field that are words or tests of text: is null, in, between, like, matches, has, and
// their negations.
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { nearest } from "@flowlogs/base/nearest";
import { combine, either, negate, operation } from "../build.ts";
import { accept, advance, missing, peek, problemOf, quoteOnce, unexpected, type Cursor } from "./cursor.ts";
import { flagBit, flagNames } from "../functions/tcpFlags.ts";
import { readLiteralToken, readRight } from "./operand.ts";
import type { Target } from "./target.ts";
import { readLike, readMatch, type TextTest } from "./pattern.ts";
import { referenceTo } from "./fieldReference.ts";
import type { Expression, FieldReference, Item, Value } from "../syntax.ts";
import type { Token } from "./token.ts";
import { readBetween, readItem, readValue } from "./literal.ts";

/** Reads what follows a field that no comparison sign follows. */
export function parseWordOperator(cursor: Cursor, target: Target): Expression | Problem {
  if (accept(cursor, "is")) return parseIsNull(cursor, target);
  const isNegated = accept(cursor, "not");
  const operator = peek(cursor);
  // `not` goes with words only: `not !~` would say no twice.
  const parsed = isNegated && operator.kind === "symbol" ? undefined : parsePositive(cursor, target);
  if (parsed === undefined) {
    if (isNegated) return missing(cursor, operator, "in, like, matches, between or has", '"not"');
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
  if (accept(cursor, "has")) return parseHas(cursor, target);
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
  const close = closingOf(open);
  const items = close === undefined ? parseItems(cursor, target, "in") : parseList(cursor, target, open, close);
  return isProblem(items) ? items : either(target.references, (field) => ({ kind: "in", field, items }));
}

function parseList(cursor: Cursor, target: Target, open: Token, close: string): readonly Item[] | Problem {
  advance(cursor);
  const items = parseItems(cursor, target, open.text, ",");
  return isProblem(items) || accept(cursor, close) ? items : unclosed(cursor, open, close);
}

function closingOf(open: Token): string | undefined {
  return open.kind === "symbol" ? { "(": ")", "[": "]" }[open.text] : undefined;
}

function unclosed(cursor: Cursor, open: Token, close: string): Problem {
  if (peek(cursor).kind === "end") return problemOf(cursor, open, `this "${open.text}" is never closed`);
  return unexpected(cursor, peek(cursor), `write "," or "${close}" here`);
}

/** All of the flags must be set: those of a list, or with `|` between. */
function parseHas(cursor: Cursor, target: Target): Expression | Problem {
  const { kind } = target.field ?? {};
  if (kind !== undefined && kind !== "integer") {
    return problemOf(cursor, tokenBefore(cursor), `has is for flags, and ${target.label} has none`);
  }
  const open = peek(cursor);
  const close = closingOf(open);
  if (close !== undefined) advance(cursor);
  const bits = parseFlags(cursor, close === undefined ? "has" : open.text, close === undefined ? "|" : ",");
  if (isProblem(bits)) return bits;
  if (close !== undefined && !accept(cursor, close)) return unclosed(cursor, open, close);
  const mask = String(bits);
  return either(target.references, (field): Expression => {
    const set = operation(field.scalar ?? field, "&", { kind: "number", text: mask });
    const value = { kind: "number", text: mask, quoted: false, raw: mask } as const;
    return { kind: "compare", operator: "=", field: referenceTo(set, field.from, field.to), value };
  });
}

function parseFlags(cursor: Cursor, before: string, separator: string): number | Problem {
  let bits = 0;
  do {
    const token = readLiteralToken(cursor, quoteOnce(bits > 0 ? separator : before));
    if (isProblem(token)) return token;
    const bit = /^\d{1,5}$/.test(token.text) ? Number(token.text) : flagBit(token.text);
    if (bit === undefined) return noFlag(cursor, token);
    bits |= bit;
  } while (accept(cursor, separator));
  return bits;
}

function noFlag(cursor: Cursor, token: Token): Problem {
  const likely = nearest(token.text, flagNames(), 1);
  const advice = likely === undefined ? `the flags are ${flagNames().join(" ")}` : `did you mean "${likely}"?`;
  return problemOf(cursor, token, `${quoteOnce(token.text)} is not a flag`, advice);
}

/** One item, or as many as `separators` join; `before` is before the first. */
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
  const isWorkedOut = low.kind === "field" || high.kind === "field";
  const item = isWorkedOut ? undefined : readBetween(cursor, token, low, high);
  if (isProblem(item)) return item;
  return either(target.references, (field): Expression => {
    if (item !== undefined) return { kind: "in", field, items: [item] };
    return combine("and", [endOf(field, ">=", low), endOf(field, "<=", high)]);
  });
}

/** An end of a range: a value, or one that is computed. */
function readEnd(cursor: Cursor, target: Target, after: string): Value | FieldReference | Problem {
  const right = readRight(cursor, target, after, true);
  if (isProblem(right)) return right;
  if (right.kind === "literal") return readValue(cursor, right.token, target);
  const [reference, other] = right.references;
  if (reference !== undefined && other === undefined) return reference;
  const advice = `${right.label} means two fields: name one of them`;
  return problemOf(cursor, tokenBefore(cursor), `${right.label} cannot be an end of a range`, advice);
}

function endOf(field: FieldReference, operator: ">=" | "<=", end: Value | FieldReference): Expression {
  return end.kind === "field"
    ? { kind: "compareFields", operator, left: field, right: end }
    : { kind: "compare", operator, field, value: end };
}

function tokenBefore(cursor: Cursor): Token {
  return cursor.tokens[cursor.at - 1] ?? peek(cursor);
}
