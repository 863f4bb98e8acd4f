// Entries of a key in the order in which they count. Where each is in force for a time, the kernel gets them as a chain, of which the
// first that has the time of a record counts.
import { GrowingWords } from "@flowlogs/base/growingWords";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { DATED_ENTRY } from "@flowlogs/kernel/opcodes";
import { placeWords } from "./numberedTexts.ts";
import { always, type Validity } from "./validity.ts";

const VERSION = 24;

export class Chains {
  readonly #validityOf: (entry: number) => Validity | undefined;
  /** Of each chain the number of its first entry, and how many it has. */
  readonly #chains = new GrowingWords();
  readonly #entries = new GrowingWords();

  constructor(validityOf: (entry: number) => Validity | undefined) {
    this.#validityOf = validityOf;
  }

  /** What a table has for a key with these entries: an entry, or with the bit for that a chain. */
  entryOf(entries: readonly number[]): number {
    const [first = 0] = entries;
    if (entries.length === 1 && this.#validityOf(first) === undefined) return first;
    const chain = this.#chains.length / 2;
    this.#chains.push(this.#entries.length, entries.length);
    for (const entry of entries) this.#entries.push(entry);
    return (DATED_ENTRY | chain) >>> 0;
  }

  /** Whether there is one. */
  get isEmpty(): boolean {
    return this.#chains.length === 0;
  }

  /** Puts them into the kernel's memory. */
  place(kernel: Kernel): { readonly chains: number; readonly versions: number } {
    const found = new ArrayBuffer(this.#entries.length * VERSION);
    const [words, doubles] = [new Uint32Array(found), new Float64Array(found)];
    for (let version = 0; version < this.#entries.length; version++) {
      const entry = this.#entries.at(version);
      const { from, to } = this.#validityOf(entry) ?? always;
      doubles[version * 3] = from;
      doubles[version * 3 + 1] = to;
      words[version * 6 + 4] = entry;
    }
    return { chains: placeWords(kernel, this.#chains.words()), versions: placeWords(kernel, words) };
  }
}
