// NDJSON lines to batches. The scan is the kernel's; this file tells it which fields are wanted and passes on what it
// finds, batch by batch.
import { Batch } from "../batch.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { drainBadLines } from "./bad.ts";
import type { Decoder, DecoderEvents } from "./decoder.ts";

export class NdjsonDecoder implements Decoder {
  readonly batch: Batch;
  readonly #kernel: Kernel;
  readonly #events: DecoderEvents;

  constructor(kernel: Kernel, fields: readonly string[], events: DecoderEvents) {
    this.#kernel = kernel;
    this.#events = events;
    this.batch = new Batch(kernel, fields);
    const names = fields.map((field) => kernel.place(field));
    const wanted = kernel.allocate(fields.length * 8);
    kernel.words().set(
      names.flatMap(({ at, length }) => [at, length]),
      wanted / 4,
    );
    kernel.setWanted(wanted, fields.length);
    kernel.forgetLayouts();
  }

  readLines(start: number, end: number, scratch: number): void {
    const kernel = this.#kernel;
    this.batch.attach(scratch);
    let position = start;
    while (position < end) {
      kernel.scanNdjson(position, end);
      position = kernel.position.value >>> 0;
      if (kernel.badLines.value > 0) drainBadLines(kernel, [], (line) => this.#events.bad(line));
      if (kernel.rows.value > 0) {
        this.batch.take(kernel.decoded.value !== 0);
        this.#events.accept(this.batch);
      }
    }
  }

  skipLine(reason: string, detail: string): void {
    this.#kernel.lineNumber.value++;
    this.#events.bad({ line: this.#kernel.lineNumber.value, reason, detail });
  }

  endSource(): void {
    this.#kernel.lineNumber.value = 0;
  }
}
