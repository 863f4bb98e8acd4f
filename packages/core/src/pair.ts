// Conversations: the worker that makes one record of the records of both directions.
import { NdjsonDecoder } from "./decode/ndjson.ts";
import { leftOut } from "./interim/interimSets.ts";
import { INTERIM_KEY } from "./interim/marks.ts";
import { SAMPLE_RATE } from "./sampleRate.ts";
import { fieldsOfPair, PairStage, type PairStageOptions } from "./stage/pair.ts";
import type { StageContext } from "./stage/stage.ts";
import { StageWorker } from "./stage/worker.ts";

export { conversationFields } from "./pair/conversationRecord.ts";
export { unfitAggregate } from "./pair/furtherAggregates.ts";
export type { PairStageOptions } from "./stage/pair.ts";
export type { StageWorker } from "./stage/worker.ts";

/** NDJSON records in, one record a conversation out. */
export function pairWorker(options: PairStageOptions, context: StageContext): StageWorker {
  const exact = [SAMPLE_RATE, INTERIM_KEY];
  const { fields: named, computed } = fieldsOfPair(options);
  const fields = [...named, ...exact];
  return new StageWorker(context, {
    fields,
    narrows: true,
    decoder: (kernel, events) => new NdjsonDecoder(kernel, fields, events, { exact, computed }),
    stage: (kernel, output) => new PairStage(kernel, output, options, context),
    interim: () => leftOut,
  });
}
