// Puts each record into a bin of time: adds the start of the bin, as text, to the record's line.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { sortValue } from "../rank/order.ts";
import { withoutMember } from "../text/member.ts";
import type { Binner } from "../time/bin.ts";
import type { Stage } from "./worker.ts";

/** The fields that a bin stage needs: when a record began, and a bin that it may have already. */
export const fieldsOfBin: readonly string[] = ["start", "bin"];
const START = 0;
const BIN = 1;
/** A time of more is in milliseconds; seconds to the end of the calendar: as in kernel/bin.ts. */
const MILLISECONDS = 1e11;
const LAST = 8.64e12;

export class BinStage implements Stage {
  readonly #output: Output;
  readonly #note: (text: string) => void;
  readonly #kernel: Kernel;
  readonly #binner: Binner;
  #untimed = 0;
  readonly #key: { at: number; length: number };

  constructor(kernel: Kernel, output: Output, binner: Binner, note: (text: string) => void) {
    this.#kernel = kernel;
    this.#output = output;
    this.#note = note;
    this.#binner = binner;
    this.#key = kernel.place(`"bin":`);
    kernel.host.labelBin = (time, out) =>
      new TextEncoder().encodeInto(`"${binner.binOf(time).label}"`, kernel.bytes().subarray(out, out + 48)).written;
    kernel.openBins(binner.granule);
  }

  accept(batch: Batch): void {
    const { kernel, list, selected } = batch;
    for (let from = 0; from < selected; from++) {
      const given = kernel.findGiven(list, from, selected, BIN);
      this.#write(batch, from, given);
      from = given;
      if (given < selected) this.#rewrite(batch, batch.rowAt(given));
    }
  }

  #write({ kernel, list }: Batch, from: number, to: number): void {
    const { at, length } = this.#key;
    this.#output.write(
      to - from,
      (done, out, limit) => kernel.writeBinned(list, from + done, to, START, at, length, out, limit),
      () => kernel.binned.value - from,
    );
  }

  /** A record that has a bin already gets another in its place. */
  #rewrite(batch: Batch, row: number): void {
    const text = new TextDecoder().decode(batch.line(row));
    const rest = withoutMember(text, "bin");
    const label = this.#labelOf(batch, row);
    const line = `${rest.slice(0, -1)}${rest === "{}" ? "" : ","}"bin":${label}}\n`;
    this.#output.append(new TextEncoder().encode(line));
    this.#output.records++;
  }

  /** As the kernel does it: milliseconds are brought to seconds, and what is no time of the calendar has no bin. */
  #labelOf(batch: Batch, row: number): string {
    const span = batch.value(row, START);
    const value = span === undefined ? undefined : sortValue(batch.kernel.text(span.start, span.end));
    const seconds = typeof value === "number" && value >= MILLISECONDS ? value / 1000 : value;
    if (typeof seconds === "number" && Math.abs(seconds) <= LAST) {
      return JSON.stringify(this.#binner.binOf(seconds).label);
    }
    this.#untimed++;
    return "null";
  }

  finish(): void {
    const untimed = this.#kernel.untimed.value + this.#untimed;
    if (untimed > 0)
      this.#note(`${untimed === 1 ? "1 record has" : `${untimed} records have`} no usable start: the bin is null`);
  }
}
