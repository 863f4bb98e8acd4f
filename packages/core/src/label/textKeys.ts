// Keys that are texts or numbers: interfaces, accounts, ports. A value is found by its bytes.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { TEXT_SLOT } from "@flowlogs/kernel/opcodes";
import type { Chains } from "./chains.ts";
import { orderedByTime, type KeyOwner } from "./keyOwner.ts";
import { placeTexts, placeWords, TextList } from "./numberedTexts.ts";

export class TextKeys {
  readonly kind = "text";
  readonly #entries = new Map<string, number[]>();

  /** Never a problem: any text is a key. */
  add(key: string, entry: number): void {
    const known = this.#entries.get(key);
    if (known === undefined) this.#entries.set(key, [entry]);
    else known.push(entry);
  }

  get count(): number {
    return this.#entries.size;
  }

  /** Each key with what a table has for it. */
  *texts(chains: Chains, owner: KeyOwner): Generator<readonly [key: string, entry: number]> {
    for (const [key, entries] of this.#entries) yield [key, chains.entryOf(orderedByTime(() => key, entries, owner))];
  }

  /** Puts the table into the kernel's memory. Returns its position. */
  place(kernel: Kernel, chains: Chains, owner: KeyOwner): number {
    const texts = new TextList();
    const found: number[] = [];
    for (const [key, entry] of this.texts(chains, owner)) {
      texts.add(key);
      found.push(entry);
    }
    const set = openLabelTexts(kernel, found.length);
    const entries = placeWords(kernel, Uint32Array.from(found));
    kernel.addLabelTexts(set, placeTexts(kernel, texts.numbered()), entries, found.length);
    return set;
  }
}

/** An empty set with room for `count` texts. */
export function openLabelTexts(kernel: Kernel, count: number): number {
  const bits = 33 - Math.clz32(count);
  const slots = kernel.allocateZeros(2 ** bits * TEXT_SLOT);
  const set = kernel.allocate(8);
  kernel.openTexts(set, slots, bits);
  return set;
}
