// The batch of a select list: columns of another batch, some of them computed, in the order and by the names asked for.
import { Batch } from "../batch.ts";
import { ComputedColumns } from "../expression/evaluate/computedColumns.ts";
import type { ListSource } from "../expression/evaluate/listFiles.ts";
import { fieldsOfScalar } from "../expression/fields.ts";
import type { Scalar } from "../expression/syntax.ts";
import type { PrintColumn } from "../print/columnList.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** The value of a column. */
export function scalarOf({ name, scalar }: PrintColumn): Scalar {
  return scalar ?? { kind: "field", name, from: 0, to: 0 };
}

/** The fields that the records must have in their batches, and the columns for what is computed. */
export function columnsOfProjection(columns: readonly PrintColumn[]): { fields: string[]; computed: string[] } {
  const fields = [...new Set(columns.flatMap((column) => fieldsOfScalar(scalarOf(column))))];
  return { fields, computed: [...computedOf(columns).keys()] };
}

function computedOf(columns: readonly PrintColumn[]): ReadonlyMap<string, Scalar> {
  const entries = columns.map((column): [string, Scalar] => [nameOfComputed(column), scalarOf(column)]);
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

  constructor(kernel: Kernel, columns: readonly PrintColumn[], files: ListSource) {
    this.#columns = columns;
    this.#computed = new ComputedColumns(kernel, computedOf(columns), files);
    this.#batch = new Batch(
      kernel,
      columns.map(({ name }) => name),
    );
  }

  /** The columns of the selected rows; until the other batch is attached again, the kernel works on this one. */
  of(batch: Batch): Batch {
    this.#computed.compute(batch);
    const places = this.#columns.map((column) => {
      const scalar = scalarOf(column);
      return scalar.kind === "field" ? batch.columnOf(scalar.name) : batch.fields.lastIndexOf(nameOfComputed(column));
    });
    this.#batch.project(batch, places);
    this.#batch.keys = { keyOf: (column) => this.#nameOf(batch, column, places) };
    return this.#batch;
  }

  /** A field that was not renamed is called as the data calls it. */
  #nameOf(batch: Batch, column: number, places: readonly number[]): string | undefined {
    const { name, scalar } = this.#columns[column] ?? {};
    const place = places[column] ?? -1;
    return scalar === undefined && place >= 0 ? batch.keyOf(place) : name;
  }
}
