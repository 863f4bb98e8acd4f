// A plain JSON reader that keeps what JSON.parse throws away (the digits of numbers), and the values of wanted fields by
// it. JSON.parse says what is valid; this reader only reads what JSON.parse has accepted, and is checked against it.

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, Node>; readonly source: string }
  | { readonly kind: "null" | "other"; readonly source: string };

/** Nested objects and arrays that are read at most: a documented limit of the decoder. */
export const depthLimit = 512;

/** The record on a line, undefined when the line is no JSON object. */
export function readLine(line: string): ReadonlyMap<string, Node> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  } catch {
    return undefined;
  }
  const reader = new Reader(line);
  const node = reader.value(1);
  return node.kind === "object" && !reader.tooDeep ? node.members : undefined;
}

/** JSON knows no lone surrogates in UTF-8: they become U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

class Reader {
  readonly #text: string;
  #at = 0;
  tooDeep = false;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Node {
    this.#skip();
    const from = this.#at;
    const first = this.#text.charAt(from);
    if (first === '"') return { kind: "text", text: this.#string() };
    if (first === "{")
      return { kind: "object", members: this.#members(depth), source: this.#text.slice(from, this.#at) };
    if (first === "[") this.#items(depth);
    else while (/[^\s,\]}]/.test(this.#text.charAt(this.#at))) this.#at++;
    const source = this.#text.slice(from, this.#at);
    return { kind: source === "null" ? "null" : "other", source };
  }

  #skip(): void {
    while (/[ \t\r]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  /** Goes over the next character that is no blank when it is this one. */
  #accept(character: string): boolean {
    this.#skip();
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #string(): string {
    const from = this.#at++;
    while (this.#text.charAt(this.#at) !== '"') this.#at += this.#text.charAt(this.#at) === "\\" ? 2 : 1;
    this.#at++;
    return wellFormed(String(JSON.parse(this.#text.slice(from, this.#at))));
  }

  #members(depth: number): Map<string, Node> {
    this.tooDeep ||= depth > depthLimit;
    const members = new Map<string, Node>();
    this.#accept("{");
    while (!this.#accept("}")) {
      this.#accept(",");
      this.#skip();
      const key = this.#string();
      this.#accept(":");
      members.set(key, this.value(depth + 1));
    }
    return members;
  }

  #items(depth: number): void {
    this.tooDeep ||= depth > depthLimit;
    this.#accept("[");
    while (!this.#accept("]")) {
      this.#accept(",");
      this.value(depth + 1);
    }
  }
}

/** The node of a name: a key, or a path into nested objects. */
export function findNode(members: ReadonlyMap<string, Node>, name: string): Node | undefined {
  const found = members.get(name);
  if (found !== undefined) return found;
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
    const outer = members.get(name.slice(0, dot));
    const inner = outer?.kind === "object" ? findNode(outer.members, name.slice(dot + 1)) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** A value as text, the way that every stage sees it; undefined for null and for what is missing. */
export interface Value {
  readonly text: string;
  readonly isText: boolean;
}

export function valueOf(members: ReadonlyMap<string, Node>, name: string): Value | undefined {
  const node = findNode(members, name);
  if (node === undefined || node.kind === "null") return undefined;
  return node.kind === "text" ? { text: node.text, isText: true } : { text: node.source, isText: false };
}

/** A value as the decoder's is written down in decoded.ts. */
export function written(value: Value | undefined, missing = "-"): string {
  if (value === undefined) return missing;
  return value.isText ? JSON.stringify(value.text) : value.text;
}

/** Plain JavaScript values again, to check the reader against JSON.parse. */
export function toPlain(node: Node): unknown {
  if (node.kind === "text") return node.text;
  if (node.kind !== "object") return JSON.parse(node.source);
  return Object.fromEntries([...node.members].map(([key, member]) => [key, toPlain(member)]));
}

/** What a number looks like in a record, leading zeros of texts such as "007" allowed. */
export function isNumeric(text: string): boolean {
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text);
}

/** Negative, zero or positive: two integers exactly, else as doubles. */
export function compareNumbers(left: string, right: string): number {
  if (!isInteger(left) || !isInteger(right)) return Number(left) - Number(right);
  const difference = BigInt(left) - BigInt(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
