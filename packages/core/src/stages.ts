// The stages, each as a worker ready to be fed: what the commands run and what programs can.
import { HeadedDecoder } from "./decode/headed.ts";
import { NdjsonDecoder } from "./decode/ndjson.ts";
import { TextLineDecoder } from "./decode/text.ts";
import type { Expression } from "./expression/syntax.ts";
import { fieldsOf } from "./expression/print.ts";
import { BinStage, fieldsOfBin } from "./stage/bin.ts";
import { FilterStage } from "./stage/filter.ts";
import { type FormatOptions, FormatStage, learnsFields } from "./stage/format.ts";
import { fieldsOfGroup, type GroupOptions, GroupStage } from "./stage/group.ts";
import { fieldsOfRead, type ReadOptions, ReadStage } from "./stage/read.ts";
import { columnsOfTop, type TopOptions, TopStage } from "./stage/top.ts";
import { type Surroundings, Worker } from "./stage/worker.ts";
import { makeBinner } from "./time/bin.ts";
import type { Duration } from "./time/duration.ts";

export type { Counts, Surroundings, TemporaryFile, Worker } from "./stage/worker.ts";

/** NDJSON records in, those for which the expression holds out. */
export function filterWorker(expression: Expression, surroundings: Surroundings): Worker {
  return new Worker(surroundings, {
    decoder: (kernel, events) => new NdjsonDecoder(kernel, fieldsOf(expression), events),
    stage: (kernel, output) => new FilterStage(kernel, output, expression),
  });
}

/** NDJSON records in, one record a group out. */
export function groupWorker(options: GroupOptions, surroundings: Surroundings): Worker {
  return new Worker(surroundings, {
    decoder: (kernel, events) => new NdjsonDecoder(kernel, fieldsOfGroup(options), events),
    stage: (kernel, output) => new GroupStage(kernel, output, options, surroundings.note),
  });
}

/** NDJSON records in, the same with a `bin` out. */
export function binWorker(size: Duration, surroundings: Surroundings): Worker {
  return new Worker(surroundings, {
    decoder: (kernel, events) => new NdjsonDecoder(kernel, fieldsOfBin, events),
    stage: (kernel, output) => new BinStage(kernel, output, makeBinner(size), surroundings.note),
  });
}

/** NDJSON records in, the first N by some keys out. */
export function topWorker(options: TopOptions, surroundings: Surroundings): Worker {
  return new Worker(surroundings, {
    decoder(kernel, events) {
      const { fields, computed } = columnsOfTop(options);
      const names = [...computed.keys()];
      // The record of those that are not among the first has all fields.
      if (options.other) return new HeadedDecoder(kernel, events, false, { fields, computed: names });
      return new NdjsonDecoder(kernel, fields, events, names);
    },
    stage: (kernel, output) => new TopStage(kernel, output, options, surroundings),
  });
}

/** NDJSON records in, a table, CSV and so on out. */
export function formatWorker(options: FormatOptions, surroundings: Surroundings): Worker {
  return new Worker(surroundings, {
    decoder: (kernel, events) =>
      learnsFields(options)
        ? new HeadedDecoder(kernel, events, options.format === "log")
        : new NdjsonDecoder(kernel, options.fields ?? [], events),
    stage: (kernel, output) => new FormatStage(kernel, output, options, surroundings.note),
  });
}

export interface ReadTextOptions extends ReadOptions {
  /** Canonical names of the columns until a header says otherwise; undefined: the default format is assumed. */
  readonly format?: readonly string[] | undefined;
}

/** AWS log text in, NDJSON records out. */
export function readWorker(options: ReadTextOptions, surroundings: Surroundings): Worker {
  let decoder: TextLineDecoder | undefined;
  return new Worker(surroundings, {
    stage: (kernel, output) => new ReadStage(kernel, output, options, () => decoder?.format ?? []),
    decoder(kernel, events) {
      const { format, fields } = options;
      decoder = new TextLineDecoder(kernel, { format, fields, needed: fieldsOfRead(options) }, events);
      return decoder;
    },
  });
}
