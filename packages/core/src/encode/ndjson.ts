// Batches to NDJSON: chosen columns of the selected rows, in the order asked for.
import type { Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { outputKeys } from "./keys.ts";
import type { Output } from "./output.ts";
import { MEMBER_SIZE } from "@flowlogs/kernel/opcodes";

const ENTRY_WORDS = MEMBER_SIZE / 4;
const EMPTY = "{}\n";

type NamesOf = (keys: readonly string[]) => readonly string[];

export class NdjsonEncoder {
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #namesOf: NamesOf;
  #fields: readonly string[] = [];
  #columns: readonly string[] = [];
  #table = 0;
  #texts = 0;
  #size = 0;

  /** `namesOf`: what the keys are called in the output. */
  constructor(kernel: Kernel, output: Output, namesOf: NamesOf = (keys) => keys) {
    this.#namesOf = namesOf;
    this.#kernel = kernel;
    this.#output = output;
  }

  /** Writes the selected rows with these fields, which must be among the batch's. */
  write(batch: Batch, fields: readonly string[]): void {
    if (fields.length === 0) return this.#writeEmpty(batch.selected);
    if (fields !== this.#fields || batch.fields !== this.#columns) this.#prepare(batch, fields);
    const { kernel, list, selected, escapes } = batch;
    this.#output.write(
      selected,
      (from, out, limit) => kernel.writeNdjson(list, from, selected, this.#table, fields.length, escapes, out, limit),
      () => kernel.written.value,
    );
  }

  /** Writes so many records without fields, for which the kernel has no text to begin with. */
  #writeEmpty(count: number): void {
    let done = 0;
    const write = (from: number, out: number, limit: number): number => {
      const bytes = new TextEncoder().encode(
        EMPTY.repeat(Math.min(count - from, Math.floor((limit - out) / EMPTY.length))),
      );
      this.#kernel.bytes().set(bytes, out);
      done = from + bytes.length / EMPTY.length;
      return out + bytes.length;
    };
    this.#output.write(count, write, () => done);
  }

  /** Lays out the texts between the values, `{"version":`, `,"account_id":`, for the kernel. */
  #prepare(batch: Batch, fields: readonly string[]): void {
    const columns = fields.map((name) => batch.columnOf(name));
    const keys = this.#namesOf(outputKeys(batch, fields));
    const texts = keys.map((key, i) => new TextEncoder().encode(`${i === 0 ? "{" : ","}${JSON.stringify(key)}:`));
    const textLength = texts.reduce((sum, text) => sum + text.length, 0);
    const size = Math.max(fields.length * ENTRY_WORDS * 4, textLength);
    if (size > this.#size) {
      this.#table = this.#kernel.allocate(size);
      this.#texts = this.#kernel.allocate(size);
      this.#size = size;
    }
    let at = this.#texts;
    texts.forEach((text, i) => {
      this.#kernel.bytes().set(text, at);
      const entry = [at, text.length, columns[i] ?? -1];
      this.#kernel.words().set(entry, this.#table / 4 + i * ENTRY_WORDS);
      at += text.length;
    });
    this.#fields = fields;
    this.#columns = batch.fields;
  }
}
