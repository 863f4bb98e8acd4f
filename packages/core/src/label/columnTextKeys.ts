// Keys of a table that are texts or numbers, read a column at a time: the number of the text that each row has.
import { GrowingWords } from "@flowlogs/base/growingWords";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { NEEDS_HOST } from "@flowlogs/kernel/opcodes";
import type { Batch } from "../batch.ts";
import type { Chains } from "./chains.ts";
import { orderedByTime, type KeyOwner } from "./keyOwner.ts";
import { type NumberedTexts, placeTexts, placeWords, textAt } from "./numberedTexts.ts";
import { openLabelTexts } from "./textKeys.ts";
import { TextNumbers } from "./textNumbers.ts";

export class ColumnTextKeys {
  readonly kind = "text";
  #numbers: TextNumbers | undefined;
  #texts: NumberedTexts = { bytes: new Uint8Array(0), ends: new Uint32Array(0) };
  /** The number of the key of each entry. */
  readonly #keys = new GrowingWords();

  /** Adds a column of keys. Returns the rows without one, and those whose text has to be added on its own. */
  addColumn(batch: Batch, column: number): Uint32Array {
    this.#numbers ??= new TextNumbers(batch.kernel);
    const numbers = this.#numbers.keys(batch, column);
    this.#keys.append(numbers);
    const others: number[] = [];
    for (const [row, number] of numbers.entries()) if (number === 0 || number === NEEDS_HOST) others.push(row);
    return Uint32Array.from(others);
  }

  /** Takes the key of an entry of the last column. Never a problem: any text is a key. */
  add(key: string, entry: number): boolean {
    this.#keys.replaceLast(this.#keys.length - entry + 1, this.#numbers?.numberOf(key) ?? 0);
    return true;
  }

  /** No more columns come: the texts are taken out of the memory of whoever read them. */
  finish(): void {
    this.#texts = this.#numbers?.texts() ?? this.#texts;
    this.#numbers = undefined;
  }

  /** Puts the table into the kernel's memory. Returns its position. */
  place(kernel: Kernel, chains: Chains, owner: KeyOwner): number {
    const count = this.#texts.ends.length;
    const found = this.#entriesByKey(chains, owner);
    const set = openLabelTexts(kernel, count);
    const entries = placeWords(kernel, found);
    kernel.addLabelTexts(set, placeTexts(kernel, this.#texts), entries, count);
    return set;
  }

  get count(): number {
    return this.#texts.ends.length;
  }

  /** Each key with what a table has for it. */
  *texts(chains: Chains, owner: KeyOwner): Generator<readonly [key: string, entry: number]> {
    for (const [i, entry] of this.#entriesByKey(chains, owner).entries()) yield [this.#textOf(i + 1), entry];
  }

  #entriesByKey(chains: Chains, owner: KeyOwner): Uint32Array {
    const keys = this.#keys.words();
    const ends = new Uint32Array(this.#texts.ends.length + 1);
    for (const key of keys) ends[key] = (ends[key] ?? 0) + 1;
    for (let key = 1; key < ends.length; key++) ends[key] = (ends[key] ?? 0) + (ends[key - 1] ?? 0);
    const starts = ends.slice(0, -1);
    const ordered = new Uint32Array(keys.length);
    for (const [i, key] of keys.entries()) {
      const place = starts[key - 1] ?? 0;
      starts[key - 1] = place + 1;
      ordered[place] = i + 1;
    }
    return this.#texts.ends.map((_, i) => {
      const entries = ordered.subarray(ends[i], ends[i + 1]);
      return chains.entryOf(orderedByTime(() => this.#textOf(i + 1), Array.from(entries), owner));
    });
  }

  #textOf(number: number): string {
    return textAt(this.#texts, number);
  }
}
