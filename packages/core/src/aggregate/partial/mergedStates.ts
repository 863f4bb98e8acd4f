// States that the kernel does not add up: those of variances and of estimated numbers of distinct values.
import type { Batch } from "../../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { AccumulatorKind } from "../accumulators.ts";
import { added, type Moments, noMoments } from "../moments.ts";
import type { PairRows } from "../distinctPairs.ts";
import { MergedDistinct } from "./mergedDistinct.ts";
import { momentsIn } from "./momentsText.ts";
import { notAState } from "./partialError.ts";

/** Of an accumulator, by group. */
interface Merged {
  readonly moments: Map<number, Moments>;
  readonly distinct: Map<number, MergedDistinct>;
}

export class MergedStates {
  readonly #kernel: Kernel;
  readonly #accumulators = new Map<number, Merged>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Bytes that are held here, about. */
  get bytes(): number {
    let bytes = 0;
    for (const { moments, distinct } of this.#accumulators.values()) {
      bytes += moments.size * MOMENTS_SIZE + distinct.size * DISTINCT_SIZE;
    }
    return bytes;
  }

  forget(): void {
    this.#accumulators.clear();
  }

  moments(accumulator: number, group: number): Moments {
    return this.#accumulators.get(accumulator)?.moments.get(group) ?? noMoments;
  }

  /** About how many distinct values there are. */
  distinct(accumulator: number, group: number): number {
    return this.#accumulators.get(accumulator)?.distinct.get(group)?.estimate() ?? 0;
  }

  /** The same as JSON, for another run that goes on with it. */
  distinctText(accumulator: number, group: number): string {
    return (this.#accumulators.get(accumulator)?.distinct.get(group) ?? new MergedDistinct()).text();
  }

  /** Adds the states in a column of the listed rows. */
  take(accumulator: number, kind: AccumulatorKind, batch: Batch, { column, list, count, ids }: PairRows): void {
    if (column < 0) return;
    const words = this.#kernel.words();
    for (let place = 0; place < count; place++) {
      const id = words[ids / 4 + place] ?? 0;
      const value = id === 0 ? undefined : batch.value(words[list / 4 + place] ?? 0, column);
      if (value === undefined) continue;
      const text = this.#kernel.text(value.start, value.end);
      if (!this.#add(this.#of(accumulator), kind, id - 1, text, value.text)) {
        throw notAState(batch.fields[column] ?? "", text);
      }
    }
  }

  #of(accumulator: number): Merged {
    const known = this.#accumulators.get(accumulator);
    if (known !== undefined) return known;
    const made: Merged = { moments: new Map(), distinct: new Map() };
    this.#accumulators.set(accumulator, made);
    return made;
  }

  /** False when the text is not a state. */
  #add({ moments, distinct }: Merged, kind: AccumulatorKind, group: number, text: string, isText: boolean): boolean {
    if (kind === "mergedRegisters") return distinctIn(distinct, group).add(text, isText);
    const state = momentsIn(text);
    if (state !== undefined) moments.set(group, added(moments.get(group) ?? noMoments, state));
    return state !== undefined;
  }
}

/** What a state takes of JavaScript's memory, about. */
const MOMENTS_SIZE = 256;
const DISTINCT_SIZE = 8192;

function distinctIn(states: Map<number, MergedDistinct>, group: number): MergedDistinct {
  const known = states.get(group);
  if (known !== undefined) return known;
  const made = new MergedDistinct();
  states.set(group, made);
  return made;
}
