// Ranges of addresses of one family, each with the entry of its row: a million of them take no object each.
import { GrowingWords } from "@flowlogs/base/growingWords";
import { type Address, type AddressRange, formatAddresses } from "../address.ts";

const MASK32 = 0xffff_ffffn;
const MASK64 = (1n << 64n) - 1n;

/** Words of 32 bits that an address has, by its family. */
const widths = { 4: 1, 6: 4 } as const;

/** A range is { first; last; entry }, an address the highest word first. */
export class AddressRanges {
  readonly family: 4 | 6;
  /** Words of an address, and of a range. */
  readonly width: number;
  readonly size: number;
  /** Those of columns, and those that were added one by one. */
  readonly #columns: Uint32Array[] = [];
  readonly #added = new GrowingWords();

  constructor(family: 4 | 6) {
    this.family = family;
    this.width = widths[family];
    this.size = sizeOfRange(family);
  }

  add({ low, high }: AddressRange, entry: number): void {
    this.#added.push(...wordsOf(low, this.width), ...wordsOf(high, this.width), entry);
  }

  /** Adds a copy of ranges that are laid out as here. */
  append(words: Uint32Array): void {
    if (words.length > 0) this.#columns.push(words.slice());
  }

  get count(): number {
    return this.#parts.reduce((sum, { length }) => sum + length, 0) / this.size;
  }

  get #parts(): readonly Uint32Array[] {
    return [...this.#columns, this.#added.words()];
  }

  /** Writes the words of all ranges, in the order in which they came, from a place on. */
  copyTo(words: Uint32Array, place: number): void {
    let to = place;
    for (const part of this.#parts) {
      words.set(part, to);
      to += part.length;
    }
  }

  /** The range at a place among words that are laid out as here, as a user writes it. */
  textAt(words: Uint32Array, place: number): string {
    return formatAddresses(this.rangeAt(words, place));
  }

  rangeAt(words: Uint32Array, place: number): AddressRange {
    return { low: this.#address(words, place), high: this.#address(words, place + this.width) };
  }

  #address(words: Uint32Array, place: number): Address {
    const value = words.subarray(place, place + this.width).reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
    return { family: this.family, high: value >> 64n, low: value & MASK64 };
  }
}

/** Words that a range takes. */
export function sizeOfRange(family: 4 | 6): number {
  return 2 * widths[family] + 1;
}

function wordsOf({ high, low }: Address, width: number): readonly number[] {
  const all = [high >> 32n, high & MASK32, low >> 32n, low & MASK32].map(Number);
  return all.slice(all.length - width);
}

/** Negative, zero or positive: the order of two addresses, each of `width` words. */
export function compareAddressWords(words: Uint32Array, one: number, other: number, width: number): number {
  for (let i = 0; i < width; i++) {
    const difference = (words[one + i] ?? 0) - (words[other + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
