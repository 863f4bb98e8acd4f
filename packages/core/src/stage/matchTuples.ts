// Values of several fields that belong together, such as connections: which records have one of these tuples.
import { formatAddress, parseAddress } from "../address.ts";
import type { Batch } from "../batch.ts";
import type { RecordMatch } from "./filter.ts";

/** Between the values of a tuple; no value has it. */
const BETWEEN = "\0";
/** Different addresses that are remembered at most. */
const MEMORY = 2 ** 18;

export class MatchTuples {
  /** The fields, in the order of the values. */
  readonly columns: readonly string[];
  readonly #isAddress: readonly boolean[];
  readonly #tuples = new Set<string>();
  /** The columns of the batch at hand. */
  #places: readonly number[] = [];
  #filling: number | undefined;
  readonly #addresses = new Map<string, string>();

  /** `isAddress`: the column's values are addresses, which are compared as such. */
  constructor(columns: readonly string[], isAddress: readonly boolean[]) {
    this.columns = columns;
    this.#isAddress = isAddress;
  }

  /** Addresses as formatAddress writes them. */
  add(values: readonly string[]): void {
    this.#tuples.add(values.join(BETWEEN));
  }

  /** Whether the row has one of the tuples; a null is in none. */
  has(batch: Batch, row: number): boolean {
    const places = this.#placesOf(batch);
    let tuple = "";
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? -1;
      const span = place < 0 ? undefined : batch.value(row, place);
      if (span === undefined) return false;
      const text = batch.kernel.text(span.start, span.end);
      if (i > 0) tuple += BETWEEN;
      tuple += this.#isAddress[i] === true ? this.#canonical(text) : text;
    }
    return this.#tuples.has(tuple);
  }

  #placesOf(batch: Batch): readonly number[] {
    if (this.#filling !== batch.filling) {
      this.#filling = batch.filling;
      this.#places = this.columns.map((name) => batch.columnOf(name));
    }
    return this.#places;
  }

  #canonical(text: string): string {
    const known = this.#addresses.get(text);
    if (known !== undefined) return known;
    const address = parseAddress(text);
    const canonical = address === undefined ? text : formatAddress(address);
    if (this.#addresses.size >= MEMORY) this.#addresses.clear();
    this.#addresses.set(text, canonical);
    return canonical;
  }

  /** The addresses of the first column that has any; undefined where none has. */
  firstAddresses(): { readonly field: string; readonly texts: readonly string[] } | undefined {
    const column = this.#isAddress.indexOf(true);
    const field = this.columns[column];
    if (field === undefined) return undefined;
    return { field, texts: [...new Set(Array.from(this.#tuples, (tuple) => tuple.split(BETWEEN)[column] ?? ""))] };
  }
}

/** Records that have a tuple of one of these. */
export function anyOf(all: readonly MatchTuples[]): RecordMatch {
  return {
    columns: all.flatMap(({ columns }) => columns),
    narrow(batch, truth) {
      const bytes = batch.kernel.bytes();
      for (let row = 0; row < batch.rows; row++) {
        if (bytes[truth + row] === 1 && !all.some((it) => it.has(batch, row))) bytes[truth + row] = 0;
      }
    },
  };
}
