// Records on their way to files: what a writer of flow logs is made of.
import { NdjsonDecoder } from "./decode/ndjson.ts";
import { leftOut } from "./interim/interimSets.ts";
import { INTERIM_KEY } from "./interim/marks.ts";
import type { StageContext } from "./stage/stage.ts";
import { StageWorker } from "./stage/worker.ts";
import { timeFields, WriteStage, type WriteStageOptions } from "./stage/write.ts";

export type { Batch } from "./batch.ts";
export type { Kernel } from "@flowlogs/kernel/kernel";
export type { Need } from "./stage/needs.ts";
export { type StageContext, type StageCounts } from "./stage/stage.ts";
export type { StageWorker } from "./stage/worker.ts";
export { headingRemark, logHeader, LogText } from "./write/logText.ts";
export { findField, identityOf } from "./field.ts";
export type { OriginValues } from "./write/rowOrigins.ts";
export { emptyRange, type RowList, type TimeRange, widen } from "./write/rowList.ts";
export { unplacedRecords } from "./stage/write.ts";

/** NDJSON records in, and none out: they go to files. */
export function writeWorker(options: WriteStageOptions, context: StageContext): StageWorker {
  const { fields } = options;
  const others = [...timeFields, ...options.originFields].filter((name) => !fields.includes(name));
  const columns = [...fields, ...new Set(others)];
  return new StageWorker(context, {
    fields: columns,
    narrows: true,
    decoder: (kernel, events) => new NdjsonDecoder(kernel, columns, events, { mark: INTERIM_KEY }),
    stage: (kernel, output) => new WriteStage(kernel, output, options, context),
    interim: () => leftOut,
  });
}
