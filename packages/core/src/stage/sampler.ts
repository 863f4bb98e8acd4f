// Keeps a random part of the records, the same for the same seed, and writes into each which part that is. The kernel chooses and
// writes (kernel/assembly/write/sample.ts); a record that was sampled before gets the product of both rates.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import { controlPlaces } from "../interim/interimRecords.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Percentage } from "../percentage.ts";
import { rateOf, SAMPLE_RATE } from "../sampleRate.ts";
import { LineRewriter } from "./lineRewriter.ts";

export interface SampleOptions {
  readonly part: Percentage;
  readonly seed: number;
  /** Records with the same values in these fields are kept together; none: each by its number. */
  readonly by?: readonly string[];
}

const NEWLINE = new Uint8Array([10]);
/** Bytes of a rate at most, as it is kept for comparison. */
const RATE_LIMIT = 256;

export class Sampler {
  readonly #kernel: Kernel;
  readonly #part: Percentage;
  readonly #seed: bigint;
  readonly #by: readonly string[];
  /** The numbers of the columns of `by` in the kernel. */
  readonly #columns: number;
  readonly #limit: bigint;
  readonly #truth: number;
  readonly #rates: number;
  readonly #lines: LineRewriter;
  /** Records that came so far, of the set at hand where there are several. */
  #records = 0;
  /** Some record had a rate that is none. */
  hasOddRates = false;
  /** Values were chosen among those of an earlier sample, perhaps by the same hash. */
  isAgain = false;

  constructor(kernel: Kernel, { part, seed, by = [] }: SampleOptions) {
    this.#kernel = kernel;
    this.#part = part;
    this.#seed = BigInt(seed);
    this.#by = by;
    this.#columns = kernel.allocate(Math.max(by.length, 1) * 4);
    const limit = (part.numerator << 64n) / part.denominator;
    this.#limit = limit === 0n ? 0n : limit - 1n;
    this.#truth = kernel.allocate(ROW_LIMIT);
    this.#rates = kernel.allocate(2 * RATE_LIMIT);
    this.#lines = new LineRewriter(kernel);
    const member = kernel.place(`"${SAMPLE_RATE}":${rateOf(part) ?? ""}`);
    kernel.setRateMember(member.at, member.length);
  }

  /** The truth of the rows of a batch that was just filled: those that are kept, and lines that are not records. */
  choose(batch: Batch): number {
    const kernel = this.#kernel;
    kernel.words().set(
      this.#by.map((name) => batch.fields.indexOf(name)),
      this.#columns / 4,
    );
    let from = 0;
    for (const control of controlPlaces(batch)) {
      this.#chooseOf(from, control);
      kernel.bytes().fill(1, this.#truth + control, this.#truth + control + 1);
      // Each set of interim results is sampled like the final one.
      this.#records = 0;
      from = control + 1;
    }
    this.#chooseOf(from, batch.rows);
    return this.#truth;
  }

  #chooseOf(from: number, to: number): void {
    const { length } = this.#by;
    if (length > 0) this.#kernel.sampleKeys(this.#truth, this.#seed, this.#columns, length, from, to, this.#limit);
    else this.#kernel.sampleRows(this.#truth, this.#seed, this.#records, from, to, this.#limit);
    this.#records += to - from;
  }

  /** Writes the lines of the selected rows with their rates. */
  write(batch: Batch, output: Output): void {
    let from = 0;
    for (const control of controlPlaces(batch)) {
      this.#writeRecords(batch, output, from, control);
      output.append(batch.line(batch.rowAt(control)));
      output.append(NEWLINE);
      output.records++;
      from = control + 1;
    }
    this.#writeRecords(batch, output, from, batch.selected);
  }

  #writeRecords(batch: Batch, output: Output, start: number, end: number): void {
    const { kernel, list } = batch;
    const column = batch.fields.lastIndexOf(SAMPLE_RATE);
    for (let from = start; from < end;) {
      const unknown = kernel.findUnknownRate(list, from, end, column);
      const first = from;
      output.write(
        unknown - first,
        (done, out, limit) => kernel.writeSampled(list, first + done, unknown, column, out, limit),
        () => kernel.written.value - first,
      );
      from = unknown;
      if (from === end) break;
      const row = batch.rowAt(from);
      if (!this.#learn(batch, row, column)) this.#lines.remove(batch, row, [SAMPLE_RATE, batch.keyOf(column)]);
    }
  }

  /** Makes the rate of a row the one that the kernel knows; false if it is not a rate. */
  #learn(batch: Batch, row: number, column: number): boolean {
    const kernel = this.#kernel;
    const span = batch.value(row, column);
    const before = span === undefined ? "" : kernel.text(span.start, span.end);
    const next = span === undefined || span.text ? undefined : rateOf(this.#part, before);
    if (span !== undefined && next === undefined) this.hasOddRates = true;
    if (next !== undefined && span !== undefined) this.isAgain = this.#by.length > 0;
    if (next === undefined || Math.max(before.length, next.length) > RATE_LIMIT) return false;
    const encoder = new TextEncoder();
    encoder.encodeInto(before, kernel.bytes().subarray(this.#rates, this.#rates + RATE_LIMIT));
    encoder.encodeInto(next, kernel.bytes().subarray(this.#rates + RATE_LIMIT, this.#rates + 2 * RATE_LIMIT));
    kernel.setKnownRate(this.#rates, before.length, this.#rates + RATE_LIMIT, next.length);
    return true;
  }
}
