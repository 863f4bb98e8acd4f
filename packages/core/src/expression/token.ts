// Cuts the text of an expression into tokens. What a word means (field, number, address, keyword) is left to the
// parser, because it depends on where the word stands.
import { isProblem, problemAt, type Problem } from "../problem.ts";
import { endOfParentheses, readQuoted, readRegex, withoutSpaces } from "./enclosed.ts";

/**
 * `text` is the word, the symbol, the unescaped inside of quotes, or the source of a regular expression. A `key` is a
 * field name that needs no interpretation: in back-ticks, or the text of a call such as `sum(bytes)`. `end` stands
 * behind the last token.
 */
export interface Token {
  readonly kind: "word" | "key" | "string" | "regex" | "symbol" | "end";
  readonly text: string;
  /** The flags of a regular expression, else empty. */
  readonly flags: string;
  readonly from: number;
  readonly to: number;
}

/**
 * All tokens and an `end`, or what could not be cut. `#` at the start of a word begins a comment up to the end of the
 * line.
 */
export function tokenize(text: string): Token[] | Problem {
  const tokens: Token[] = [];
  let at = skipSpace(text, 0);
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

/** The words that the grammar uses; as names of fields they need back-ticks. */
export function isKeyword(word: string): boolean {
  return keywords.has(word.toLowerCase());
}

const keywords = new Set("and or not in between is null like matches eq ne neq lt le gt ge".split(" "));
// The longer come first, so that `<=` is not read as `<` and `=`.
const symbols = ["&&", "||", "==", "!=", "<>", "<=", ">=", "=~", "!~", "=", "<", ">", "!", "(", ")", "[", "]", ","];
const wordPattern = /[^\s()[\],=!<>&|'"`]+/y;
const spacePattern = /(?:\s+|#[^\n]*)*/y;

function skipSpace(text: string, at: number): number {
  spacePattern.lastIndex = at;
  return at + (spacePattern.exec(text)?.[0].length ?? 0);
}

function nextToken(text: string, at: number, previous: Token | undefined): Token | Problem {
  const first = text.charAt(at);
  if (first === "'" || first === '"') return quoted(text, at, "string");
  if (first === "`") return quoted(text, at, "key");
  if (first === "/" && previous !== undefined && takesRegex(previous)) return regex(text, at);
  const symbol = symbols.find((candidate) => text.startsWith(candidate, at));
  if (symbol !== undefined) return { kind: "symbol", text: symbol, flags: "", from: at, to: at + symbol.length };
  const end = wordEnd(text, at);
  if (end > at) return readWord(text, at, end);
  const advice = first === "&" || first === "|" ? "write and, or, && or ||" : undefined;
  return problemAt(text, at, at + 1, `unexpected "${first}"`, advice);
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

function regex(text: string, at: number): Token | Problem {
  const found = readRegex(text, at);
  if (found === undefined) return problemAt(text, at, at + 1, "this regular expression is never closed");
  return { kind: "regex", text: found.inside, flags: found.flags, from: at, to: found.end };
}

function wordEnd(text: string, at: number): number {
  wordPattern.lastIndex = at;
  return at + (wordPattern.exec(text)?.[0].length ?? 0);
}

/** A word, or with a parenthesis right behind it the text of a call; calls may be joined: `sum(bytes)/count()`. */
function readWord(text: string, at: number, plainEnd: number): Token | Problem {
  const word = text.slice(at, plainEnd);
  const plain: Token = { kind: "word", text: word, flags: "", from: at, to: plainEnd };
  const isName = /^[A-Za-z_]/.test(word) && !isKeyword(word);
  if (!isName || text.charAt(plainEnd) !== "(") return plain;
  let end = plainEnd;
  while (text.charAt(end) === "(") {
    const close = endOfParentheses(text, end);
    if (close === undefined) return problemAt(text, end, end + 1, 'this "(" is never closed');
    end = wordEnd(text, close);
  }
  return { kind: "key", text: withoutSpaces(text.slice(at, end)), flags: "", from: at, to: end };
}
