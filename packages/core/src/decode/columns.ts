// Turns columns of values, as in Parquet pages, into batches. Which pages there are and how they are compressed is left to
// their reader; here each column has at most one page at a time, and rows are made while all columns have some left.
import { canonicalName, findField } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { OutputColumns } from "./outputColumns.ts";
import type { ColumnPage, ValueType } from "./columnPage.ts";
import { type Ready, Slot } from "./columnSlot.ts";

const NOWHERE = new Uint8Array(0);

export class ColumnDecoder {
  readonly #kernel: Kernel;
  readonly #target: OutputColumns;
  readonly #slots: Slot[] = [];
  /** Of the columns that are wanted: the slot and the place in the batch. */
  #used: { readonly slot: Slot; readonly place: number }[] = [];

  constructor(kernel: Kernel, target: OutputColumns) {
    this.#kernel = kernel;
    this.#target = target;
  }

  /** A source with these columns begins; which of them are wanted. */
  start(names: readonly string[]): boolean[] {
    const format = names.map(fieldName);
    const { batch, places } = this.#target.use({ names: format });
    // The file has them, whether or not rows of it are looked at.
    this.#target.meet();
    this.#kernel.clearPageEscapes();
    this.#used = [];
    return format.map((name, i) => {
      const slot = (this.#slots[i] ??= new Slot(this.#kernel));
      slot.clear(findField(name)?.kind);
      const place = (places[i] ?? 0) / 8;
      const isWanted = place < batch.fields.length;
      if (isWanted) this.#used.push({ slot, place });
      return isWanted;
    });
  }

  /** The numbers of a time are in units, of which a second has 10 to the power of `digits`. */
  setUnit(column: number, digits: number): void {
    this.#slots[column]?.setUnit(digits);
  }

  /** Room for the bytes of the next dictionary of a column, to be filled at once. */
  roomForDictionary(column: number, size: number): Uint8Array {
    return this.#slots[column]?.roomForDictionary(size) ?? NOWHERE;
  }

  /** The dictionary that the next pages of a column refer to: its entries are in the first `size` bytes of the room. */
  takeDictionary(column: number, type: ValueType, count: number, size: number): void {
    this.#slots[column]?.takeDictionary(type, count, size);
  }

  /** Room for the bytes of the next page of a column, of which all rows before are used up; to be filled at once. */
  roomForPage(column: number, size: number): Uint8Array {
    return this.#slots[column]?.roomForPage(size) ?? NOWHERE;
  }

  /** The page whose bytes are in the room. */
  takePage(column: number, type: ValueType, page: ColumnPage): void {
    this.#slots[column]?.takePage(type, page);
  }

  /** The same for values that were computed elsewhere. */
  takeReady(column: number, values: readonly Ready[]): void {
    this.#slots[column]?.takeReady(values);
  }

  /** The same for rows without a value. */
  takeNulls(column: number, rows: number): void {
    this.#slots[column]?.takeNulls(rows);
  }

  /** Rows of a column that are here and not used. */
  rowsLeft(column: number): number {
    return this.#slots[column]?.rows ?? 0;
  }

  /** Makes records of rows that all wanted columns have. */
  makeRows(count: number): void {
    const kernel = this.#kernel;
    for (let left = count; left > 0;) {
      const now = Math.min(left, this.#target.rowLimit);
      this.#target.attach(0);
      kernel.beginRows(now);
      for (const { slot, place } of this.#used) slot.fill(now, place);
      this.#target.take(kernel.pagesNeedEscapes.value !== 0);
      left -= now;
    }
  }
}

/** The name of an unknown field is unchanged, hyphens included. */
function fieldName(name: string): string {
  return findField(name) === undefined ? name : canonicalName(name);
}
