// Keys that are addresses, prefixes or ranges. The table that the kernel searches has ranges that do not overlap: each address is in
// the smallest range that has it, and the ones around it count where that one is not in force.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import { type AddressRange, parseAddresses } from "../address.ts";
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { AddressRanges } from "./addressRanges.ts";
import { placeAddressTable, type PlacedRanges } from "./addressTable.ts";
import type { Chains } from "./chains.ts";
import { placeFlat } from "./flattenInKernel.ts";
import { flatten } from "./flatten.ts";
import { type KeyOwner, orderedByTime } from "./keyOwner.ts";
import { sortedRanges } from "./sortRanges.ts";

const WORD = 4;

export class AddressKeys {
  readonly kind = "address";
  readonly #four = new AddressRanges(4);
  readonly #six = new AddressRanges(6);
  #room: ReusedRegion | undefined;

  /** Whether the text is an address, a prefix or a range; then it is added. */
  add(text: string, entry: number): boolean {
    const range = parseAddresses(text);
    if (range === undefined) return false;
    (range.low.family === 4 ? this.#four : this.#six).add(range, entry);
    return true;
  }

  /** Adds a column of keys, the first of them with this entry. Returns the rows that have something else. */
  addColumn(batch: Batch, column: number, entry: number): Uint32Array {
    const { kernel } = batch;
    const sizes = [this.#four.size, this.#six.size, 1].map((words) => words * WORD * ROW_LIMIT);
    this.#room ??= new ReusedRegion(kernel);
    const four = this.#room.of(sizes.reduce((sum, size) => sum + size));
    const six = four + (sizes[0] ?? 0);
    const others = six + (sizes[1] ?? 0);
    kernel.readLabelKeys(column, entry, four, six, others);
    const words = (at: number, count: number): Uint32Array => kernel.words().subarray(at / WORD, at / WORD + count);
    this.#four.append(words(four, kernel.keys4.value * this.#four.size));
    this.#six.append(words(six, kernel.keys6.value * this.#six.size));
    return words(others, kernel.otherKeys.value).slice();
  }

  /** No more columns come. */
  finish(): void {
    this.#room = undefined;
  }

  /** Puts the table into the kernel's memory. Returns its position. */
  place(kernel: Kernel, chains: Chains, owner: KeyOwner): number {
    const placed = (ranges: AddressRanges): PlacedRanges =>
      placeFlat(kernel, ranges, owner, (sorted) => flat(ranges, sorted, chains, owner));
    return placeAddressTable(kernel, placed(this.#four), placed(this.#six));
  }

  get count(): number {
    return this.#four.count + this.#six.count;
  }

  /** Ranges that do not overlap, each with what a table has for it. */
  *ranges(chains: Chains, owner: KeyOwner): Generator<readonly [range: AddressRange, entry: number]> {
    for (const ranges of [this.#four, this.#six]) {
      const words = flat(ranges, sortedRanges(ranges), chains, owner);
      for (let at = 0; at < words.length; at += ranges.size)
        yield [ranges.rangeAt(words, at), words[at + ranges.size - 1] ?? 0];
    }
  }
}

function flat(ranges: AddressRanges, sorted: Uint32Array, chains: Chains, owner: KeyOwner): Uint32Array {
  const isAlways = (entry: number): boolean => owner.validityOf(entry) === undefined;
  // What comes after one that is always in force never counts.
  const inForce = (entries: readonly number[]): readonly number[] => {
    const end = entries.findIndex(isAlways);
    return end < 0 ? entries : entries.slice(0, end + 1);
  };
  return flatten(ranges, sorted, {
    isAlways,
    entryOf: (entries) => chains.entryOf(inForce(entries)),
    ordered: (entries, text) => orderedByTime(text, entries, owner),
    crossing(one, other) {
      const problem = `${other.text} overlaps ${one.text} at ${owner.placeOf(one.entry)} in part`;
      return owner.refuse(other.entry, { problem, advice: "write ranges that are apart, or one inside the other" });
    },
  });
}
