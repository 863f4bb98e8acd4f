// Decodes NDJSON lines with a column for every key that any record has. A batch with keys that are new is scanned again,
// with columns for them, before anybody sees it; keys are new so rarely that this costs nothing.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { INTERIM_KEY } from "../interim/marks.ts";
import { keysOf } from "../text/member.ts";
import type { DecodedKeys, Decoder, DecoderEvents } from "./decoder.ts";
import { foreignInput } from "./foreign.ts";
import type { HeaderFields } from "./headerDecoder.ts";
import { NdjsonDecoder } from "./ndjson.ts";

/** Columns that there are at most: keys may be data, such as ids, and memory has an end. */
export const KEY_LIMIT = 4000;

export class EveryKeyDecoder implements Decoder {
  readonly #inner: NdjsonDecoder;
  readonly #keys = new Set<string>();

  /** `always`: what has columns even if it is not a key of any record. */
  constructor(kernel: Kernel, events: DecoderEvents, always: HeaderFields) {
    const newKeys = (lines: Iterable<Uint8Array>): readonly string[] | undefined => this.#newKeys(lines);
    this.#inner = new NdjsonDecoder(kernel, always.fields, events, { ...always, newKeys });
    kernel.watchOtherKeys(true, 0, 0);
  }

  get keys(): DecodedKeys {
    return this.#inner.keys;
  }

  readLines(start: number, end: number, scratch: number): number {
    return this.#inner.readLines(start, end, scratch);
  }

  skipLine(reason: string, detail: string, bytes?: Uint8Array): void {
    this.#inner.skipLine(reason, detail, bytes);
  }

  readonly objection = foreignInput;

  endSource(): void {
    this.#inner.endSource();
  }

  /** The keys of all columns from now on, undefined where none of the lines has a new one. */
  #newKeys(lines: Iterable<Uint8Array>): readonly string[] | undefined {
    const before = this.#keys.size;
    for (const line of lines) {
      if (this.#keys.size >= KEY_LIMIT) break;
      this.#addKeys(new TextDecoder().decode(line));
      // The others of a first batch most likely have the same.
      if (before === 0 && this.#keys.size > 0) break;
    }
    return this.#keys.size === before ? undefined : [...this.#keys];
  }

  #addKeys(line: string): void {
    for (const key of keysOf(line) ?? []) {
      if (key !== INTERIM_KEY && this.#keys.size < KEY_LIMIT) this.#keys.add(key);
    }
  }
}
