// The stages, each as a worker ready to be fed: what the commands run and what programs can.
import { InterimSets, silentContext } from "./interim/interimSets.ts";
import type { InterimWriter } from "./interim/interimWriter.ts";
import { INTERIM_KEY } from "./interim/marks.ts";
import { HeaderDecoder } from "./decode/headerDecoder.ts";
import { NdjsonDecoder } from "./decode/ndjson.ts";
import type { ColumnDecoder } from "./decode/columns.ts";
import type { DecoderEvents } from "./decode/decoder.ts";
import { type LineKind, ReadingDecoder } from "./decode/logDecoder.ts";
import type { Origin } from "./decode/outputColumns.ts";
import type { Expression } from "./expression/syntax.ts";
import { fieldsOf } from "./expression/fields.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { type BinStageOptions, BinStage, fieldsOfBin } from "./stage/bin.ts";
import { fieldsOfFill, type FillOptions, FillStage } from "./stage/fill.ts";
import { SAMPLE_RATE } from "./sampleRate.ts";
import { type FilterStageOptions, FilterStage } from "./stage/filter.ts";
import { GroupStage } from "./stage/group.ts";
import { fieldsOfSets, GroupingSets } from "./stage/groupingSets.ts";
import { fieldsOfGroup, type GroupStageOptions } from "./stage/groupFields.ts";
import { fieldsOfRead, needsOfRead, type ReadStageOptions, ReadStage } from "./stage/read.ts";
import { columnsOfTop, type TopStageOptions, TopStage } from "./stage/top.ts";
import { UsualTop } from "./stage/usualTop.ts";
import type { StageCounts, LineCounts, StageContext } from "./stage/stage.ts";
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

export interface ReadTextOptions extends ReadStageOptions {
  /** Only these of the fields are written, where they are there, in the order of the records; undefined: all. */
  readonly kept?: readonly string[] | undefined;
  /** Canonical names of the columns of lines without a header, the likeliest first; none: the default format. */
  readonly formats?: readonly (readonly string[])[] | undefined;
  /** Records have the origin that setOrigin received last. */
  readonly withOrigin?: boolean | undefined;
  /** Records of lines of text have the line as it is. */
  readonly withMessage?: boolean | undefined;
  /** The records may never end: names that none of the first ones has are reported early. */
  readonly follows?: boolean | undefined;
  /** Takes the records in place of the output, for what it finds out about them. */
  readonly inspector?: Pick<DecoderEvents, "accept" | "bad"> & Required<Pick<DecoderEvents, "header">>;
}

/** Number of records after which missing names are reported when there may be no end. */
const FIRST = 1000;

const nothing = { written: [], whole: [] };

function inspecting(inspector: NonNullable<ReadTextOptions["inspector"]>): DecoderEvents {
  return {
    accept: (batch) => inspector.accept(batch),
    bad: (line) => inspector.bad(line),
    header: (twice) => inspector.header(twice),
  };
}

/** Log lines in, NDJSON records out; the lines are AWS text until another kind is set. */
export class ReadWorker extends StageWorker {
  readonly #decoder: ReadingDecoder;
  readonly #stage: ReadStage;
  readonly #rowGroups = { read: 0, "left out": 0 };

  constructor(options: ReadTextOptions, context: StageContext) {
    const made: { decoder?: ReadingDecoder; stage?: ReadStage } = {};
    const { formats = [], fields, kept, withOrigin, withMessage, dedupe: wholly } = options;
    const takesTexts = options.inspector !== undefined;
    const decoderOf = (kernel: Kernel, events: DecoderEvents): ReadingDecoder =>
      (made.decoder ??= new ReadingDecoder(
        kernel,
        { formats, fields, kept, withOrigin, withMessage, wholly, needed: fieldsOfRead(options), takesTexts },
        options.inspector === undefined ? events : { ...events, ...inspecting(options.inspector) },
      ));
    super(context, {
      stage: (kernel, output) =>
        (made.stage = new ReadStage(kernel, output, options, context, () => made.decoder?.target ?? nothing)),
      decoder: decoderOf,
      early: {
        get needs() {
          if (options.follows !== true) return [];
          const held = { demand: { all: made.stage?.lackedFields ?? [] }, isVital: false };
          return [...needsOfRead(options), held];
        },
        records: FIRST,
      },
    });
    if (made.decoder === undefined || made.stage === undefined) throw new Error("a worker makes its parts at once");
    this.#decoder = made.decoder;
    this.#stage = made.stage;
  }

  override counts(): StageCounts | LineCounts {
    const formatFit = this.#decoder.formatFit.fit;
    return {
      ...super.counts(),
      keys: this.keys,
      outKeys: this.#stage.outKeys,
      testedKeys: this.#stage.testedKeys,
      formatFit,
      held: this.#stage.heldCounts(),
      ...(this.#rowGroups.read + this.#rowGroups["left out"] > 0 ? { rowGroups: { ...this.#rowGroups } } : {}),
    };
  }

  /** A row group of a Parquet file was read, or left out because none of its records can come out. */
  countRowGroup(isRead: boolean): void {
    this.#rowGroups[isRead ? "read" : "left out"]++;
  }

  /** A followed file may be idle for long: reports now what is reported early. */
  override leaveSource(): void {
    super.leaveSource();
    this.flush();
  }

  /** How often a line said that the columns of the next ones are others. */
  get headings(): number {
    return this.#decoder.headings;
  }

  /** Takes columns of values in place of the bytes of a source. */
  get columns(): ColumnDecoder {
    return this.#decoder.columns;
  }

  /** From here on, between two sources, lines without a header have these columns; none: the default format. */
  setFormats(formats: readonly (readonly string[])[]): void {
    this.#decoder.setFormats(formats);
  }

  /** The lines that come now are of this kind. */
  use(kind: LineKind): void {
    this.#decoder.use(kind);
  }

  /** The records that come now come from there. */
  setOrigin(origin: Origin): void {
    this.#decoder.setOrigin(origin);
  }

  /** Whether records without a time are taken for those of the window: whoever has them has tested it. */
  keepUndated(isKept: boolean): void {
    this.#stage.keepsUndated = isKept;
  }

  /** The records that come now are compared with these of the fields that it was made with: their source does not tell them. */
  holdAgainst(fields: readonly string[]): void {
    this.#stage.heldFields = new Set(fields);
  }

  /** A line that could not be read was kept from the worker. */
  skipLine(reason: string, detail: string, bytes?: Uint8Array): void {
    this.#decoder.skipLine(reason, detail, bytes);
  }

  /** A line that is neither a record nor bad was kept from the worker. */
  passLine(reason: string): void {
    this.#decoder.passLine(reason);
  }
}

export function readWorker(options: ReadTextOptions, context: StageContext): ReadWorker {
  return new ReadWorker(options, context);
}
