// Cuts a query into tokens.
import type { QueryToken } from "../reader.ts";
import { QueryRefusal } from "../refusal.ts";

const blank = /(?:\s+|#[^\n]*)+/y;
const plain: readonly (readonly [QueryToken["kind"], RegExp])[] = [
  ["period", /\d+[A-Za-z]+/y],
  ["number", /\d+(?:\.\d+)?/y],
  ["word", /[A-Za-z_@$][\w@$]*(?:\.\w+)*/y],
  ["symbol", /!=|<=|>=|=~|[|()[\],+*/^%=<>-]/y],
];
const quotes: ReadonlyMap<string, QueryToken["kind"]> = new Map([
  ["'", "text"],
  ['"', "text"],
  ["`", "key"],
]);

/** The tokens, with one for the end. Throws QueryRefusal. */
export function tokensOf(query: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let at = 0;
  for (;;) {
    at += lengthOf(blank, query, at);
    if (at >= query.length) break;
    const token = tokenAt(query, at, tokens);
    tokens.push(token);
    at = token.to;
  }
  const end = tokens.at(-1)?.to ?? 0;
  return [...tokens, { kind: "end", text: "", from: end, to: end + 1 }];
}

function lengthOf(pattern: RegExp, query: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(query)?.[0].length ?? 0;
}

function tokenAt(query: string, from: number, before: readonly QueryToken[]): QueryToken {
  const sign = query.charAt(from);
  const quote = quotes.get(sign);
  if (quote !== undefined) return quoted(query, from, quote);
  if (sign === "/" && isRegexNext(before)) return quoted(query, from, "regex");
  for (const [kind, pattern] of plain) {
    const length = lengthOf(pattern, query, from);
    if (length > 0) return { kind, text: query.slice(from, from + length), from, to: from + length };
  }
  const advice = /[~&;!]/.test(sign)
    ? "put texts in quotes; conditions are joined with and, or, not"
    : "put texts in quotes";
  throw new QueryRefusal(query, { from, to: from + 1 }, `"${sign}" cannot stand here`, advice);
}

/** A slash divides, unless a pattern is wanted. */
function isRegexNext(before: readonly QueryToken[]): boolean {
  const [other, last] = [before.at(-2), before.at(-1)];
  return isWord(last, "like") || last?.text === "=~" || isWord(last, "parse") || isWord(other, "parse");
}

function isWord(token: QueryToken | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toLowerCase() === word;
}

/** Up to the same sign again. In texts and names a back-slash takes the meaning off that sign and off itself. */
function quoted(query: string, from: number, kind: QueryToken["kind"]): QueryToken {
  const sign = query.charAt(from);
  let text = "";
  let isClass = false;
  for (let at = from + 1; at < query.length; at++) {
    const next = query.charAt(at);
    if (next === sign && !isClass) return { kind, text, from, to: at + 1 };
    if (next === "\\") {
      const following = query.charAt(++at);
      const isPlain = kind !== "regex" && (following === sign || following === "\\");
      text += isPlain ? following : `\\${following}`;
    } else {
      if (kind === "regex" && next === "[") isClass = true;
      if (kind === "regex" && next === "]") isClass = false;
      text += next;
    }
  }
  const what = kind === "regex" ? "regular expression" : kind === "key" ? "name" : "text";
  throw new QueryRefusal(
    query,
    { from, to: query.length },
    `this ${what} is never closed`,
    `add a ${sign} where it ends`,
  );
}
