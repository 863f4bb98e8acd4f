// Cuts the text of an expression into tokens. What a word means (field, number, address, keyword) is left to the
// parser, because it depends on the position of the word.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { nearest } from "@flowlogs/base/nearest";
import { endOfParentheses, readQuoted, readRegex, withoutSpaces } from "../delimiters.ts";
import { callableNames, findFunction, isAggregateName } from "../functions/registry.ts";
import type { Token } from "./token.ts";
import { isKeyword } from "../keywords.ts";

/**
 * All tokens of a part of a text and an `end`, or what could not be cut. `#` at the start of a word begins a comment up
 * to the end of the line.
 */
export function tokenize(whole: string, from = 0, to = whole.length): Token[] | Problem {
  const text = whole.slice(0, to);
  const tokens: Token[] = [];
  let at = skipSpace(text, from);
  while (at < text.length) {
    const token = nextToken(text, at, tokens.at(-1));
    if (isProblem(token)) return token;
    tokens.push(token);
    at = skipSpace(text, token.to);
  }
  const end = tokens.at(-1)?.to ?? text.length;
  tokens.push({ kind: "end", text: "", flags: "", from: end, to: end });
  return tokens;
}

// The longer come first, so that `<=` is not read as `<` and `=`.
const symbols = [
  "&&",
  "||",
  "==",
  "!=",
  "<>",
  "<=",
  ">=",
  "=~",
  "!~",
  "=",
  "<",
  ">",
  "!",
  "(",
  ")",
  "[",
  "]",
  ",",
  "&",
  "|",
];
const wordPattern = /[^\s()[\],=!<>&|'"`]+/y;
const spacePattern = /\s+|#[^\n]*/y;
/** Characters of a word without quotes: more than any number, address or name has. */
const wordLimit = 10_000;

function skipSpace(text: string, at: number): number {
  let end = at;
  do spacePattern.lastIndex = end;
  while (spacePattern.test(text) && (end = spacePattern.lastIndex));
  return end;
}

function nextToken(text: string, at: number, previous: Token | undefined): Token | Problem {
  const first = text.charAt(at);
  if (first === "'" || first === '"') return quoted(text, at, "string");
  if (first === "`") return quoted(text, at, "key");
  if (first === "/" && previous !== undefined && takesRegex(previous)) return regex(text, at);
  if (first === "@" && /^['"]$/.test(text.charAt(at + 1))) return quotedFile(text, at);
  const symbol = symbols.find((candidate) => text.startsWith(candidate, at));
  if (symbol !== undefined) return { kind: "symbol", text: symbol, flags: "", from: at, to: at + symbol.length };
  return readWord(text, at, wordEnd(text, at));
}

function takesRegex(previous: Token): boolean {
  if (previous.kind === "symbol") return previous.text === "=~" || previous.text === "!~";
  return previous.kind === "word" && /^(?:like|matches)$/i.test(previous.text);
}

function quoted(text: string, at: number, kind: "string" | "key"): Token | Problem {
  const found = readQuoted(text, at);
  const what = kind === "key" ? "back-tick" : "quote";
  return found === undefined
    ? problemAt(text, at, at + 1, `this ${what} is never closed`)
    : { kind, text: found.inside, flags: "", from: at, to: found.end };
}

/** A file whose name has blanks or the like in it: `@'my list'`. */
function quotedFile(text: string, at: number): Token | Problem {
  const name = quoted(text, at + 1, "string");
  return isProblem(name) ? name : { ...name, kind: "file", from: at };
}

function regex(text: string, at: number): Token | Problem {
  const found = readRegex(text, at);
  if (found === undefined) return problemAt(text, at, at + 1, "this regular expression is never closed");
  return { kind: "regex", text: found.inside, flags: found.flags, from: at, to: found.end };
}

function wordEnd(text: string, at: number): number {
  wordPattern.lastIndex = at;
  return at + (wordPattern.exec(text)?.[0].length ?? 0);
}

/**
 * A word. With a parenthesis right after it an aggregate, whose text is a name: `sum(bytes)`, also joined as in
 * `sum(bytes)/count()`. A function is a word, and what is in its parentheses is cut like everything else.
 */
function readWord(text: string, at: number, plainEnd: number): Token | Problem {
  if (plainEnd - at > wordLimit) {
    return problemAt(text, at, plainEnd, `a word has more than ${wordLimit} characters`, "put text in quotes");
  }
  const word = text.slice(at, plainEnd);
  const plain: Token = { kind: "word", text: word, flags: "", from: at, to: plainEnd };
  const name = text.charAt(plainEnd) === "(" ? /(?:[Pp]\d+\.\d+|[A-Za-z_]\w*)$/.exec(word)?.[0] : undefined;
  if (name === undefined || isKeyword(name) || findFunction(name) !== undefined) return plain;
  if (!isAggregateName(name)) return unknownFunction(text, plainEnd, name);
  let end = plainEnd;
  while (text.charAt(end) === "(") {
    const close = endOfParentheses(text, end);
    if (close === undefined) return problemAt(text, end, end + 1, 'this "(" is never closed');
    end = wordEnd(text, close);
  }
  return { kind: "key", text: withoutSpaces(text.slice(at, end)), flags: "", from: at, to: end };
}

function unknownFunction(text: string, end: number, name: string): Problem {
  const likely = nearest(name, callableNames(), name.length < 6 ? 1 : 2);
  const advice = likely === undefined ? "put a key of that name in back-ticks" : `did you mean "${likely}"?`;
  return problemAt(text, end - name.length, end, `unknown function "${name}"`, advice);
}
