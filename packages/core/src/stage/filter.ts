// Keeps the records for which an expression holds; their lines are copied as they are.
import type { Batch } from "../batch.ts";
import { copyLines } from "../encode/copyLines.ts";
import { passControlLines } from "../interim/interimRecords.ts";
import { Output, type WriteBytes } from "../encode/output.ts";
import { bareWordsIn } from "../expression/parse/bareWords.ts";
import { compilePredicate, type Predicate } from "../expression/evaluate/compilePredicate.ts";
import { demandOf } from "../expression/evaluate/demands.ts";
import type { ListSource } from "../expression/evaluate/listFiles.ts";
import type { Expression } from "../expression/syntax.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Need } from "./needs.ts";
import type { Stage } from "./stage.ts";

export interface FilterStageOptions {
  /** Takes the lines of the records for which the expression does not hold. */
  readonly rest?: { readonly write: WriteBytes; finish(): void } | undefined;
  /** What passes is counted, and not written. */
  readonly noOutput?: boolean | undefined;
  /** Stop after the first record that passes. */
  readonly first?: boolean | undefined;
}

export class FilterStage implements Stage {
  readonly #predicate: Predicate;
  readonly #output: Output;
  readonly #options: FilterStageOptions;
  readonly #rest: Output | undefined;
  readonly needs: readonly Need[];
  readonly words: readonly string[];
  #passed = 0;
  #dropped = 0;

  constructor(kernel: Kernel, output: Output, expression: Expression, files: ListSource, options: FilterStageOptions) {
    this.#predicate = compilePredicate(kernel, expression, files);
    this.needs = [{ demand: demandOf(expression), isVital: false }];
    this.words = bareWordsIn(expression);
    this.#output = output;
    this.#options = options;
    this.#rest = options.rest === undefined ? undefined : new Output(kernel, options.rest.write);
  }

  get satisfied(): boolean {
    return this.#options.first === true && this.#passed > 0;
  }

  accept(batch: Batch): void {
    const truth = this.#predicate.evaluate(batch);
    const controlLines = passControlLines(batch, truth);
    batch.keep(truth);
    this.#passed += batch.selected - controlLines;
    this.#dropped += batch.rows - batch.selected;
    if (this.#options.noOutput !== true) copyLines(batch, this.#output);
    this.#output.records -= controlLines;
    if (this.#rest === undefined || batch.selected === batch.rows) return;
    batch.kernel.notTruth(truth);
    batch.keep(truth);
    copyLines(batch, this.#rest);
  }

  finish(): void {
    this.#rest?.flush();
    this.#options.rest?.finish();
  }

  dropped(): Record<string, number> {
    const { rest, noOutput } = this.#options;
    return {
      ...(this.#dropped > 0 ? { [rest === undefined ? "filtered" : "rest"]: this.#dropped } : {}),
      ...(noOutput === true && this.#passed > 0 ? { [unwritten.reason]: this.#passed } : {}),
    };
  }
}

/** Why records that passed did not come out. */
export const unwritten = { reason: "not written" } as const;
