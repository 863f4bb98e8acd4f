// The conditions of conditional aggregates: for which rows of a batch each holds.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import { compilePredicate, type Predicate } from "../expression/evaluate/compilePredicate.ts";
import type { ListSource } from "../expression/evaluate/listFiles.ts";
import type { Expression } from "../expression/syntax.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

export class Conditions {
  readonly #kernel: Kernel;
  readonly #predicates: readonly Predicate[];
  /** A column of truth values for each condition. */
  readonly #truths: readonly number[];

  constructor(kernel: Kernel, expressions: readonly Expression[], files: ListSource) {
    this.#kernel = kernel;
    this.#predicates = expressions.map((expression) => compilePredicate(kernel, expression, files));
    this.#truths = expressions.map(() => kernel.allocate(ROW_LIMIT));
  }

  /** Works the conditions out; what another batch had is forgotten. */
  evaluate(batch: Batch): void {
    this.#predicates.forEach((predicate, place) => {
      const truth = predicate.evaluate(batch);
      // The next one works in the same columns of the batch.
      this.#kernel.bytes().copyWithin(this.#truths[place] ?? 0, truth, truth + batch.rows);
    });
  }

  /** The truth values of a condition. */
  truth(place: number): number {
    return this.#truths[place] ?? 0;
  }
}
