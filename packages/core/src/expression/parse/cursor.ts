// The parser's position in the tokens, and the problems that it reports there.
import { problemAt, type Problem } from "@flowlogs/base/problem";
import type { Expression, Scalar } from "../syntax.ts";
import type { Token } from "./token.ts";

export interface ExpressionOptions {
  /** Names that exist besides those of the field table, such as the keys that the input is known to have. */
  readonly known?: readonly string[];
  /** What now() is, in epoch seconds; the clock's if not given. */
  readonly now?: number;
  /** The named expressions that this text is in, from the outermost on. */
  readonly naming?: readonly string[];
}

export interface Cursor {
  readonly text: string;
  /** Words with operators in them are cut in place when they come up (splitWord.ts). */
  readonly tokens: Token[];
  readonly options: ExpressionOptions;
  /** What now() is, everywhere in the text. */
  readonly now: number;
  /** Reads a condition: the grammar of a value needs that of an expression, which needs that of a value. */
  readonly condition: (cursor: Cursor) => Expression | Problem;
  /** Reads a value: an argument of a call is one, and a value may be a call. */
  readonly scalar: (cursor: Cursor) => Scalar | Problem;
  at: number;
  depth: number;
  /** What comes after the other end of each parenthesis; made when it is first asked for. */
  after?: ReadonlyMap<Token, Token | undefined>;
  /** Arithmetic operations so far. */
  operations: number;
  /** Reads a value of its own. */
  readonly value: (text: string) => Scalar | Problem;
  /** Which of the two fields a pseudo-field stands for just now (undefined: it is a name like others), and which pseudo-fields were met. */
  side: 0 | 1 | undefined;
  readonly pseudo: Set<string>;
}

/** Limit of nesting, far from the end of the stack. */
const depthLimit = 500;

/** Reads something nested, unless it is nested too deeply. */
export function nested<T>(cursor: Cursor, read: () => T | Problem): T | Problem {
  if (cursor.depth > depthLimit) return problemOf(cursor, peek(cursor), "the expression is nested too deeply");
  cursor.depth++;
  const result = read();
  cursor.depth--;
  return result;
}

export function peek(cursor: Cursor): Token {
  return (
    cursor.tokens[cursor.at] ?? { kind: "end", text: "", flags: "", from: cursor.text.length, to: cursor.text.length }
  );
}

export function advance(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at++;
  return token;
}

/** Whether a token is one of these symbols or keywords (in lower case; the token in any). */
export function isOne(token: Token, ...candidates: readonly string[]): boolean {
  if (token.kind !== "word" && token.kind !== "symbol") return false;
  return candidates.includes(token.text.toLowerCase());
}

/** Goes over the next token when it is one of the candidates. */
export function accept(cursor: Cursor, ...candidates: readonly string[]): boolean {
  const isNext = isOne(peek(cursor), ...candidates);
  if (isNext) cursor.at++;
  return isNext;
}

export function problemOf(cursor: Cursor, token: Token, problem: string, advice?: string): Problem {
  return problemAt(cursor.text, token.from, token.to, problem, advice);
}

/** Something is missing at `token`: `what` with its article, `after` the thing it should follow. */
export function missing(cursor: Cursor, token: Token, what: string, after: string): Problem {
  const atEnd = token.kind === "end";
  return problemOf(
    cursor,
    token,
    atEnd ? `the expression ends here, but ${what} is missing` : `expected ${what} after ${after}`,
  );
}

export function unexpected(cursor: Cursor, token: Token, advice?: string): Problem {
  const written = cursor.text.slice(token.from, token.to);
  return problemOf(
    cursor,
    token,
    token.kind === "end" ? "the expression ends here" : `unexpected ${quoteOnce(written)}`,
    advice,
  );
}

/** Limit of the characters of a text that a message quotes. */
const QUOTED = 200;

/** A text in double quotes, unless it brings its own; of a long one the beginning. */
export function quoteOnce(written: string): string {
  const short = written.length > QUOTED ? `${written.slice(0, QUOTED)}...` : written;
  return /^["'`]/.test(written) ? short : `"${short}"`;
}
