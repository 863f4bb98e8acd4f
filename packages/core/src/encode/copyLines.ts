// The selected rows of a batch as their lines stand.
import type { Batch } from "../batch.ts";
import type { Output } from "./output.ts";

/** Writes the lines of the selected rows as they stand in the input. */
export function copyLines(batch: Batch, output: Output): void {
  const { kernel, list, selected } = batch;
  output.write(
    selected,
    (from, out, limit) => kernel.copyLines(list, from, selected, out, limit),
    () => kernel.written.value,
  );
}
