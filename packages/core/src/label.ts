// Labels: what the sources of labels are made of, and the worker that adds them to records.
import { NdjsonDecoder } from "./decode/ndjson.ts";
import { INTERIM_KEY } from "./interim/marks.ts";
import { AnonymizeStage } from "./stage/anonymize.ts";
import type { PrefixCipher } from "./stage/replacedAddresses.ts";
import { fieldsOfLabels, LabelStage, type LabelStageOptions } from "./stage/label.ts";
import type { StageContext, StageCounts } from "./stage/stage.ts";
import { StageWorker } from "./stage/worker.ts";

export { findField } from "./field.ts";
export { type AddressAnswers, AskedKeys } from "./label/askedKeys.ts";
export { LabelColumns } from "./label/labelColumns.ts";
export { LabelSource, type LabelValue } from "./label/labelSource.ts";
export { SortedRanges } from "./label/sortedRanges.ts";
export { feedLines, headingOf, lineNumbersOf, twoColumns } from "./stage/inspectedRows.ts";
export { type BadTuple, MatchTuples, tupleKindOf, TupleReader } from "./stage/matchTuples.ts";
export type { PrefixCipher } from "./stage/replacedAddresses.ts";
export { keysFor } from "./label/lookups.ts";
export { labelChoice } from "./label/labelChoice.ts";
export type { Validity } from "./label/validity.ts";
export type { UnlabeledValues } from "./stage/label.ts";
export type { StageWorker } from "./stage/worker.ts";

/** NDJSON records in, the same with other addresses out. */
export class AnonymizeWorker extends StageWorker {
  constructor(cipher: PrefixCipher, context: StageContext) {
    super(context, {
      decoder: (kernel, events) => new NdjsonDecoder(kernel, [], events),
      stage: (kernel, output) => new AnonymizeStage(kernel, output, cipher, context),
    });
  }
}

/** NDJSON records in, the same with the labels of their fields out. */
export class LabelWorker extends StageWorker {
  readonly #stage: LabelStage;

  constructor(options: LabelStageOptions, context: StageContext) {
    const made: { stage?: LabelStage } = {};
    const { fields, exact } = fieldsOfLabels(options);
    super(context, {
      fields,
      decoder: (kernel, events) => new NdjsonDecoder(kernel, fields, events, { exact, mark: INTERIM_KEY }),
      stage: (kernel, output) => (made.stage = new LabelStage(kernel, output, options, context)),
    });
    if (made.stage === undefined) throw new Error("a worker makes its stage at once");
    this.#stage = made.stage;
  }

  override counts(): StageCounts {
    return { ...super.counts(), labeled: this.#stage.labeled };
  }
}
