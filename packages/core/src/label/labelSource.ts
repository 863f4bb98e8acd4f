// What one source of labels says: rows of labels, each in force for a time or always, and the keys by which they are found. A row
// is an entry, counted from 1, as the kernel's tables of labels have it (packages/kernel/assembly/columns/labels.ts).
import type { Kernel } from "@flowlogs/kernel/kernel";
import { AddressKeys } from "./addressKeys.ts";
import type { SortedRanges } from "./sortedRanges.ts";
import { TextKeys } from "./textKeys.ts";
import { always, type Validity } from "./validity.ts";

export type LabelValue = string | number | boolean | null | undefined;

/** A row of labels as it was read. */
export interface LabelRow {
  /** In the order of the source's labels. */
  readonly values: readonly LabelValue[];
  /** Undefined: always. */
  readonly validity?: Validity | undefined;
  /** The line of the file, from 1; undefined where it has no lines. */
  readonly line?: number | undefined;
}

/** What the keys are: addresses, or texts and numbers of some field. */
export type LabelKeys = AddressKeys | SortedRanges | TextKeys;

export class LabelSource {
  /** The file, for messages. */
  readonly name: string;
  readonly labels: readonly string[];
  /** By the fields that they are for: `*` for any field, `address` for any address. */
  readonly keys = new Map<string, LabelKeys>();
  /** The values that there are, as JSON, and their numbers, from 1. */
  readonly #texts: string[] = [];
  readonly #numbers = new Map<LabelValue, number>();
  /** For each entry and label the number of its text, 0 for none. */
  readonly #values: number[] = [];
  readonly #lines: number[] = [];
  readonly #validities: (Validity | undefined)[] = [];
  #isDated = false;

  constructor(name: string, labels: readonly string[]) {
    this.name = name;
    this.labels = labels;
  }

  get rows(): number {
    return this.#lines.length;
  }

  /** Whether some row is in force for a time only. */
  get isDated(): boolean {
    return this.#isDated;
  }

  /** Adds a row. Returns its entry. */
  add({ values, validity, line = 0 }: LabelRow): number {
    for (let i = 0; i < this.labels.length; i++) this.#values.push(this.#numberOf(values[i]));
    this.#lines.push(line);
    this.#validities.push(validity);
    this.#isDated ||= validity !== undefined;
    return this.#lines.length;
  }

  #numberOf(value: LabelValue): number {
    if (value === undefined || value === null || value === "") return 0;
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#texts.push(JSON.stringify(value));
    this.#numbers.set(value, this.#texts.length);
    return this.#texts.length;
  }

  /** The keys for a field, made when there are none yet. */
  addresses(): AddressKeys {
    return this.#keysOf("address", AddressKeys);
  }

  /** `field`: the name of a known field, or `*`. */
  texts(field: string): TextKeys {
    return this.#keysOf(field, TextKeys);
  }

  /** Address ranges that are sorted and do not overlap: all keys of this source. */
  setRanges(ranges: SortedRanges): void {
    this.keys.set("address", ranges);
  }

  #keysOf<Of extends AddressKeys | TextKeys>(field: string, kind: new () => Of): Of {
    const known = this.keys.get(field);
    if (known instanceof kind) return known;
    const made = new kind();
    this.keys.set(field, made);
    return made;
  }

  /** When an entry is in force; undefined: always. */
  validityOf(entry: number): Validity | undefined {
    return this.#validities[entry - 1];
  }

  /** The file and the line of an entry. */
  placeOf(entry: number): string {
    const line = this.#lines[entry - 1] ?? 0;
    return line === 0 ? this.name : `${this.name}:${line}`;
  }

  /** Whether two entries say the same. */
  isSame(one: number, other: number): boolean {
    return this.labels.every((_, i) => this.#valueOf(one, i) === this.#valueOf(other, i));
  }

  /** Whether two entries are in force at the same time. */
  overlap(one: number, other: number): boolean {
    const a = this.validityOf(one) ?? always;
    const b = this.validityOf(other) ?? always;
    return a.from < b.to && b.from < a.to;
  }

  #valueOf(entry: number, label: number): number {
    return this.#values[(entry - 1) * this.labels.length + label] ?? 0;
  }

  /** Puts the values of all labels into the kernel's memory. Returns for each label where they are, and how long its texts get. */
  place(kernel: Kernel): readonly { readonly values: number; readonly longest: number }[] {
    const encoder = new TextEncoder();
    const texts = this.#texts.map((text) => encoder.encode(text));
    const places: number[] = [];
    let at = kernel.allocate(texts.reduce((sum, { length }) => sum + length, 0));
    for (const text of texts) {
      kernel.bytes().set(text, at);
      places.push(at);
      at += text.length;
    }
    return this.labels.map((_, label) => {
      const values = kernel.allocate(this.rows * 8);
      const words = kernel.words();
      let longest = 0;
      for (let entry = 1; entry <= this.rows; entry++) {
        const number = this.#valueOf(entry, label);
        const length = number === 0 ? 0 : (texts[number - 1]?.length ?? 0);
        words[values / 4 + (entry - 1) * 2] = number === 0 ? 0 : (places[number - 1] ?? 0);
        words[values / 4 + (entry - 1) * 2 + 1] = length;
        longest = Math.max(longest, length);
      }
      return { values, longest };
    });
  }
}
