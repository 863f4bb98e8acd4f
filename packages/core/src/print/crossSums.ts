// The sums of a cross table: one for each label and column, with every digit.
import { EXACT_LENGTH, ExactSum } from "./exactSum.ts";

/** The sums of a row by the numbers of their columns. */
type CrossRow = ReadonlyMap<number, ExactSum>;

export class CrossSums {
  readonly #rows = new Map<number, Map<number, ExactSum>>();

  /** The rows by the numbers of their labels, in the order in which these came. */
  get rows(): ReadonlyMap<number, CrossRow> {
    return this.#rows;
  }

  /** Adds to a cell a value whose text has `length` bytes; NaN: there is none, but the row is there. */
  add(label: number, column: number, value: number, length: number, textOf: () => string): void {
    let row = this.#rows.get(label);
    if (row === undefined) this.#rows.set(label, (row = new Map<number, ExactSum>()));
    if (Number.isNaN(value)) return;
    let sum = row.get(column);
    if (sum === undefined) row.set(column, (sum = new ExactSum()));
    if (length <= EXACT_LENGTH && Number.isSafeInteger(value)) sum.addWhole(value);
    else sum.addText(textOf());
  }

  /** How many sums are only approximations. */
  get rounded(): number {
    let rounded = 0;
    for (const row of this.#rows.values()) for (const sum of row.values()) if (sum.isRounded) rounded++;
    return rounded;
  }
}

/** The order of the columns. */
export function byText(a: { readonly text: string }, b: { readonly text: string }): number {
  return a.text < b.text ? -1 : 1;
}
