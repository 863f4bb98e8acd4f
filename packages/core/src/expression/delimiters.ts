// Reads what has an opening and a closing sign: quotes, back-ticks, regular expressions, parentheses of a call. Each
// reader gives undefined when the closing sign is missing. Lists are cut here too, because what is enclosed is not.

export interface Enclosed {
  readonly inside: string;
  /** The offset after the closing sign. */
  readonly end: number;
}

/**
 * Reads from the quote at `at`. A backslash takes the meaning off the quote and off a backslash, and is itself before
 * all else.
 */
export function readQuoted(text: string, at: number): Enclosed | undefined {
  const quote = text.charAt(at);
  let inside = "";
  for (let index = at + 1; index < text.length; index++) {
    const next = text.charAt(index);
    if (next === quote) return { inside, end: index + 1 };
    const following = text.charAt(index + 1);
    const isEscape = next === "\\" && (following === quote || following === "\\");
    inside += isEscape ? following : next;
    if (isEscape) index++;
  }
  return undefined;
}

/** Writes a text so that `readQuoted` reads it back. */
export function writeQuoted(text: string, quote: "'" | '"' | "`"): string {
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`) + quote;
}

/**
 * Reads from the slash at `at`; a slash after a backslash or in a class (`[/]`) does not close. The flags follow the
 * last slash.
 */
export function readRegex(text: string, at: number): (Enclosed & { readonly flags: string }) | undefined {
  let isClass = false;
  for (let index = at + 1; index < text.length; index++) {
    const next = text.charAt(index);
    if (next === "\\") index++;
    else if (next === "[") isClass = true;
    else if (next === "]") isClass = false;
    else if (next === "/" && !isClass) {
      const flags = /^[A-Za-z]*/.exec(text.slice(index + 1))?.[0] ?? "";
      return { inside: text.slice(at + 1, index), end: index + 1 + flags.length, flags };
    }
  }
  return undefined;
}

/** What comes before a regular expression, and how many characters are looked at; any other slash divides. */
const beforeRegex = /(?:[=!]~|\b(?:like|matches))\s*$/i;
const BEFORE = 64;

/** The offset after the parenthesis that closes the one at `at`; those in quotes and regular expressions do not count. */
export function endOfParentheses(text: string, at: number): number | undefined {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    const next = text.charAt(index);
    if (next === "(") depth++;
    else if (next === ")" && --depth === 0) return index + 1;
    else if (isQuote(next) || (next === "/" && beforeRegex.test(text.slice(Math.max(at, index - BEFORE), index)))) {
      const enclosed = next === "/" ? readRegex(text, index) : readQuoted(text, index);
      if (enclosed === undefined) return undefined;
      index = enclosed.end - 1;
    }
  }
  return undefined;
}

/** A part of a text. */
export interface DelimitedPart {
  readonly from: number;
  /** The offset after it. */
  readonly to: number;
}

/** The words that are outside quotes, parentheses and brackets. */
export function* wordsIn(text: string, { from, to }: DelimitedPart): Generator<DelimitedPart> {
  for (let at = from; at < to;) {
    const after = behindEnclosed(text, at);
    const end = after ?? at + (/^[\w.]+/.exec(text.slice(at, to))?.[0].length ?? 0);
    if (after === undefined && end > at) yield { from: at, to: end };
    at = Math.max(end, at + 1);
  }
}

/** Where what is opened at this place ends; undefined when nothing is. */
export function behindEnclosed(text: string, at: number): number | undefined {
  const first = text.charAt(at);
  if (first === "'" || first === '"' || first === "`") return readQuoted(text, at)?.end ?? text.length;
  if (first === "(") return endOfParentheses(text, at) ?? text.length;
  if (first !== "[") return undefined;
  const close = text.indexOf("]", at);
  return close < 0 ? text.length : close + 1;
}

/**
 * The parts of a list between its commas; those in back-ticks and parentheses do not separate. What is never closed
 * goes to the end, and is left to the reader of the part.
 */
export function listParts(text: string): DelimitedPart[] {
  const parts: DelimitedPart[] = [];
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const next = text.charAt(index);
    if (next === "`") index = (readQuoted(text, index)?.end ?? text.length) - 1;
    else if (next === "(") index = (endOfParentheses(text, index) ?? text.length) - 1;
    else if (next === ",") {
      parts.push({ from, to: index });
      from = index + 1;
    }
  }
  return [...parts, { from, to: text.length }];
}

/** The text of a call as a name: no spaces but those in quotes, and one between two words. */
export function withoutSpaces(text: string): string {
  let result = "";
  let last = "";
  for (let index = 0; index < text.length; index++) {
    const next = text.charAt(index);
    const end = isQuote(next) ? readQuoted(text, index)?.end : undefined;
    const isBetween = isWordEnd(last) && isWordEnd(next) && /\s/.test(text.charAt(index - 1));
    const part = end === undefined ? next.trim() : text.slice(index, end);
    result += (isBetween ? " " : "") + part;
    last = part.slice(-1) || last;
    if (end !== undefined) index = end - 1;
  }
  return result;
}

function isWordEnd(character: string): boolean {
  return /^[\p{L}\p{N}_]$/u.test(character);
}

function isQuote(character: string): boolean {
  return character === "'" || character === '"' || character === "`";
}
