// A value in the making. Numbers are vectors of doubles, computed by the kernel a vector at a time; texts are columns of
// spans. Each is made from the other on demand, and computed once per batch.
import { type Batch, ROW_LIMIT, SpareColumn } from "../../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

export interface Computation {
  /** Whether the values are doubles, and a column only when it is asked for. */
  readonly isNumber: boolean;
  /** Where the values are as doubles: NaN for null, and for what is not a number. */
  readonly numbers: (batch: Batch) => number;
  /** The number of the column with the values. */
  readonly column: (batch: Batch) => number;
}

/** A field of the records; one that they do not have is null. */
export function ofField(kernel: Kernel, name: string): Computation {
  const vector = later(() => kernel.allocate(ROW_LIMIT * 8));
  const nulls = new SpareColumn(kernel);
  function column(batch: Batch): number {
    const place = batch.columnOf(name);
    if (place >= 0) return place;
    const empty = nulls.of(batch);
    kernel.fillColumn(0n, empty);
    return empty;
  }
  const numbers = oncePerBatch((batch) => {
    kernel.numberColumn(column(batch), vector());
    return vector();
  });
  return { isNumber: false, numbers, column };
}

/** Numbers that `fill` puts into a vector, or has elsewhere. */
export function ofNumbers(kernel: Kernel, fill: (batch: Batch, vector: number) => unknown): Computation {
  const vector = kernel.allocate(ROW_LIMIT * 8);
  const texts = later(() => kernel.allocate(ROW_LIMIT * 32));
  const spare = new SpareColumn(kernel);
  const numbers = oncePerBatch((batch) => {
    const elsewhere = fill(batch, vector);
    return typeof elsewhere === "number" ? elsewhere : vector;
  });
  const column = oncePerBatch((batch) => {
    const number = spare.of(batch);
    kernel.writeNumbers(numbers(batch), texts(), number);
    return number;
  });
  return { isNumber: true, numbers, column };
}

/** Values of any kind that `fill` puts into a column. */
export function ofColumn(kernel: Kernel, fill: (batch: Batch, column: number) => void): Computation {
  const vector = later(() => kernel.allocate(ROW_LIMIT * 8));
  const spare = new SpareColumn(kernel);
  const column = oncePerBatch((batch) => {
    const number = spare.of(batch);
    fill(batch, number);
    return number;
  });
  const numbers = oncePerBatch((batch) => {
    kernel.numberColumn(column(batch), vector());
    return vector();
  });
  return { isNumber: false, numbers, column };
}

/** The values of the key of that name, and those of a computation where the records have none. */
export function keyOr(kernel: Kernel, name: string, other: Computation): Computation {
  const own = ofField(kernel, name);
  const given = later(() => kernel.allocate(ROW_LIMIT));
  const vector = later(() => kernel.allocate(ROW_LIMIT * 8));
  const spare = new SpareColumn(kernel);
  const isOther = (batch: Batch): boolean => batch.presenceOf(name) === "never";
  const fillGiven = (batch: Batch): number => {
    if (batch.presenceOf(name) === "always") kernel.bytes().fill(1, given(), given() + batch.rows);
    else kernel.isPresent(own.column(batch), given());
    return given();
  };
  const numbers = oncePerBatch((batch) => {
    const from = other.numbers(batch);
    if (isOther(batch)) return from;
    kernel.fillNumbers(Number.NaN, vector());
    kernel.replaceNulls(from, vector());
    kernel.chooseNumbers(fillGiven(batch), own.numbers(batch), vector());
    return vector();
  });
  const column = oncePerBatch((batch) => {
    const from = other.column(batch);
    if (isOther(batch)) return from;
    const to = spare.of(batch);
    kernel.copyColumn(from, to);
    kernel.chooseColumn(fillGiven(batch), own.column(batch), to);
    return to;
  });
  return { isNumber: other.isNumber, numbers, column };
}

/** A region that most never need. */
function later(make: () => number): () => number {
  let made: number | undefined;
  return () => (made ??= make());
}

/** Works something out once for each filling of a batch. */
export function oncePerBatch(work: (batch: Batch) => number): (batch: Batch) => number {
  let last: Batch | undefined;
  let filling = -1;
  let result = 0;
  return (batch) => {
    if (batch !== last || batch.filling !== filling) result = work(batch);
    last = batch;
    filling = batch.filling;
    return result;
  };
}
