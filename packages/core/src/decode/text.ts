// Lines of AWS text to batches: which format they have, by a header, by what the user says, or the default; the scan is
// the kernel's.
import { Batch } from "../batch.ts";
import { defaultFormat, findField, readHeader } from "../field.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { drainBadLines } from "./bad.ts";
import type { Decoder, DecoderEvents } from "./decoder.ts";

/** Digits up to which the kernel takes a number without a second look; 0 for a text (kernel/text.ts). */
const DIGITS = { text: 0, address: 0, integer: 18, time: 11 } as const;
/** The scan stopped before a line that may be a header. */
const SCAN_HEADER = 1;

export interface TextOptions {
  /** Canonical names of the columns until a header says otherwise; undefined: the default format is assumed. */
  readonly format?: readonly string[] | undefined;
  /** The columns of the batch, or undefined for all that the format has. */
  readonly fields?: readonly string[] | undefined;
  /** Fields that the batch must have too (for a filter, say). */
  readonly needed: readonly string[];
  /** Columns behind all others, left null here, for whoever works values out. */
  readonly computed?: readonly string[];
}

export class TextLineDecoder implements Decoder {
  readonly batch: Batch;
  readonly #kernel: Kernel;
  readonly #options: TextOptions;
  readonly #events: DecoderEvents;
  #format: readonly string[] = [];
  /** The format was neither given nor read from a header. */
  #assumed = true;
  headers = 0;
  #region = 0;
  #regionSize = 0;
  #indexAt = 0;
  #indexSize = 0;

  constructor(kernel: Kernel, options: TextOptions, events: DecoderEvents) {
    this.#kernel = kernel;
    this.#options = options;
    this.#events = events;
    this.batch = new Batch(kernel, []);
    this.endSource();
  }

  /** The fields of the records that come now, in their order. */
  get format(): readonly string[] {
    return this.#format;
  }

  endSource(): void {
    this.#kernel.lineNumber.value = 0;
    this.#assumed = this.#options.format === undefined;
    this.#setFormat(this.#options.format ?? defaultFormat);
  }

  readLines(start: number, end: number, scratch: number): void {
    const kernel = this.#kernel;
    this.#index(start, end);
    let position = start;
    while (position < end) {
      this.batch.attach(scratch);
      const outcome = kernel.scanText(position, end);
      position = kernel.position.value >>> 0;
      kernel.passHeader(0);
      if (kernel.badLines.value > 0) this.#drainBad();
      if (kernel.rows.value > 0) {
        this.batch.take(kernel.needsEscapes.value !== 0);
        this.#events.accept(this.batch);
      }
      if (outcome === SCAN_HEADER) position = this.#takeHeader(position, end);
    }
  }

  skipLine(reason: string, detail: string): void {
    this.#kernel.lineNumber.value++;
    this.#events.bad({ line: this.#kernel.lineNumber.value, reason, detail });
  }

  /** Has the kernel index the region before it is scanned. */
  #index(start: number, end: number): void {
    const size = this.#kernel.indexSize(end - start + 64);
    if (size > this.#indexSize) {
      this.#indexSize = 2 * size;
      this.#indexAt = this.#kernel.allocate(this.#indexSize);
    }
    this.#kernel.indexText(start, end, this.#indexAt);
  }

  /** Sets the format by the line at `position` if it is a header; where the next scan starts. */
  #takeHeader(position: number, end: number): number {
    const kernel = this.#kernel;
    const next = kernel.afterFirstNewline(position, end) >>> 0;
    const words = kernel
      .text(position, next)
      .trim()
      .split(/[ \t]+/);
    const names = readHeader(words);
    if (names === undefined) {
      kernel.passHeader(position);
      return position;
    }
    kernel.lineNumber.value++;
    this.headers++;
    this.#assumed = false;
    if (names.join() !== this.#format.join()) this.#setFormat(names);
    return next;
  }

  #setFormat(format: readonly string[]): void {
    const { fields, needed, computed = [] } = this.#options;
    this.#format = format;
    const columns = [...(fields ?? format)];
    for (const name of needed) if (!columns.includes(name)) columns.push(name);
    this.batch.reshape([...columns, ...computed]);
    const digits = format.map((name) => DIGITS[findField(name)?.kind ?? "text"]);
    // What nobody wants goes to the place behind the columns.
    const behind = columns.length + computed.length;
    const places = format.map((name) => (columns.includes(name) ? columns.indexOf(name) : behind) * 8);
    const entries = places.flatMap((place, i) => [digits[i] ?? 0, place]);
    if (entries.length * 4 > this.#regionSize) {
      this.#regionSize = entries.length * 4;
      this.#region = this.#kernel.allocate(this.#regionSize);
    }
    this.#kernel.words().set(entries, this.#region / 4);
    this.#kernel.setTextFormat(
      this.#region,
      format.length,
      digits.every((limit) => limit === 0),
    );
  }

  #drainBad(): void {
    const assumed = this.#assumed ? "; the default format is assumed: --format names another" : "";
    drainBadLines(this.#kernel, this.#format, (line) => {
      const columns = line.reason === "wrong number of columns";
      this.#events.bad(columns ? { ...line, detail: line.detail + assumed } : line);
    });
  }
}
