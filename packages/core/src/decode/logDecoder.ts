// The decoder of flowlogs-read: each source has lines of one kind, AWS text, NDJSON records, CSV or TSV, and all of them
// feed the same stage. A source may change its kind between two lines.
import { keyFor } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ColumnDecoder } from "./columns.ts";
import type { DecodedKeys, Decoder, DecoderEvents, SourceDecoder } from "./decoder.ts";
import { DelimitedDecoder } from "./delimited.ts";
import { FormatFit } from "./formatFit.ts";
import { RecordDecoder } from "./records.ts";
import { type Origin, OutputColumns, type TargetOptions } from "./outputColumns.ts";
import { TextLineDecoder } from "./text.ts";

/** What the lines of a source are; messages are text without headers. */
export type LineKind = "text" | "messages" | "ndjson" | "csv" | "tsv";

export interface ReadingOptions extends TargetOptions {
  /** Canonical names of the columns that lines without a header have, as the user named them; none: they are recognised. */
  readonly formats: readonly (readonly string[])[];
  /** Numbers and times of CSV may be texts: the rows are not records. */
  readonly takesTexts?: boolean | undefined;
}

export class ReadingDecoder implements Decoder {
  readonly target: OutputColumns;
  readonly #kernel: Kernel;
  readonly #events: DecoderEvents;
  /** How the formats fit that the user names. */
  readonly formatFit: FormatFit;
  #formats: readonly (readonly string[])[];
  readonly #decoders = new Map<string, SourceDecoder>();
  #started = new Set<SourceDecoder>();
  #current: SourceDecoder;
  #columns: ColumnDecoder | undefined;
  readonly #takesTexts: boolean;

  constructor(kernel: Kernel, options: ReadingOptions, events: DecoderEvents) {
    this.#kernel = kernel;
    this.#formats = options.formats;
    this.formatFit = new FormatFit(options.formats);
    this.#events = events;
    this.#takesTexts = options.takesTexts === true;
    this.target = new OutputColumns(kernel, options, (batch) => events.accept(batch));
    this.#current = this.#start("text");
  }

  /** For sources that come as columns; like the others it feeds the target. */
  get columns(): ColumnDecoder {
    return (this.#columns ??= new ColumnDecoder(this.#kernel, this.target));
  }

  get keys(): DecodedKeys {
    const all = (): readonly string[] => [...this.target.keys];
    return { all, isThere: (name) => keyFor(name, all()) !== undefined };
  }

  /** From here on, between two sources, lines without a header have these columns. */
  setFormats(formats: readonly (readonly string[])[]): void {
    if (formats === this.#formats) return;
    this.#formats = formats;
    this.#decoders.delete("text");
    this.#decoders.delete("csv");
    this.use("text");
  }

  /** How often a line of text said that the columns of the next ones are others. */
  get headings(): number {
    const text = this.#decoders.get("text");
    return text instanceof TextLineDecoder ? text.headings : 0;
  }

  /** The lines that come now are of this kind. */
  use(kind: LineKind): void {
    this.#current = this.#start(kind);
  }

  /** The records that come now come from there. */
  setOrigin(origin: Origin): void {
    if (this.target.setOrigin(origin)) this.#current.resume();
  }

  readLines(start: number, end: number, scratch: number, isLast: boolean): number {
    return this.#current.readLines(start, end, scratch, isLast);
  }

  skipLine(reason: string, detail: string, bytes?: Uint8Array): void {
    this.#kernel.lineNumber.value++;
    this.#events.bad({ line: this.#kernel.lineNumber.value, reason, detail, ...(bytes && { bytes }) });
  }

  /** A line that is neither a record nor bad. */
  passLine(reason: string): void {
    this.#kernel.lineNumber.value++;
    this.#events.skip?.(reason);
  }

  endSource(): void {
    this.#kernel.lineNumber.value = 0;
    this.#started = new Set();
    this.use("text");
  }

  #start(kind: LineKind): SourceDecoder {
    const decoder = this.#decoderOf(kind);
    if (this.#started.has(decoder)) {
      if (decoder !== this.#current) decoder.resume();
    } else decoder.startSource();
    this.#started.add(decoder);
    return decoder;
  }

  #decoderOf(kind: LineKind): SourceDecoder {
    const name = kind === "tsv" ? "csv" : kind === "messages" ? "text" : kind;
    const decoder = this.#decoders.get(name) ?? this.#make(name);
    this.#decoders.set(name, decoder);
    if (decoder instanceof TextLineDecoder) decoder.takesHeaders = kind === "text";
    if (decoder instanceof DelimitedDecoder) decoder.separator = kind === "tsv" ? "\t" : undefined;
    return decoder;
  }

  #make(kind: "text" | "ndjson" | "csv"): SourceDecoder {
    const formats = this.#formats;
    switch (kind) {
      case "text":
        return new TextLineDecoder(this.#kernel, this.target, formats, this.#events, this.formatFit);
      case "ndjson":
        return new RecordDecoder(this.#kernel, this.target, this.#events);
      case "csv":
        return new DelimitedDecoder(this.#kernel, this.target, formats, this.#events, this.formatFit, this.#takesTexts);
    }
  }
}
