// The columns of the table: unpacks them, sorts and filters rows by them. A value that many rows have is looked at once.
import type { PageColumn } from "../src/print/page/pageData.ts";

export class Column {
  readonly name: string;
  readonly isRight: boolean;
  /** The number of characters that its widest text takes. */
  readonly characters: number;
  readonly #column: PageColumn;
  /** For each row the place of its value, from 1 on; 0 for null. */
  readonly #places: Uint8Array | Uint16Array | Uint32Array;
  #ranks: Uint32Array | undefined;
  #searched: readonly string[] | undefined;

  constructor(column: PageColumn) {
    this.#column = column;
    this.name = column.name;
    this.isRight = column.isRight;
    this.#places = unpacked(column);
    // A heading needs room for the sign of its order.
    this.characters = (column.shown ?? column.exact).reduce(
      (most, text) => Math.max(most, widthOf(text)),
      widthOf(column.name) + 2,
    );
  }

  /** The value of a row as it is shown; undefined for null. */
  shown(row: number): string | undefined {
    const { shown, exact } = this.#column;
    return (shown ?? exact)[(this.#places[row] ?? 0) - 1];
  }

  /** The value of a row as the record has it; undefined for null. */
  exact(row: number): string | undefined {
    return this.#column.exact[(this.#places[row] ?? 0) - 1];
  }

  /** The place of a row's value in the order of all values, from 1 on; 0 for null. */
  get rankOf(): (row: number) => number {
    const ranks = (this.#ranks ??= ranksOf(this.#column));
    const places = this.#places;
    return (row) => ranks[places[row] ?? 0] ?? 0;
  }

  /** Adds 1 to `found` for each row whose value has the word in it. The word is in lower case. */
  search(word: string, found: Uint8Array): void {
    const { exact, shown } = this.#column;
    this.#searched ??= exact.map((text, i) => `${text}\n${shown?.[i] ?? ""}`.toLowerCase());
    const isIn = Uint8Array.from([0, ...this.#searched.map((text) => Number(text.includes(word)))]);
    for (let row = 0; row < found.length; row++) found[row] = (found[row] ?? 0) | (isIn[this.#places[row] ?? 0] ?? 0);
  }
}

function unpacked({ places, width }: PageColumn): Uint8Array | Uint16Array | Uint32Array {
  const bytes = Uint8Array.from(atob(places), (sign) => sign.charCodeAt(0));
  if (width === 1) return bytes;
  const view = new DataView(bytes.buffer);
  const length = bytes.length / width;
  if (width === 2) return Uint16Array.from({ length }, (_, i) => view.getUint16(i * 2, true));
  return Uint32Array.from({ length }, (_, i) => view.getUint32(i * 4, true));
}

/** For each value its place in the order: numbers by their size, then texts, and numbers in them by their size too. */
function ranksOf({ exact, numbers }: PageColumn): Uint32Array {
  const order = Uint32Array.from(exact, (_, i) => i);
  const values = exact.slice(0, numbers).map(Number);
  // A key for each: Intl.Collator takes seconds for 100,000 addresses.
  const keys = exact.map((text, i) => (i < numbers ? "" : naturalKey(text)));
  order.sort((a, b) => {
    if (a < numbers && b < numbers) return compareNumbers(a, b, values, exact);
    if (a < numbers || b < numbers) return a - b;
    const [left = "", right = ""] = [keys[a], keys[b]];
    return left < right ? -1 : Number(left > right);
  });
  const ranks = new Uint32Array(exact.length + 1);
  for (const [rank, place] of order.entries()) ranks[place + 1] = rank + 1;
  return ranks;
}

/** A text that sorts as people expect: 10.0.0.9 comes before 10.0.0.10, because the number of digits is before them. */
function naturalKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/\d+/g, (digits) => String.fromCharCode(0x30 + Math.min(digits.length, 9)) + digits);
}

function compareNumbers(a: number, b: number, values: readonly number[], exact: readonly string[]): number {
  const difference = (values[a] ?? 0) - (values[b] ?? 0);
  if (difference !== 0) return difference;
  const [left = "", right = ""] = [exact[a], exact[b]];
  // Beyond 2^53 different numbers are the same double.
  const areWhole = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
  return areWhole ? (BigInt(left) < BigInt(right) ? -1 : 1) : 0;
}

/** Characters of Latin width that a text takes: those of East Asia are as wide as two. */
function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += (sign.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return width;
}

/** The rows in which each of the words is in some column. */
export function filtered(columns: readonly Column[], rows: number, filter: string): Uint32Array {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const isIn = new Uint8Array(rows).fill(1);
  for (const word of words) {
    const found = new Uint8Array(rows);
    for (const column of columns) column.search(word, found);
    for (let row = 0; row < rows; row++) isIn[row] = (isIn[row] ?? 0) & (found[row] ?? 0);
  }
  const kept = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (isIn[row] === 1) kept[count++] = row;
  return kept.subarray(0, count);
}

/** Sorts rows in place; those without a value come last, and rows with the same value stay in their order. */
export function sortRows(rows: Uint32Array, column: Column, isDescending: boolean): void {
  const rankOf = column.rankOf;
  const sign = isDescending ? -1 : 1;
  rows.sort((a, b) => {
    const [left, right] = [rankOf(a), rankOf(b)];
    if (left === right) return a - b;
    if (left === 0 || right === 0) return left === 0 ? 1 : -1;
    return sign * (left - right);
  });
}
