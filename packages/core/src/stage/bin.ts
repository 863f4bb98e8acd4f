// Puts each record into a bin of time: adds the start of the bin, as text, to the record's line.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Binner } from "../time/bin.ts";
import type { Stage } from "./worker.ts";

/** The fields that a bin stage needs: when a record began, and a bin that it may have already. */
export const fieldsOfBin: readonly string[] = ["start", "bin"];

export class BinStage implements Stage {
  readonly #output: Output;
  readonly #note: (text: string) => void;
  readonly #kernel: Kernel;
  readonly #key: { at: number; length: number };

  constructor(kernel: Kernel, output: Output, binner: Binner, note: (text: string) => void) {
    this.#kernel = kernel;
    this.#output = output;
    this.#note = note;
    this.#key = kernel.place(`"bin":`);
    kernel.host.labelBin = (time, out) =>
      new TextEncoder().encodeInto(`"${binner.binOf(time).label}"`, kernel.bytes().subarray(out, out + 48)).written;
    kernel.openBins(binner.granule);
  }

  accept(batch: Batch): void {
    const { kernel, list, selected } = batch;
    const { at, length } = this.#key;
    this.#output.write(
      selected,
      (from, out, limit) => kernel.writeBinned(list, from, selected, 0, 1, at, length, out, limit),
      () => kernel.binned.value,
    );
  }

  finish(): void {
    const untimed = this.#kernel.untimed.value;
    if (untimed > 0) this.#note(`${untimed} records have no start: their bin is null`);
  }
}
