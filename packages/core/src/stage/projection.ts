// The batch of a select list: columns of another batch, some of them computed, in the order and by the names asked for.
import { Batch } from "../batch.ts";
import { ComputedColumns } from "../expression/evaluate/computedColumns.ts";
import type { ListSource } from "../expression/evaluate/listFiles.ts";
import { fieldsOfScalar } from "../expression/fields.ts";
import type { Scalar } from "../expression/syntax.ts";
import { FieldIndex } from "../fieldIndex.ts";
import { INTERIM_KEY } from "../interim/marks.ts";
import type { PrintColumn } from "../print/columnList.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** The value of a column. */
export function scalarOf({ name, scalar }: PrintColumn): Scalar {
  return scalar ?? { kind: "field", name, from: 0, to: 0 };
}

/** The columns that the list names. */
export function namedOf(columns: readonly PrintColumn[]): readonly PrintColumn[] {
  return columns.filter(({ role }) => role === undefined);
}

/** Whether all fields that the list does not name are among the columns. */
export function takesRest(columns: readonly PrintColumn[]): boolean {
  return columns.some(({ role }) => role === "rest");
}

/** The fields that the records must have in their batches, and the columns for what is computed. */
export function columnsOfProjection(columns: readonly PrintColumn[]): { fields: string[]; computed: string[] } {
  const used = columns.filter(({ role }) => role !== "rest");
  const fields = [...new Set(used.flatMap((column) => fieldsOfScalar(scalarOf(column))))];
  return { fields, computed: [...computedOf(columns).keys()] };
}

function computedOf(columns: readonly PrintColumn[]): ReadonlyMap<string, Scalar> {
  const entries = namedOf(columns).map((column): [string, Scalar] => [nameOfComputed(column), scalarOf(column)]);
  return new Map(entries.filter(([, scalar]) => scalar.kind !== "field"));
}

/** No field has a NUL in its name. */
function nameOfComputed({ name }: PrintColumn): string {
  return `\0${name}`;
}

export class Projection {
  readonly #columns: readonly PrintColumn[];
  readonly #computed: ComputedColumns;
  readonly #batch: Batch;
  /** The columns for these fields of the other batch, and where their values are there. */
  #from: readonly string[] | undefined;
  #shown: readonly PrintColumn[] = [];
  #places: readonly number[] = [];

  constructor(kernel: Kernel, columns: readonly PrintColumn[], files: ListSource) {
    this.#columns = columns;
    this.#computed = new ComputedColumns(kernel, computedOf(columns), files);
    this.#batch = new Batch(kernel, []);
  }

  /**
   * The columns of the selected rows, at once unless they are very many; until the other batch is attached again, the kernel
   * works on this one.
   */
  *partsOf(batch: Batch): Iterable<Batch> {
    this.#computed.compute(batch);
    if (batch.fields !== this.#from) this.#shape(batch);
    for (let first = 0; first < batch.selected; first += this.#batch.selected) {
      this.#batch.project(batch, first, this.#places);
      this.#batch.keys = { keyOf: (column) => this.#nameOf(batch, column) };
      yield this.#batch;
    }
  }

  #shape(batch: Batch): void {
    this.#from = batch.fields;
    this.#shown = this.#columns.flatMap((column) => {
      if (column.role === undefined) return [column];
      return column.role === "rest" ? this.#restOf(batch) : [];
    });
    this.#places = this.#shown.map((column) => {
      const scalar = scalarOf(column);
      return scalar.kind === "field" ? batch.columnOf(scalar.name) : batch.fields.lastIndexOf(nameOfComputed(column));
    });
    this.#batch.reshape(this.#shown.map(({ name }) => name));
  }

  /** The fields of the records that the list does not name, neither as a column nor as what is left out. */
  #restOf(batch: Batch): PrintColumn[] {
    const own = batch.fields.slice(0, batch.ownFields);
    const index = new FieldIndex(own);
    const named = new Set<number>([index.placeOf(INTERIM_KEY)]);
    for (const { role, name, scalar } of this.#columns) {
      if (role === "rest") continue;
      named.add(index.placeOf(name));
      if (scalar?.kind === "field") named.add(index.placeOf(scalar.name));
    }
    return own.filter((_, place) => !named.has(place)).map((name) => ({ name }));
  }

  /** A field that was not renamed is called as the data calls it. */
  #nameOf(batch: Batch, column: number): string | undefined {
    const { name, scalar } = this.#shown[column] ?? {};
    const place = this.#places[column] ?? -1;
    return scalar === undefined && place >= 0 ? batch.keyOf(place) : name;
  }
}
