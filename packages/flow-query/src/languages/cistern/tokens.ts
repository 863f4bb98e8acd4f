// Cuts a part of a query's text into tokens.
import type { QueryToken } from "../reader.ts";
import { QueryRefusal, type QueryPlace } from "../refusal.ts";

/** A part of the query: all of a statement, or the value of a flag. */
export interface QueryPart extends QueryPlace {
  /** What it says once its quotes are removed. */
  readonly text: string;
  /** Where its first character is in the query; undefined where quotes within it moved the others. */
  readonly at: number | undefined;
}

const patterns: readonly (readonly [QueryToken["kind"], RegExp])[] = [
  ["text", /"(?:[^"\\\n]|\\.)*"/y],
  ["period", /[-+]?(?:\d+(?:\.\d*)?|\.\d+)[A-Za-zµμ]\w*(?:\.?\d+[A-Za-zµμ]\w*)*/y],
  ["number", /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/y],
  ["word", /[A-Za-z_]\w*(?:\.\w+)*/y],
  ["symbol", /!=|<=|>=|[<>=(),]/y],
];

/** The tokens, with one for the end. Throws QueryRefusal. */
export function tokensOf(query: string, part: QueryPart): readonly QueryToken[] {
  const place = (from: number, to: number): QueryPlace =>
    part.at === undefined ? { from: part.from, to: part.to } : { from: part.at + from, to: part.at + to };
  const tokens: QueryToken[] = [];
  let at = blanksAt(part.text, 0);
  let last = 0;
  while (at < part.text.length) {
    const [kind, length] = tokenAt(part.text, at);
    if (kind === undefined) refuseSign(query, part.text.charAt(at), place(at, at + 1));
    last = at + length;
    tokens.push({ kind, text: part.text.slice(at, last), ...place(at, last) });
    at = last + blanksAt(part.text, last);
  }
  return [...tokens, { kind: "end", text: "", ...place(last, last + 1) }];
}

/** Blanks and comments. */
function blanksAt(text: string, at: number): number {
  return /^(?:\s|#[^\n]*)*/.exec(text.slice(at))?.[0].length ?? 0;
}

function tokenAt(text: string, at: number): readonly [QueryToken["kind"] | undefined, number] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const length = pattern.exec(text)?.[0].length ?? 0;
    if (length > 0) return [kind, length];
  }
  return [undefined, 0];
}

const adviceBySign: ReadonlyMap<string, string> = new Map([
  ["'", 'put texts in double quotes: "10.0.0.1"'],
  [":", "give a parameter such as :src its value with --set src=VALUE"],
]);

function refuseSign(query: string, sign: string, place: QueryPlace): never {
  if (sign === '"') throw new QueryRefusal(query, place, "this text is never closed", 'add a " where it ends');
  const advice = adviceBySign.get(sign);
  throw new QueryRefusal(query, place, `"${sign}" cannot stand here`, advice);
}
