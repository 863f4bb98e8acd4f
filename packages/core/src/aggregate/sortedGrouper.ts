// Groups of records that stand together: a group is written as soon as another one begins, and memory holds no more than
// the groups of one batch.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Grouper } from "./externalGrouper.ts";
import type { Rows } from "./accumulatorFeeder.ts";
import type { Grouping } from "./grouping.ts";

export interface SortedTools {
  readonly kernel: Kernel;
  readonly grouping: Grouping;
  readonly target: Output;
  /** Some text may need escapes. */
  readonly escapes: () => boolean;
}

export class SortedGrouper implements Grouper {
  readonly #tools: SortedTools;
  /** Groups in the table that were written already. */
  #written = 0;

  constructor(tools: SortedTools) {
    this.#tools = tools;
    tools.kernel.forgetRuns();
  }

  add(batch: Batch, rows: Rows, bytes: number): void {
    const { grouping } = this.#tools;
    const taken = grouping.groups > 0 ? grouping.addRuns(batch, rows, bytes, true) : 0;
    if (taken === rows.count) return;
    this.#writeAll(batch);
    grouping.empty(false);
    this.#written = 0;
    grouping.addRuns(batch, { list: rows.list + taken * 4, count: rows.count - taken }, bytes, false);
    // The last group may go on.
    if (grouping.isWhole) this.#writeTo(Math.max(0, grouping.groups - 1));
  }

  get spilled(): number {
    return this.#tools.grouping.spilled;
  }

  finish(): void {
    this.#writeAll(undefined);
  }

  #writeAll(batch: Batch | undefined): void {
    const { grouping } = this.#tools;
    if (grouping.settle()) batch?.reattach();
    this.#writeTo(grouping.groups);
  }

  #writeTo(end: number): void {
    const { grouping, target, escapes } = this.#tools;
    grouping.write(target, this.#written, end, escapes());
    this.#written = end;
  }
}
