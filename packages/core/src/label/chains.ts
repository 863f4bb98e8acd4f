// Entries of a key in the order in which they count. Where each is in force for a time, the kernel gets them as a chain, of which the
// first that has the time of a record counts.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { DATED_ENTRY } from "@flowlogs/kernel/opcodes";
import { always, type Validity } from "./validity.ts";

const VERSION = 24;

export class Chains {
  readonly #validityOf: (entry: number) => Validity | undefined;
  readonly #known = new Map<string, number>();
  readonly #chains: (readonly number[])[] = [];

  constructor(validityOf: (entry: number) => Validity | undefined) {
    this.#validityOf = validityOf;
  }

  /** What a table has for a key with these entries: an entry, or with the bit for that a chain. */
  entryOf(entries: readonly number[]): number {
    const [first = 0] = entries;
    if (entries.length === 1 && this.#validityOf(first) === undefined) return first;
    const key = entries.join(" ");
    let chain = this.#known.get(key);
    if (chain === undefined) {
      chain = this.#chains.length;
      this.#known.set(key, chain);
      this.#chains.push(entries);
    }
    return (DATED_ENTRY | chain) >>> 0;
  }

  /** Whether there is one. */
  get isEmpty(): boolean {
    return this.#chains.length === 0;
  }

  /** Puts them into the kernel's memory. */
  place(kernel: Kernel): { readonly chains: number; readonly versions: number } {
    const count = this.#chains.reduce((sum, { length }) => sum + length, 0);
    const chains = kernel.allocate(this.#chains.length * 8);
    const versions = kernel.allocate(count * VERSION);
    let version = 0;
    for (const [i, entries] of this.#chains.entries()) {
      kernel.words().set([version, entries.length], chains / 4 + i * 2);
      for (const entry of entries) {
        const { from, to } = this.#validityOf(entry) ?? always;
        const at = versions + version * VERSION;
        kernel.doubles().set([from, to], at / 8);
        kernel.words().set([entry, 0], at / 4 + 4);
        version++;
      }
    }
    return { chains, versions };
  }
}
