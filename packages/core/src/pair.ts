// Conversations: the worker that makes one record of the records of both directions.
import { NdjsonDecoder } from "./decode/ndjson.ts";
import { leftOut } from "./interim/interimSets.ts";
import { INTERIM_KEY } from "./interim/marks.ts";
import { SAMPLE_RATE } from "./sampleRate.ts";
import { fieldsOfPair, PairStage, type PairStageOptions } from "./stage/pair.ts";
import type { StageContext, StageCounts } from "./stage/stage.ts";
import { StageWorker } from "./stage/worker.ts";

export { conversationFields } from "./pair/conversationRecord.ts";
export type { PairStageOptions } from "./stage/pair.ts";

/** NDJSON records in, one record a conversation out. */
export class PairWorker extends StageWorker {
  readonly #stage: PairStage;

  constructor(options: PairStageOptions, context: StageContext) {
    const made: { stage?: PairStage } = {};
    const exact = [SAMPLE_RATE, INTERIM_KEY];
    const { fields: named, computed } = fieldsOfPair(options);
    const fields = [...named, ...exact];
    super(context, {
      fields,
      narrows: true,
      decoder: (kernel, events) => new NdjsonDecoder(kernel, fields, events, { exact, computed }),
      stage: (kernel, output) => (made.stage = new PairStage(kernel, output, options, context)),
      interim: () => leftOut,
    });
    if (made.stage === undefined) throw new Error("a worker makes its stage at once");
    this.#stage = made.stage;
  }

  override counts(): StageCounts {
    return { ...super.counts(), leftOut: this.#stage.leftOut };
  }
}
