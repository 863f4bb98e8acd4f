// Several groupings of the same records in one pass: each has its own tables, and they are written one after the other. A record says
// which grouping it is of, and the keys of the others are null in it, as with SQL's GROUPING SETS.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { GroupStage } from "./group.ts";
import { fieldsOfGroup, type GroupStageOptions } from "./groupFields.ts";
import type { Need } from "./needs.ts";
import type { Stage, StageContext } from "./stage.ts";

/** The columns that all groupings together need, as fieldsOfGroup has them for one. */
export function fieldsOfSets(sets: readonly GroupStageOptions[]): ReturnType<typeof fieldsOfGroup> {
  const all = sets.map(fieldsOfGroup);
  const merged = (of: "fields" | "computed"): string[] => [...new Set(all.flatMap((columns) => columns[of]))];
  // A name that some grouping has from the user is one, and no key of the data, for all of them.
  const exact = all.flatMap((columns) => columns.exact);
  const isExact = (name: string): boolean => all.every((columns) => columns.exact.includes(name));
  return { fields: merged("fields"), computed: merged("computed"), exact: [...new Set(exact)].filter(isExact) };
}

export class GroupingSets implements Stage {
  readonly holds = true;
  readonly partials = "refused";
  readonly needs: readonly Need[];
  readonly words: readonly string[];
  readonly #kernel: Kernel;
  readonly #stages: readonly GroupStage[];
  readonly #list: number;
  /** What each grouping left out, once its groups are gone. */
  readonly #dropped = new Map<GroupStage, Record<string, number>>();

  constructor(kernel: Kernel, output: Output, sets: readonly GroupStageOptions[], context: StageContext) {
    this.#kernel = kernel;
    const told = new Set<string>();
    const note = (text: string): void => void (told.has(text) || (told.add(text), context.note(text)));
    const asked = sets.map(({ by }) => by.map(({ name }) => name));
    this.#stages = sets.map((options, i) => {
      const others = (): readonly string[] =>
        othersOf(
          this.#stages.map((stage) => stage.keyNames()),
          i,
        );
      const set = { label: (asked[i] ?? []).join(","), asked: othersOf(asked, i), others };
      return new GroupStage(kernel, output, { ...options, set }, { ...context, note });
    });
    this.needs = this.#stages.flatMap((stage) => stage.needs);
    this.words = [...new Set(this.#stages.flatMap((stage) => stage.words))];
    this.#list = kernel.allocate(ROW_LIMIT * 4);
  }

  accept(batch: Batch): void {
    const { selected, list } = batch;
    const size = selected * 4;
    this.#kernel.bytes().copyWithin(this.#list, list, list + size);
    this.#stages.forEach((stage, i) => {
      const { value: unordered } = this.#kernel.unordered;
      // A grouping may narrow the selection.
      this.#kernel.bytes().copyWithin(list, this.#list, this.#list + size);
      batch.selected = selected;
      stage.accept(batch);
      // Rows that came back from temporary files were in another batch.
      batch.reattach();
      this.#kernel.rows.value = batch.rows;
      // What cannot be compared counts once.
      if (i > 0) this.#kernel.unordered.value = unordered;
    });
  }

  finish(): void {
    for (const stage of this.#stages) {
      stage.finish();
      this.#dropped.set(stage, stage.dropped());
      stage.release();
    }
  }

  interim(): void {
    for (const stage of this.#stages) stage.interim();
  }

  get isSpilled(): boolean {
    return this.#stages.some((stage) => stage.isSpilled);
  }

  get spilled(): number {
    return this.#stages.reduce((sum, stage) => sum + stage.spilled, 0);
  }

  /** What is in no grouping, and what is left out of some. */
  dropped(): Record<string, number> {
    const all = this.#stages.map((stage) => this.#dropped.get(stage) ?? stage.dropped());
    const reasons = [...new Set(all.flatMap((dropped) => Object.keys(dropped)))];
    return Object.fromEntries(
      reasons.map((reason) => [reason, Math.max(...all.map((dropped) => dropped[reason] ?? 0))]),
    );
  }
}

/** The names of the others that one list lacks. */
function othersOf(lists: readonly (readonly string[])[], place: number): readonly string[] {
  const own = lists[place] ?? [];
  return [...new Set(lists.flat())].filter((name) => !own.includes(name));
}
