// NDJSON lines to batches for a heading that nobody named: the fields are those of the first record. A later record with
// more fields than that is counted by the kernel, so that nothing is left out in silence.
import type { Kernel } from "../kernel/kernel.ts";
import type { Decoder, DecoderEvents } from "./decoder.ts";
import { NdjsonDecoder } from "./ndjson.ts";

export class HeadedDecoder implements Decoder {
  readonly #kernel: Kernel;
  readonly #events: DecoderEvents;
  /** Without any field until the first record is there. */
  #inner: NdjsonDecoder;
  #headed = false;

  constructor(kernel: Kernel, events: DecoderEvents) {
    this.#kernel = kernel;
    this.#events = events;
    this.#inner = new NdjsonDecoder(kernel, [], events);
  }

  readLines(start: number, end: number, scratch: number): void {
    const fields = this.#headed ? undefined : this.#firstFields(start, end);
    if (fields !== undefined) {
      this.#headed = true;
      this.#inner = new NdjsonDecoder(this.#kernel, fields, this.#events);
      this.#kernel.watchStrangers(true);
    }
    this.#inner.readLines(start, end, scratch);
  }

  skipLine(reason: string, detail: string): void {
    this.#inner.skipLine(reason, detail);
  }

  endSource(): void {
    this.#inner.endSource();
  }

  /** The keys of the first line that is an object, undefined when there is none. */
  #firstFields(start: number, end: number): string[] | undefined {
    for (let at = start; at < end;) {
      const next = this.#kernel.afterFirstNewline(at, end) >>> 0;
      const fields = keysOf(this.#kernel.text(at, next));
      if (fields !== undefined) return fields;
      at = next;
    }
    return undefined;
  }
}

function keysOf(line: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
  } catch {
    return undefined; // a bad line: the scan reports it
  }
}
