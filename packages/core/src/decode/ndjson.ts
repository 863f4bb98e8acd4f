// Decodes NDJSON lines into batches. The kernel scans; this file sets the wanted fields and passes on what it
// finds, batch by batch.
import { Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { drainBadLines } from "./badLine.ts";
import type { DecodedKeys, Decoder, DecoderEvents } from "./decoder.ts";
import { foreignInput } from "./foreign.ts";
import { keysInLayouts } from "./layouts.ts";
import { WantedNames } from "./names.ts";

const FIRST_LIMIT = 65_536;

export interface NdjsonColumns {
  readonly computed?: readonly string[];
  readonly exact?: readonly string[];
  readonly mark?: string | undefined;
  /** The fields from now on, where some of these lines have keys that are to get columns; the lines are read again. */
  readonly newKeys?: ((lines: Iterable<Uint8Array>) => readonly string[] | undefined) | undefined;
}

export class NdjsonDecoder implements Decoder {
  readonly #batch: Batch;
  readonly #kernel: Kernel;
  readonly #events: DecoderEvents;
  readonly #computed: readonly string[];
  readonly #names: WantedNames;
  readonly #mark: string | undefined;
  readonly #newKeys: NdjsonColumns["newKeys"];
  /** What has columns besides the new keys. */
  readonly #always: Readonly<Record<"fields" | "exact", readonly string[]>>;
  /** The first record, for its keys, where no layout tells them. */
  #first: string | undefined;

  /**
   * `computed`: columns after those of the fields, left null here, for computed values. `exact`: those of the
   * fields that are keys of the data, not names that the user wrote. `mark`: a key whose values stand beside the columns;
   * only where nothing is computed.
   */
  constructor(
    kernel: Kernel,
    fields: readonly string[],
    events: DecoderEvents,
    { computed = [], exact = [], mark, newKeys }: NdjsonColumns = {},
  ) {
    this.#kernel = kernel;
    this.#events = events;
    this.#computed = computed;
    this.#mark = mark;
    this.#newKeys = newKeys;
    this.#always = { fields, exact };
    this.#names = new WantedNames(kernel);
    this.#batch = new Batch(kernel, []);
    this.#batch.keys = this.#names;
    this.#batch.mark = mark;
    this.setFields(fields, exact);
  }

  get keys(): DecodedKeys {
    return {
      isThere: (name) => this.#names.isThere(name),
      ties: () => this.#names.ties(),
      all: () => keysInLayouts(this.#kernel, this.#first ?? "{}"),
    };
  }

  /** The fields that the batches have from now on, and how many of them, the first ones, are the records' own. */
  setFields(fields: readonly string[], exact: readonly string[], own = fields.length): void {
    this.#batch.reshape([...fields, ...this.#computed]);
    this.#batch.ownFields = own;
    const mark = this.#mark === undefined ? [] : [this.#mark];
    this.#names.set([...fields, ...mark], new Set([...exact, ...mark]));
    this.#kernel.forgetLayouts();
  }

  /** Reads the lines; where it stopped: at `end`, or before a record of another shape when only exact ones are taken. */
  readLines(start: number, end: number, scratch: number): number {
    const kernel = this.#kernel;
    this.#batch.attach(scratch);
    let position = start;
    while (position < end) {
      const before = this.#newKeys === undefined ? undefined : countsOf(kernel);
      const stopped = kernel.scanNdjson(position, end);
      if (before !== undefined && this.#isReadAgain(before)) {
        this.#batch.attach(scratch);
        continue;
      }
      position = kernel.position.value >>> 0;
      if (kernel.badLines.value > 0) drainBadLines(kernel, [], (line) => this.#events.bad(line));
      if (kernel.rows.value > 0) {
        // Whether a text needs escapes would have to be asked value by value: the writer does it.
        this.#names.spread();
        this.#first ??= this.#firstRecord();
        this.#batch.take(true);
        this.#events.accept(this.#batch);
      }
      if (stopped) break;
    }
    return position;
  }

  /** Gives new keys of the last scan their columns; whether there are any. */
  #isReadAgain(before: ScanCounts): boolean {
    const kernel = this.#kernel;
    if (kernel.otherKeyRecords.value === before.otherKeyRecords) return false;
    const fields = this.#newKeys?.(this.#scannedLines());
    if (fields === undefined) return false;
    for (const name of scanCounts) kernel[name].value = before[name];
    const keys = new Set(fields);
    const named = this.#always.fields.filter((name) => !keys.has(name));
    this.setFields([...fields, ...named], [...fields, ...this.#always.exact], fields.length);
    return true;
  }

  *#scannedLines(): Iterable<Uint8Array> {
    for (let row = 0; row < this.#kernel.rows.value; row++) yield this.#batch.line(row);
  }

  /** The first record of the batch, unless it is long. */
  #firstRecord(): string {
    const line = this.#batch.line(0);
    return line.length > FIRST_LIMIT ? "{}" : new TextDecoder().decode(line);
  }

  skipLine(reason: string, detail: string, bytes?: Uint8Array): void {
    this.#kernel.lineNumber.value++;
    this.#events.bad({ line: this.#kernel.lineNumber.value, reason, detail, ...(bytes && { bytes }) });
  }

  readonly objection = foreignInput;

  endSource(): void {
    this.#kernel.lineNumber.value = 0;
  }
}

const scanCounts = ["lineNumber", "blankLines", "otherKeyRecords"] as const;
type ScanCounts = Record<(typeof scanCounts)[number], number>;

/** What a scan adds to. */
function countsOf({ lineNumber, blankLines, otherKeyRecords }: Kernel): ScanCounts {
  return {
    lineNumber: lineNumber.value,
    blankLines: blankLines.value,
    otherKeyRecords: otherKeyRecords.value,
  };
}
