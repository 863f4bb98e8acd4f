// Keys that are texts or numbers: interfaces, accounts, ports. A value is found by its bytes.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { TEXT_SLOT } from "@flowlogs/kernel/opcodes";
import type { Chains } from "./chains.ts";
import { orderedByTime, type KeyOwner } from "./keyOwner.ts";

export class TextKeys {
  readonly kind = "text";
  readonly #entries = new Map<string, number[]>();

  /** Never a problem: any text is a key. */
  add(key: string, entry: number): void {
    const known = this.#entries.get(key);
    if (known === undefined) this.#entries.set(key, [entry]);
    else known.push(entry);
  }

  /** Puts the table into the kernel's memory. Returns its position. */
  place(kernel: Kernel, chains: Chains, owner: KeyOwner): number {
    const bits = 33 - Math.clz32(this.#entries.size);
    const slots = kernel.allocateZeros(2 ** bits * TEXT_SLOT);
    const set = kernel.allocate(8);
    kernel.openTexts(set, slots, bits);
    for (const [key, entries] of this.#entries) {
      const { at, length } = kernel.place(key);
      kernel.addLabelText(set, at, at + length, chains.entryOf(orderedByTime(key, entries, owner)));
    }
    return set;
  }
}
