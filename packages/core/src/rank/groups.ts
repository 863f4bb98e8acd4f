// Which group each record belongs to. Null is a value like any other: such records compete among themselves.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** Words of a group's state for its last place (kernel/assembly/sort/sort.ts). */
export const PLACE_WORDS = 2;

export class Groups {
  readonly #kernel: Kernel;
  readonly #table: number;
  readonly #columns: number;
  readonly #ids: number;

  /** `words`: of each group's state, after those for the last place. */
  constructor(kernel: Kernel, width: number, words: number) {
    this.#kernel = kernel;
    this.#table = kernel.openGroups(PLACE_WORDS + words);
    this.#columns = kernel.allocate(width * 4);
    this.#ids = kernel.allocate(ROW_LIMIT * 4);
  }

  /** Where the ids + 1 of the selected rows are, by the values in these columns. The kernel has this table in use then. */
  idsOf({ list, selected }: Batch, columns: readonly number[]): number {
    const kernel = this.#kernel;
    this.use();
    kernel.words().set(columns, this.#columns / 4);
    kernel.groupRows(list, selected, this.#columns, columns.length, true, this.#ids, 0);
    return this.#ids;
  }

  /** How many there are. */
  get count(): number {
    this.use();
    return this.#kernel.groups.value;
  }

  /** The group of the row at a place of the last batch. */
  at(place: number): number {
    return (this.#kernel.words()[this.#ids / 4 + place] ?? 0) - 1;
  }

  use(): void {
    this.#kernel.useGroups(this.#table);
  }
}
