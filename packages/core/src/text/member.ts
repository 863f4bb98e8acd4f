// The members of one JSON object as they are in its text: for the few places where keys in their order, or a line with
// one value taken out, are wanted and not the values as JavaScript would have them. A line may have 16 MiB, so that
// strings are not left to a regular expression, which needs stack for each of their characters.

interface Member {
  readonly key: string;
  /** Position of the member, from its key's quote to the end of its value. */
  readonly from: number;
  readonly to: number;
  /** Position of its value. */
  readonly valueFrom: number;
}

/** The members of a JSON object, in order; undefined when the text is not a JSON object. */
export function membersOf(text: string): Member[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  } catch {
    return undefined;
  }
  const members: Member[] = [];
  // The text is JSON: the next quote after a value begins a key.
  for (let from = text.indexOf('"'); from >= 0;) {
    const keyEnd = endOfString(text, from);
    const to = endOfValue(text, keyEnd);
    const valueFrom = afterBlanks(text, text.indexOf(":", keyEnd) + 1);
    members.push({ key: String(JSON.parse(text.slice(from, keyEnd))), from, to, valueFrom });
    from = text.indexOf('"', to);
  }
  return members;
}

/** The offset after the string that begins at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); ; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charAt(at - 1 - backslashes) === "\\") backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}

/** The offset after the value whose colon is the next one from `from` on. */
function endOfValue(text: string, from: number): number {
  for (let at = from, depth = 0; ; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = endOfString(text, at) - 1;
    else if (isOpening(sign)) depth++;
    else if (isClosing(sign)) depth--;
    if (depth < 0 || (depth === 0 && sign === COMMA)) return endOfWord(text, at);
  }
}

const QUOTE = 34;
const COMMA = 44;

function isOpening(sign: number): boolean {
  return sign === 91 || sign === 123;
}

function isClosing(sign: number): boolean {
  return sign === 93 || sign === 125;
}

/** The offset of the first character from `from` on that is not blank. */
function afterBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text.charAt(at))) at++;
  return at;
}

/** The offset after the last character before `end` that is not blank. */
function endOfWord(text: string, end: number): number {
  let at = end;
  while (/\s/.test(text.charAt(at - 1))) at--;
  return at;
}

/** The keys of a JSON object, each once; undefined when the text is not a JSON object. */
export function keysOf(text: string): string[] | undefined {
  const keys = membersOf(text)?.map(({ key }) => key);
  return keys === undefined ? undefined : [...new Set(keys)];
}

/** The object's text without the members of that key. */
export function withoutMember(text: string, key: string): string {
  const others = (membersOf(text) ?? []).filter((member) => member.key !== key);
  return `{${others.map(({ from, to }) => text.slice(from, to)).join(",")}}`;
}
