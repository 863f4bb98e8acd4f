// The worker that reads: log lines, NDJSON or columns in, records out.
import type { ColumnDecoder } from "../decode/columns.ts";
import type { DecoderEvents } from "../decode/decoder.ts";
import { type LineKind, ReadingDecoder } from "../decode/logDecoder.ts";
import type { Origin } from "../decode/outputColumns.ts";
import { fieldsOfRead, needsOfRead, ReadStage, type ReadStageOptions } from "./read.ts";
import type { LineCounts, StageContext, StageCounts } from "./stage.ts";
import { StageWorker } from "./worker.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

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
