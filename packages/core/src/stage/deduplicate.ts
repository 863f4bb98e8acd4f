// Drops records that equal an earlier one in all their fields; the kernel recognises them.
import type { Batch } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { COMPARED_SIZE } from "@flowlogs/kernel/opcodes";

/** Each of two tables has 2^22 places of 16 bytes; memory is taken as they fill. */
const BITS = 22;
const FIELD_WORDS = COMPARED_SIZE / 4;
const [NAME, COLUMN] = [4, 6];

export class Repeats {
  readonly #kernel: Kernel;
  readonly #note: (text: string) => void;
  readonly #remembered: number;
  #fields: readonly string[] = [];
  #columns: readonly string[] = [];
  #region = 0;
  #regionSize = 0;
  #isNoted = false;

  constructor(kernel: Kernel, note: (text: string) => void, bits = BITS) {
    this.#kernel = kernel;
    this.#note = note;
    this.#remembered = kernel.openDuplicates(bits);
  }

  /** Takes repeated records off the selection; how many. `fields`: all that records have, which the batch must have too. */
  drop(batch: Batch, fields: readonly string[]): number {
    if (fields !== this.#fields || batch.fields !== this.#columns) this.#prepare(batch, fields);
    const before = batch.selected;
    batch.selected = this.#kernel.dropDuplicates(batch.list, before, this.#region, fields.length);
    if (this.#kernel.forgot.value !== 0 && !this.#isNoted) {
      this.#isNoted = true;
      const remembered = this.#remembered.toLocaleString("en-US");
      this.#note(
        `--dedupe remembers at least the last ${remembered} records: it does not notice a repeat of an older one`,
      );
    }
    return before - batch.selected;
  }

  #prepare(batch: Batch, fields: readonly string[]): void {
    const names = fields.map((name) => new TextEncoder().encode(name));
    const size = names.reduce((sum, name) => sum + name.length, names.length * FIELD_WORDS * 4);
    if (size > this.#regionSize) {
      this.#regionSize = 2 * size;
      this.#region = this.#kernel.allocate(this.#regionSize);
    }
    let at = this.#region + names.length * FIELD_WORDS * 4;
    names.forEach((name, i) => {
      const words = this.#region / 4 + i * FIELD_WORDS;
      this.#kernel.words().set([at, name.length], words + NAME);
      this.#kernel.words().set([batch.fields.indexOf(fields[i] ?? "")], words + COLUMN);
      this.#kernel.bytes().set(name, at);
      at += name.length;
    });
    this.#kernel.hashNames(this.#region, fields.length);
    this.#fields = fields;
    this.#columns = batch.fields;
  }
}
