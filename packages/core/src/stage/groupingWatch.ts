// Notices records of several groupings, as flow-group --also-by writes them: each sum over all of them counts everything twice.
import type { Batch } from "../batch.ts";
import { GROUPING } from "../aggregate/writeGroups.ts";

export class GroupingWatch {
  #first: string | undefined;
  #isMixed = false;

  /** Looks at the selected records; at none of them where no record has a grouping, as is usual. */
  look(batch: Batch): void {
    const column = batch.columnOf(GROUPING);
    if (this.#isMixed || column < 0 || batch.keys?.keyOf(column) === undefined) return;
    for (let place = 0; place < batch.selected && !this.#isMixed; place++) {
      const span = batch.value(batch.rowAt(place), column);
      if (span === undefined) continue;
      const grouping = batch.kernel.text(span.start, span.end);
      this.#first ??= grouping;
      this.#isMixed = grouping !== this.#first;
    }
  }

  notes(): readonly string[] {
    if (!this.#isMixed) return [];
    return [
      `records are of several groupings, and are all counted; add ${GROUPING} to --by, or keep one with flow-filter`,
    ];
  }
}
