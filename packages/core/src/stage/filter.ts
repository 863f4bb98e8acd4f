// Keeps the records for which an expression holds; their lines are copied as they are.
import type { Batch } from "../batch.ts";
import { copyLines } from "../encode/copyLines.ts";
import { passControlLines } from "../interim/interimRecords.ts";
import { Output, type WriteBytes } from "../encode/output.ts";
import { bareWordsIn } from "../expression/parse/bareWords.ts";
import { compilePredicate, type Predicate } from "../expression/evaluate/compilePredicate.ts";
import { demandOf } from "../expression/evaluate/demands.ts";
import type { Expression } from "../expression/syntax.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { SAMPLE_RATE } from "../sampleRate.ts";
import type { Need } from "./needs.ts";
import { type SampleOptions, Sampler } from "./sampler.ts";
import type { Stage, StageContext } from "./stage.ts";

/** A further condition on some fields. */
export interface RecordMatch {
  readonly columns: readonly string[];
  /** truth &= the row passes. */
  narrow(batch: Batch, truth: number): void;
}

export interface FilterStageOptions {
  /** Takes the lines of the records for which the expression does not hold. */
  readonly rest?: { readonly write: WriteBytes; finish(): void } | undefined;
  /** What passes is counted, and not written. */
  readonly noOutput?: boolean | undefined;
  /** Stop after the first record that passes. */
  readonly first?: boolean | undefined;
  /** Only records that it lets pass. */
  readonly match?: RecordMatch | undefined;
  /** Keep only a part of the records, chosen at random. */
  readonly sample?: SampleOptions | undefined;
}

/** Of every record. */
export const everyRecord: Expression = { kind: "and", operands: [] };

export class FilterStage implements Stage {
  readonly #predicate: Predicate;
  readonly #output: Output;
  readonly #options: FilterStageOptions;
  readonly #rest: Output | undefined;
  readonly #sampler: Sampler | undefined;
  readonly #note: StageContext["note"];
  readonly needs: readonly Need[];
  readonly words: readonly string[];
  #passed = 0;
  #dropped = 0;
  #unsampled = 0;

  constructor(
    kernel: Kernel,
    output: Output,
    expression: Expression,
    context: Pick<StageContext, "load" | "refuse" | "note">,
    options: FilterStageOptions,
  ) {
    this.#predicate = compilePredicate(kernel, expression, context);
    this.#note = context.note;
    this.#sampler = options.sample === undefined ? undefined : new Sampler(kernel, options.sample);
    const by = options.sample?.by ?? [];
    this.needs = [
      { demand: demandOf(expression), isVital: false },
      ...[by, options.match?.columns ?? []].flatMap((all) =>
        all.length > 0 ? [{ demand: { all }, isVital: true }] : [],
      ),
    ];
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
    this.#options.match?.narrow(batch, truth);
    const controlLines = passControlLines(batch, truth);
    const sampled = this.#sampler?.choose(batch);
    batch.keep(truth);
    this.#dropped += batch.rows - batch.selected;
    if (sampled !== undefined) this.#keepSampled(batch, truth, sampled);
    this.#passed += batch.selected - controlLines;
    if (this.#options.noOutput !== true) this.#write(batch);
    this.#output.records -= controlLines;
    if (this.#rest === undefined || batch.selected === batch.rows) return;
    batch.kernel.notTruth(truth);
    batch.keep(truth);
    copyLines(batch, this.#rest);
  }

  #keepSampled(batch: Batch, truth: number, sampled: number): void {
    const before = batch.selected;
    batch.kernel.andTruth(truth, sampled);
    batch.keep(truth);
    this.#unsampled += before - batch.selected;
  }

  #write(batch: Batch): void {
    if (this.#sampler === undefined) copyLines(batch, this.#output);
    else this.#sampler.write(batch, this.#output);
  }

  finish(): void {
    if (this.#sampler?.hasOddRates === true) this.#note(oddRates);
    if (this.#sampler?.isAgain === true) this.#note(sampledAgain);
    this.#rest?.flush();
    this.#options.rest?.finish();
  }

  dropped(): Record<string, number> {
    const { rest, noOutput } = this.#options;
    return {
      ...(this.#dropped > 0 ? { [rest === undefined ? "filtered" : "rest"]: this.#dropped } : {}),
      ...(this.#unsampled > 0 ? { "not in the sample": this.#unsampled } : {}),
      ...(noOutput === true && this.#passed > 0 ? { [unwritten.reason]: this.#passed } : {}),
    };
  }
}

const oddRates = `some records had a ${SAMPLE_RATE} that is not above 0 and at most 1: it is replaced`;

const sampledAgain =
  "some records were sampled before: the same fields and --seed choose the same ones again, and " +
  `their ${SAMPLE_RATE} is then too low; use another --seed`;

/** Why records that passed did not come out. */
export const unwritten = { reason: "not written" } as const;
