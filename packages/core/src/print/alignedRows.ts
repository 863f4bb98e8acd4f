// The rows of a table that the kernel writes: those of ASCII, in columns whose widths are known.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

interface ColumnLayout {
  readonly widths: readonly number[];
  readonly right: readonly boolean[];
}

export class AlignedRows {
  readonly #kernel: Kernel;
  readonly #output: Output;
  #table = 0;

  constructor(kernel: Kernel, output: Output) {
    this.#kernel = kernel;
    this.#output = output;
  }

  /** Writes the rows from a place of the selection on. `add` writes the row at a place that the kernel cannot write. */
  write(batch: Batch, from: number, layout: ColumnLayout | undefined, add: (place: number) => void): void {
    if (layout === undefined || from === batch.selected) return;
    const kernel = this.#kernel;
    const table = (this.#table ||= this.#place(layout));
    const { list, selected } = batch;
    for (let done = from; done < selected;) {
      this.#output.fill(
        (out, limit) => kernel.writeAligned(list, done, selected, table, out, limit),
        () => kernel.written.value < selected && kernel.isRowOdd.value === 0,
      );
      done = kernel.written.value;
      if (kernel.isRowOdd.value !== 0) add(done++);
    }
  }

  #place({ widths, right }: ColumnLayout): number {
    const entries = widths.flatMap((width, column) => [width, right[column] === true ? 1 : 0]);
    const at = this.#kernel.allocate(entries.length * 4);
    this.#kernel.words().set(entries, at / 4);
    return at;
  }
}
