// The stages, each as a worker ready to be fed: what the commands run and what programs can.
import { InterimSets, silentContext } from "./interim/interimSets.ts";
import type { InterimWriter } from "./interim/interimWriter.ts";
import { INTERIM_KEY } from "./interim/marks.ts";
import { HeaderDecoder } from "./decode/headerDecoder.ts";
import { NdjsonDecoder } from "./decode/ndjson.ts";
import type { Expression } from "./expression/syntax.ts";
import { fieldsOf } from "./expression/fields.ts";
import { type BinStageOptions, BinStage, fieldsOfBin } from "./stage/bin.ts";
import { fieldsOfFill, type FillOptions, FillStage } from "./stage/fill.ts";
import { SAMPLE_RATE } from "./sampleRate.ts";
import { type FilterStageOptions, FilterStage } from "./stage/filter.ts";
import { GroupStage } from "./stage/group.ts";
import { fieldsOfSets, GroupingSets } from "./stage/groupingSets.ts";
import { fieldsOfGroup, type GroupStageOptions } from "./stage/groupFields.ts";
import { columnsOfTop, type TopStageOptions, TopStage } from "./stage/top.ts";
import { UsualTop } from "./stage/usualTop.ts";
import type { StageContext } from "./stage/stage.ts";
import { StageWorker } from "./stage/worker.ts";

export { type ColumnPage, DamagedPage, type PageEncoding, type ValueType } from "./decode/columnPage.ts";
export type { Ready } from "./decode/columnSlot.ts";
export type { ColumnDecoder } from "./decode/columns.ts";
export type { Fit as FormatFit } from "./decode/formatFit.ts";
export type { LineKind } from "./decode/logDecoder.ts";
export { readHeader } from "./field.ts";
export { checkRegex, openRegex } from "./regex/regex.ts";
export { adoptKernelCode, kernelCode } from "@flowlogs/kernel/kernel";
export type { Origin } from "./decode/outputColumns.ts";
export type { FormatStageOptions } from "./stage/format.ts";
export { crossWorker, formatWorker, liveWorker } from "./stage/formatWorkers.ts";
export { dependentOnOrder, mergeRules } from "./aggregate/partial/mergeRules.ts";
export { statesOf } from "./aggregate/partial/states.ts";
export { binKey, keysOfStates } from "./stage/groupFields.ts";
export type { GroupStageOptions } from "./stage/groupFields.ts";
export type { HeldCounts, HeldField } from "./stage/heldFields.ts";
export { loadPrinter } from "./print/formats.ts";
export { jsonArray } from "./print/jsonArray.ts";
export { unusedContext } from "./stage/inspectedRows.ts";
export { type PlainColumn, PlainRows } from "./stage/plainRows.ts";
export { missingInRead } from "./stage/read.ts";
export { type ReadTextOptions, ReadWorker, readWorker } from "./stage/readWorker.ts";
export { everyRecord, type RecordMatch, unwritten } from "./stage/filter.ts";
export type { LineCounts, StageCounts, StageContext } from "./stage/stage.ts";
export type { StageWorker } from "./stage/worker.ts";
export { membersOf } from "./text/member.ts";
export { EventLines, type EventsSoFar } from "./text/logEvents.ts";

/** Each interim result of the command before goes to a worker of its own. */
function setsBy(make: (context: StageContext) => StageWorker, context: StageContext) {
  return (writer: InterimWriter): InterimSets =>
    new InterimSets(() => make(silentContext(context, (bytes) => writer.write(bytes))), writer);
}

/** NDJSON records in, those for which the expression holds out. */
export function filterWorker(
  expression: Expression,
  context: StageContext,
  options: FilterStageOptions = {},
): StageWorker {
  const asked = [...fieldsOf(expression), ...(options.sample?.by ?? []), ...(options.match?.columns ?? [])];
  const named = [...new Set(asked)];
  const exact = options.sample === undefined || named.includes(SAMPLE_RATE) ? [] : [SAMPLE_RATE];
  const fields = [...named, ...exact];
  return new StageWorker(context, {
    // What does not pass is written elsewhere with all that it has.
    fields: options.rest === undefined ? fields : undefined,
    decoder: (kernel, events) => new NdjsonDecoder(kernel, fields, events, { mark: INTERIM_KEY, exact }),
    stage: (kernel, output) => new FilterStage(kernel, output, expression, context, options),
    isPrinted: options.noOutput,
  });
}

/** NDJSON records in, one record a group out. */
export function groupWorker(options: GroupStageOptions, context: StageContext): StageWorker {
  return new StageWorker(context, {
    fields: fieldsOfGroup(options).fields,
    narrows: true,
    decoder: (kernel, events) => {
      const { fields, exact, computed } = fieldsOfGroup(options);
      return new NdjsonDecoder(kernel, fields, events, { exact, computed });
    },
    stage: (kernel, output) => new GroupStage(kernel, output, options, context),
    interim: setsBy((of) => groupWorker({ ...options, every: undefined, late: undefined }, of), context),
    every: options.every,
  });
}

/** NDJSON records in, those of several groupings out, one grouping after the other. */
export function groupingSetsWorker(
  sets: readonly GroupStageOptions[],
  context: StageContext,
  every?: number,
): StageWorker {
  const { fields, exact, computed } = fieldsOfSets(sets);
  return new StageWorker(context, {
    fields,
    narrows: true,
    decoder: (kernel, events) => new NdjsonDecoder(kernel, fields, events, { exact, computed }),
    stage: (kernel, output) => new GroupingSets(kernel, output, sets, context),
    interim: setsBy(
      (of) =>
        groupingSetsWorker(
          sets.map((set) => ({ ...set, late: undefined })),
          of,
        ),
      context,
    ),
    every,
  });
}

/** NDJSON records in, the same with a `bin` out, or a line for each of their bins. */
export function binWorker(options: BinStageOptions, context: StageContext): StageWorker {
  return new StageWorker(context, {
    fields: fieldsOfBin(options).fields,
    decoder(kernel, events) {
      const { fields, exact } = fieldsOfBin(options);
      return new NdjsonDecoder(kernel, fields, events, { exact, mark: INTERIM_KEY });
    },
    stage: (kernel, output) => new BinStage(kernel, output, options, context.note),
  });
}

/** Grouped NDJSON records in, the same and the bins that they lack out. */
export function fillWorker(options: FillOptions, context: StageContext): StageWorker {
  return new StageWorker(context, {
    decoder: (kernel, events) => new HeaderDecoder(kernel, events, false, { ...fieldsOfFill(options), computed: [] }),
    stage: (kernel, output) => new FillStage(kernel, output, options, context),
    interim: setsBy((of) => fillWorker(options, of), context),
  });
}

/** NDJSON records in, the first N by some keys out. */
export function topWorker(options: TopStageOptions, context: StageContext): StageWorker {
  return new StageWorker(context, {
    // The record of the others has all fields.
    fields: options.other ? undefined : columnsOfTop(options).fields,
    decoder(kernel, events) {
      const { fields, filled: computed, exact } = columnsOfTop(options);
      if (options.other) return new HeaderDecoder(kernel, events, false, { fields, computed, exact });
      return new NdjsonDecoder(kernel, fields, events, { computed, exact });
    },
    stage: (kernel, output) => new TopStage(kernel, output, options, context),
    interim: setsBy((of) => topWorker({ ...options, every: undefined }, of), context),
    every: options.every,
  });
}

/** The same by what records like the first one are usually ranked by. */
export function usualTopWorker(
  { isLeast, ...options }: Omit<TopStageOptions, "keys"> & { readonly isLeast: boolean },
  context: StageContext,
): UsualTop {
  return new UsualTop(context, options.every !== undefined, (name) => {
    const keys = [{ value: { kind: "field", name, from: 0, to: 0 } as const, descending: !isLeast }];
    return topWorker({ ...options, keys }, context);
  });
}
