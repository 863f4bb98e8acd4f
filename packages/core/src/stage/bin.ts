// Puts each record into a bin of time: adds the start of the bin, as text, to the record's line; or divides the record over
// the bins that it lasts. time/bin.ts finds the bounds of bins, the kernel writes the lines.
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import { fields } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { controlPlaces } from "../interim/interimRecords.ts";
import { makeBinner, type Moment, moments } from "../time/bin.ts";
import type { Duration } from "../time/duration.ts";
import type { Zone } from "../time/zone.ts";
import { LineRewriter } from "./lineRewriter.ts";
import { shareOf } from "./proportionalShare.ts";
import type { Need } from "./needs.ts";
import type { Stage } from "./stage.ts";

export interface BinStageOptions {
  readonly size: Duration;
  /** Whose clocks cut the bins; UTC if not given. */
  readonly zone?: Zone | undefined;
  /** Undefined: the start, with a note when that hides how long records last. */
  readonly at?: Moment | undefined;
  /** The field that has the time, instead of the start: epoch seconds or milliseconds, ISO 8601. */
  readonly time?: string | undefined;
  /** Divide bytes and packets over the bins that a record lasts. */
  readonly spread?: boolean;
  /** Add the smallest and the largest part of them that a bin may have. */
  readonly bounds?: boolean;
}

/** The counts that are divided; the first two can have bounds. */
const counts = [...new Set(["bytes", "packets", ...fields.flatMap((it) => (it.role === "count" ? it.name : []))])];
const bounded = counts.slice(0, 2);
const BOUND_WORDS = 5;
const LABEL = 20;
const NEWLINE = new Uint8Array([10]);

/** The fields that a bin stage needs: when a record began and ended, what is divided, and what is added to it. */
export function fieldsOfBin(options: BinStageOptions): { fields: readonly string[]; exact: readonly string[] } {
  const exact = addedBy(options);
  return { fields: [timeOf(options), "end", ...divisible(options), ...exact], exact };
}

/** The column of the time, which is usually the start. */
function timeOf({ time }: BinStageOptions): string {
  return time === undefined || time === "end" ? "start" : time;
}

/** Which time counts: the end has its own place, whoever names it. */
function momentOf({ at, time }: BinStageOptions): Moment | undefined {
  return time === "end" ? "end" : (at ?? (time === undefined ? undefined : "start"));
}

function divisible({ spread = false }: BinStageOptions): readonly string[] {
  return spread ? counts : [];
}

function addedBy({ bounds = false }: BinStageOptions): readonly string[] {
  return ["bin", ...(bounds ? bounded.flatMap((name) => [`${name}_low`, `${name}_high`]) : [])];
}

/** The times that say in which bin a record is. */
function timesOf(options: BinStageOptions): readonly string[] {
  const at = momentOf(options);
  if (options.spread === true || at === "middle") return [timeOf(options), "end"];
  return [at === "end" ? "end" : timeOf(options)];
}

export class BinStage implements Stage {
  readonly partials = "noted";
  readonly needs: readonly Need[];
  readonly #output: Output;
  readonly #note: (text: string) => void;
  readonly #kernel: Kernel;
  readonly #options: BinStageOptions;
  readonly #added: readonly string[];
  readonly #lines: LineRewriter;
  /** Numbers of which the kernel cannot, nor the host, say a share. */
  #undividable = 0;

  constructor(kernel: Kernel, output: Output, options: BinStageOptions, note: (text: string) => void) {
    this.#kernel = kernel;
    this.#output = output;
    this.#note = note;
    this.#options = options;
    this.#added = addedBy(options);
    this.#lines = new LineRewriter(kernel);
    this.needs = [
      { demand: { all: timesOf(options) }, isVital: true },
      ...(options.spread === true ? [{ demand: { any: bounded }, isVital: false }] : []),
    ];
    const { spread = false } = options;
    const at = momentOf(options);
    const binner = makeBinner(options.size, options.zone);
    kernel.host.boundBin = (time, slot) => {
      const { low, high, label } = binner.binOf(time);
      const view = new DataView(kernel.bytes().buffer, slot);
      view.setFloat64(0, low, true);
      view.setFloat64(8, high, true);
      return new TextEncoder().encodeInto(`"${label}"`, kernel.bytes().subarray(slot + LABEL, slot + 64)).written;
    };
    kernel.host.writeShare = (...numbers) => this.#writeShare(...numbers);
    const key = kernel.place(`"bin":`);
    const watches = at === undefined && !spread;
    kernel.openBins(binner.span, moments.indexOf(at ?? "start"), watches, key.at, key.length);
    if (spread) this.#openSpread(binner.span);
  }

  #openSpread(span: number): void {
    const kernel = this.#kernel;
    const names = this.#added.slice(1);
    const keys = names.map((name) => kernel.place(`,"${name}":`));
    const at = kernel.allocate(bounded.length * BOUND_WORDS * 4);
    keys.forEach((key, i) => {
      kernel.words().set([key.at, key.length], at / 4 + Math.floor(i / 2) * BOUND_WORDS + (i % 2) * 2);
    });
    const length = keys.reduce((sum, key) => sum + key.length, 0);
    kernel.openSpread(span, counts.length, at, names.length / 2, length);
  }

  accept(batch: Batch): void {
    let from = 0;
    for (const place of controlPlaces(batch)) {
      this.#writeBinned(batch, from, place);
      // It is not a record, and goes on as it is.
      this.#output.append(batch.line(batch.rowAt(place)));
      this.#output.append(NEWLINE);
      from = place + 1;
    }
    this.#writeBinned(batch, from, batch.selected);
  }

  #writeBinned(batch: Batch, start: number, selected: number): void {
    const { kernel, list, fields: columns } = batch;
    const first = columns.length - this.#added.length;
    for (let from = start; from < selected; from++) {
      const given = kernel.findPresent(list, from, selected, first, columns.length);
      this.#write(batch, from, given);
      from = given;
      if (given === selected) break;
      // What is added takes the place of what a record has by that name.
      this.#lines.remove(batch, batch.rowAt(given), this.#added);
      this.#write(batch, given, given + 1);
    }
  }

  #write({ kernel, list }: Batch, from: number, to: number): void {
    const before = kernel.extra.value;
    const { spread = false } = this.#options;
    this.#output.write(
      to - from,
      (done, out, limit) =>
        spread
          ? kernel.writeSpread(list, from + done, to, out, limit)
          : kernel.writeBinned(list, from + done, to, out, limit),
      () => (spread ? kernel.spread.value : kernel.binned.value) - from,
    );
    this.#output.records += kernel.extra.value - before;
  }

  #writeShare(start: number, length: number, from: number, to: number, of: number, out: number): number {
    const share = shareOf(this.#kernel.text(start, start + length), from, to, of);
    if (share === undefined && from === 0) this.#undividable++;
    return new TextEncoder().encodeInto(share ?? "", this.#kernel.bytes().subarray(out, out + 512)).written;
  }

  finish(): void {
    const { untimed, undivided, uncounted, longer } = this.#kernel;
    const { at = "start", time } = this.#options;
    this.#noteRecords(untimed.value, `no usable ${time ?? (at === "middle" ? "start and end" : at)}: the bin is null`);
    const whole = "no usable end, or an end before the start: counted whole in the bin of the start";
    this.#noteRecords(undivided.value, whole);
    const odd = uncounted.value + this.#undividable;
    if (odd > 0) {
      this.#note(
        `${odd === 1 ? "1 count is not a number and is" : `${odd} counts are not numbers and are`} not divided`,
      );
    }
    if (longer.value === 0) return;
    const who =
      longer.value === 1
        ? "1 record lasts longer than a bin and is"
        : `${longer.value} records last longer than a bin and are`;
    const where = "counted whole in the bin of the start";
    this.#note(`${who} ${where}; --spread divides bytes and packets, --at start silences this note`);
  }

  #noteRecords(count: number, what: string): void {
    if (count > 0) this.#note(`${count === 1 ? "1 record has" : `${count} records have`} ${what}`);
  }
}
