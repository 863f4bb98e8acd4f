// Turns ranges that lie inside of each other into ranges that do not overlap, each with the entries of all that have it, the
// smallest first.
import { type AddressRanges, compareAddressWords } from "./addressRanges.ts";

interface FlattenOptions {
  /** Whether an entry is in force at any time: then it is all that a flat range needs. */
  readonly isAlways: (entry: number) => boolean;
  /** What a flat range has for the entries of all ranges that have it, those of the smallest first. */
  readonly entryOf: (entries: readonly number[]) => number;
  /** The entries of one and the same range, in the order in which they count. */
  readonly ordered: (entries: readonly number[], text: () => string) => readonly number[];
  /** Two ranges overlap, and neither is inside of the other. Ends the run. */
  readonly crossing: (one: FoundRange, other: FoundRange) => never;
}

interface FoundRange {
  readonly text: string;
  readonly entry: number;
}

/** The words of the flat ranges, in order. `sorted`: those of the ranges. */
export function flatten(ranges: AddressRanges, sorted: Uint32Array, options: FlattenOptions): Uint32Array {
  return new Flattener(ranges, sorted, options).flat();
}

/** A range that has the address at hand. */
interface OpenRange {
  readonly place: number;
  /** Where the ranges end that are the same. */
  readonly end: number;
  /** Undefined: that of its only range. */
  readonly entries: readonly number[] | undefined;
  /** What the flat ranges have of which it is the smallest; 0: not known yet. */
  entry: number;
}

class Flattener {
  readonly #ranges: AddressRanges;
  readonly #options: FlattenOptions;
  readonly #sorted: Uint32Array;
  readonly #width: number;
  readonly #flat: Uint32Array;
  #length = 0;
  /** The largest first. */
  readonly #open: OpenRange[] = [];
  /** The first address of these that is in no flat range yet, where there is one. */
  readonly #at: Uint32Array;
  #isAtEnd = false;
  readonly #before: Uint32Array;

  constructor(ranges: AddressRanges, sorted: Uint32Array, options: FlattenOptions) {
    this.#ranges = ranges;
    this.#options = options;
    this.#sorted = sorted;
    this.#width = ranges.width;
    // Each range ends the one around it, and then itself.
    this.#flat = new Uint32Array(2 * this.#sorted.length);
    this.#at = new Uint32Array(ranges.width);
    this.#before = new Uint32Array(ranges.width);
  }

  flat(): Uint32Array {
    const sorted = this.#sorted;
    for (let place = 0; place < sorted.length;) {
      const end = this.#endOfSame(place);
      this.#closeBefore(place);
      const around = this.#open.at(-1);
      if (around !== undefined) {
        if (this.#compareLasts(around.place, place) < 0) this.#cross(around.place, place);
        this.#emitBefore(place);
      }
      for (let i = 0; i < this.#width; i++) this.#at[i] = sorted[place + i] ?? 0;
      this.#isAtEnd = false;
      this.#open.push(this.#opened(place, end));
      place = end;
    }
    while (this.#open.length > 0) this.#closeLast();
    return this.#flat.subarray(0, this.#length);
  }

  /** Where the ranges end that are the same as the one at a place. */
  #endOfSame(place: number): number {
    const { size } = this.#ranges;
    let end = place + size;
    while (end < this.#sorted.length && compareAddressWords(this.#sorted, place, end, 2 * this.#width) === 0)
      end += size;
    return end;
  }

  #opened(place: number, end: number): OpenRange {
    if (end - place > this.#ranges.size) {
      const text = (): string => this.#ranges.textAt(this.#sorted, place);
      return { place, end, entries: this.#options.ordered(this.#entriesBetween(place, end), text), entry: 0 };
    }
    const entry = this.#entryAt(place);
    return { place, end, entries: undefined, entry: this.#options.isAlways(entry) ? entry : 0 };
  }

  #entriesBetween(place: number, end: number): readonly number[] {
    const entries: number[] = [];
    for (let at = place; at < end; at += this.#ranges.size) entries.push(this.#entryAt(at));
    return entries;
  }

  #entryAt(place: number): number {
    return this.#sorted[place + 2 * this.#width] ?? 0;
  }

  #compareLasts(one: number, other: number): number {
    return compareAddressWords(this.#sorted, one + this.#width, other + this.#width, this.#width);
  }

  #cross(one: number, other: number): never {
    const found = (place: number): FoundRange => ({
      text: this.#ranges.textAt(this.#sorted, place),
      entry: this.#entryAt(place),
    });
    return this.#options.crossing(found(one), found(other));
  }

  /** Closes the ranges that end before the one at a place. */
  #closeBefore(place: number): void {
    for (let last = this.#open.at(-1); last !== undefined; last = this.#open.at(-1)) {
      if (compareAddressWords(this.#sorted, last.place + this.#width, place, this.#width) >= 0) return;
      this.#closeLast();
    }
  }

  #closeLast(): void {
    const last = this.#open.at(-1);
    if (last === undefined) return;
    const end = last.place + this.#width;
    if (!this.#isAtEnd && this.#compareAt(end) <= 0) {
      this.#emit(end);
      this.#isAtEnd = !step(this.#at, this.#sorted, end, 1);
    }
    this.#open.pop();
  }

  /** What of the smallest range comes before the range at a place, which is inside of it. */
  #emitBefore(place: number): void {
    if (this.#isAtEnd || this.#compareAt(place) >= 0) return;
    step(this.#before, this.#sorted, place, -1);
    this.#emit(0, this.#before);
  }

  /** The order of the address at hand and that at a place. */
  #compareAt(place: number): number {
    for (let i = 0; i < this.#width; i++) {
      const difference = (this.#at[i] ?? 0) - (this.#sorted[place + i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** A flat range, from the address at hand up to the one at a place. */
  #emit(place: number, words: Uint32Array = this.#sorted): void {
    const open = this.#open.at(-1);
    if (open === undefined) return;
    if (open.entry === 0) open.entry = this.#options.entryOf(this.#allEntries());
    for (let i = 0; i < this.#width; i++) {
      this.#flat[this.#length + i] = this.#at[i] ?? 0;
      this.#flat[this.#length + this.#width + i] = words[place + i] ?? 0;
    }
    this.#flat[this.#length + 2 * this.#width] = open.entry;
    this.#length += this.#ranges.size;
  }

  /** Of the ranges that have the address at hand, those of the smallest first. */
  #allEntries(): readonly number[] {
    return this.#open.toReversed().flatMap(({ place, end, entries }) => entries ?? this.#entriesBetween(place, end));
  }
}

/** `to` = the address at a place plus or minus one; false where there is none. */
function step(to: Uint32Array, words: Uint32Array, place: number, by: 1 | -1): boolean {
  let carry: number = by;
  for (let i = to.length - 1; i >= 0; i--) {
    const sum = (words[place + i] ?? 0) + carry;
    to[i] = sum;
    carry = sum > 0xffff_ffff ? 1 : sum < 0 ? -1 : 0;
  }
  return carry === 0;
}
