// Reads the rows of a table of labels a column at a time: the kernel reads the keys and numbers the labels, so that a million rows make
// no text and no object each.
import type { Batch } from "../batch.ts";
import type { AddressKeys } from "./addressKeys.ts";
import type { ColumnTextKeys } from "./columnTextKeys.ts";
import type { LabelSource } from "./labelSource.ts";
import { TextNumbers } from "./textNumbers.ts";
import type { Validity } from "./validity.ts";

interface Places {
  /** The column of the keys. */
  readonly key: number;
  /** Those of the source's labels. */
  readonly labels: readonly number[];
}

export class LabelColumns {
  readonly #source: LabelSource;
  readonly #keys: AddressKeys | ColumnTextKeys;
  readonly #places: Places;
  #numbers: TextNumbers | undefined;

  constructor(source: LabelSource, keys: AddressKeys | ColumnTextKeys, places: Places) {
    this.#source = source;
    this.#keys = keys;
    this.#places = places;
  }

  /** Adds the keys of a batch, for whose rows addRows comes next. Returns the rows whose key has to be added by addKey. */
  addKeys(batch: Batch): Uint32Array {
    return this.#keys.addColumn(batch, this.#places.key, this.#source.rows + 1);
  }

  /** Whether the text is a key; then it is that of a row of the batch. */
  addKey(text: string, row: number): boolean {
    return this.#keys.add(text, this.#source.rows + 1 + row);
  }

  addRows(batch: Batch, lines: Uint32Array, validities: readonly (Validity | undefined)[] | undefined): void {
    this.#numbers ??= new TextNumbers(batch.kernel);
    for (const [label, column] of this.#places.labels.entries()) {
      this.#source.addLabels(label, this.#numbers.labels(batch, column));
    }
    this.#source.addRows({ count: batch.rows, lines, validities });
  }

  /** No more rows come: nothing is left in the memory of whoever read them. */
  finish(): void {
    if (this.#numbers !== undefined) this.#source.setTexts(this.#numbers.texts());
    this.#numbers = undefined;
    this.#keys.finish();
  }
}
