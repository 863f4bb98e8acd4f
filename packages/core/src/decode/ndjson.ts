// NDJSON lines to batches. The scan is the kernel's; this file tells it which fields are wanted and passes on what it
// finds, batch by batch.
import { Batch } from "../batch.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { drainBadLines } from "./bad.ts";
import type { Decoder, DecoderEvents } from "./decoder.ts";

export class NdjsonDecoder implements Decoder {
  readonly #batch: Batch;
  readonly #kernel: Kernel;
  readonly #events: DecoderEvents;
  readonly #computed: readonly string[];
  #region = 0;
  #regionSize = 0;

  /** `computed`: columns behind those of the fields, left null here, for whoever works values out. */
  constructor(kernel: Kernel, fields: readonly string[], events: DecoderEvents, computed: readonly string[] = []) {
    this.#kernel = kernel;
    this.#events = events;
    this.#computed = computed;
    this.#batch = new Batch(kernel, []);
    this.setFields(fields);
  }

  /** The fields that the batches have from now on. */
  setFields(fields: readonly string[]): void {
    const kernel = this.#kernel;
    this.#batch.reshape([...fields, ...this.#computed]);
    const names = fields.map((field) => new TextEncoder().encode(field));
    const size = names.reduce((sum, name) => sum + name.length, names.length * 8);
    if (size > this.#regionSize) {
      this.#regionSize = 2 * size;
      this.#region = kernel.allocate(this.#regionSize);
    }
    let at = this.#region + names.length * 8;
    names.forEach((name, i) => {
      kernel.words().set([at, name.length], this.#region / 4 + i * 2);
      kernel.bytes().set(name, at);
      at += name.length;
    });
    kernel.setWanted(this.#region, names.length);
    kernel.forgetLayouts();
  }

  /** Reads the lines; where it stopped: at `end`, or before a record of another shape when only exact ones are taken. */
  readLines(start: number, end: number, scratch: number): number {
    const kernel = this.#kernel;
    this.#batch.attach(scratch);
    let position = start;
    while (position < end) {
      const stopped = kernel.scanNdjson(position, end);
      position = kernel.position.value >>> 0;
      if (kernel.badLines.value > 0) drainBadLines(kernel, [], (line) => this.#events.bad(line));
      if (kernel.rows.value > 0) {
        // Whether a text needs escapes would have to be asked value by value: the writer does it.
        this.#batch.take(true);
        this.#events.accept(this.#batch);
      }
      if (stopped) break;
    }
    return position;
  }

  skipLine(reason: string, detail: string, bytes?: Uint8Array): void {
    this.#kernel.lineNumber.value++;
    this.#events.bad({ line: this.#kernel.lineNumber.value, reason, detail, ...(bytes && { bytes }) });
  }

  endSource(): void {
    this.#kernel.lineNumber.value = 0;
  }
}
