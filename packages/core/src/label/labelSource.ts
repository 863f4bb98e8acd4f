// What one source of labels says: rows of labels, each in force for a time or always, and the keys by which they are found. A row
// is an entry, counted from 1, as the kernel's tables of labels have it (packages/kernel/assembly/columns/labels.ts).
import { GrowingWords } from "@flowlogs/base/growingWords";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { AddressKeys } from "./addressKeys.ts";
import type { AskedKeys } from "./askedKeys.ts";
import { ColumnTextKeys } from "./columnTextKeys.ts";
import { type NumberedTexts, placeTexts, textAt, TextList } from "./numberedTexts.ts";
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

/** Rows of a table; what was said of each by its column. */
interface LabelRows {
  readonly count: number;
  readonly validities?: readonly (Validity | undefined)[] | undefined;
  readonly lines: Uint32Array;
}

/** What the keys are: addresses, or texts and numbers of some field. */
export type LabelKeys = AddressKeys | SortedRanges | AskedKeys | TextKeys | ColumnTextKeys;

export class LabelSource {
  /** The file, for messages. */
  readonly name: string;
  readonly labels: readonly string[];
  /** By the fields that they are for: `*` for any field, `address` for any address. */
  readonly keys = new Map<string, LabelKeys>();
  /** The values that there are, as JSON. */
  readonly #list = new TextList();
  readonly #known = new Map<LabelValue, number>();
  #texts: NumberedTexts | undefined;
  /** Those of the list, once there are all. */
  #numbered: NumberedTexts | undefined;
  /** For each label the number of its text of each entry, 0 for none. */
  readonly #values: readonly GrowingWords[];
  readonly #lines = new GrowingWords();
  /** Of all entries, where there is one. */
  readonly #validities: (Validity | undefined)[] = [];
  #isDated = false;

  constructor(name: string, labels: readonly string[]) {
    this.name = name;
    this.labels = labels;
    this.#values = labels.map(() => new GrowingWords());
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
    for (const [i, column] of this.#values.entries()) column.push(this.#numberOf(values[i]));
    this.#lines.push(line);
    this.#date([validity]);
    return this.#lines.length;
  }

  /** Adds rows; the numbers of their labels come with addLabels. */
  addRows({ count, validities, lines }: LabelRows): void {
    this.#lines.append(lines.subarray(0, count));
    if (validities !== undefined) this.#date(validities);
  }

  /** The numbers of a label of the rows that were added last: setTexts says what they mean. */
  addLabels(label: number, numbers: Uint32Array): void {
    this.#values[label]?.append(numbers);
  }

  /** What the numbers of all rows mean, where addLabels gave them. */
  setTexts(texts: NumberedTexts): void {
    this.#texts = texts;
  }

  /** The validities of the entries that were added last. */
  #date(validities: readonly (Validity | undefined)[]): void {
    if (!this.#isDated && validities.every((it) => it === undefined)) return;
    this.#isDated = true;
    while (this.#validities.length < this.rows - validities.length) this.#validities.push(undefined);
    for (const validity of validities) this.#validities.push(validity);
  }

  #numberOf(value: LabelValue): number {
    if (value === undefined || value === null || value === "") return 0;
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const number = this.#list.add(JSON.stringify(value));
    this.#known.set(value, number);
    return number;
  }

  /** The keys for a field, made when there are none yet. */
  addresses(): AddressKeys {
    return this.#keysOf("address", AddressKeys);
  }

  /** `field`: the name of a known field, or `*`. */
  texts(field: string): TextKeys {
    return this.#keysOf(field, TextKeys);
  }

  /** The same for keys that come as columns. */
  textColumns(field: string): ColumnTextKeys {
    return this.#keysOf(field, ColumnTextKeys);
  }

  /** All keys of this source: address ranges that are sorted and do not overlap, or addresses that it is asked for. */
  setAddresses(ranges: SortedRanges | AskedKeys): void {
    this.keys.set("address", ranges);
  }

  #keysOf<Of extends AddressKeys | TextKeys | ColumnTextKeys>(field: string, kind: new () => Of): Of {
    const known = this.keys.get(field);
    if (known instanceof kind) return known;
    const made = new kind();
    this.keys.set(field, made);
    return made;
  }

  /** The text of a label of an entry, as JSON; undefined: it has none. */
  jsonAt(entry: number, label: number): string | undefined {
    const number = this.#values[label]?.at(entry - 1) ?? 0;
    return number === 0 ? undefined : textAt(this.#texts ?? (this.#numbered ??= this.#list.numbered()), number);
  }

  /** When an entry is in force; undefined: always. */
  validityOf(entry: number): Validity | undefined {
    return this.#isDated ? this.#validities[entry - 1] : undefined;
  }

  /** The file and the line of an entry. */
  placeOf(entry: number): string {
    const line = this.#lines.at(entry - 1);
    return line === 0 ? this.name : `${this.name}:${line}`;
  }

  /** Whether two entries say the same. */
  isSame(one: number, other: number): boolean {
    return this.#values.every((column) => column.at(one - 1) === column.at(other - 1));
  }

  /** Whether two entries are in force at the same time. */
  overlap(one: number, other: number): boolean {
    const a = this.validityOf(one) ?? always;
    const b = this.validityOf(other) ?? always;
    return a.from < b.to && b.from < a.to;
  }

  /** Puts the values of all labels into the kernel's memory. Returns for each label where they are, and how long its texts get. */
  place(kernel: Kernel): readonly { readonly values: number; readonly longest: number }[] {
    const places = placeTexts(kernel, this.#texts ?? this.#list.numbered()) / 4;
    return this.#values.map((column) => {
      const numbers = column.words();
      const values = kernel.allocate(numbers.length * 8);
      const words = kernel.words();
      let longest = 0;
      for (let i = 0, to = values / 4; i < numbers.length; i++, to += 2) {
        const number = numbers[i] ?? 0;
        const text = places + (number - 1) * 2;
        const length = number === 0 ? 0 : (words[text + 1] ?? 0);
        words[to] = number === 0 ? 0 : (words[text] ?? 0);
        words[to + 1] = length;
        if (length > longest) longest = length;
      }
      return { values, longest };
    });
  }
}
