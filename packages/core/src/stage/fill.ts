// Writes the bins that grouped records lack. Their records are gathered and come out in the order of their bins and, in a
// bin, of the series that they belong to; a series is what has the same keys. Grouping itself is flow-group's.
import type { DerivedResult } from "../aggregate/result.ts";
import type { Batch } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { type Bin, type Binner, makeBinner } from "../time/bin.ts";
import type { Duration } from "../time/duration.ts";
import { parseAbsoluteInstant } from "../time/instant.ts";
import { formatInZone, utc, type Zone } from "../time/zone.ts";
import { INTERIM_KEY } from "../interim/marks.ts";
import { TOTAL_KEY, TotalRecords } from "../totalRecord.ts";
import { emptyRecord, type EmptyRecord } from "./emptyBin.ts";
import { BIN, columnsOfGroups, type ColumnOptions, type GroupedColumns } from "./groupedColumns.ts";
import { deriveFrom } from "./groupResults.ts";
import { LineStore } from "./lineStore.ts";
import type { Need } from "./needs.ts";
import type { Stage, StageContext } from "./stage.ts";

export interface FillOptions extends ColumnOptions {
  readonly size: Duration;
  readonly zone?: Zone | undefined;
  /** In epoch seconds; not given: the bins of the first and the last record. */
  readonly from?: number | undefined;
  /** Bins that start before it. */
  readonly to?: number | undefined;
  /** Ends the run: the options make no sense with these records. */
  readonly refuse: (problem: Problem) => never;
}

const FILL_LIMIT = 10_000_000;
const encoder = new TextEncoder();

/** The fields that a fill stage needs besides those of the first record; those that are `exact` are keys. */
export function fieldsOfFill({ by = [] }: FillOptions): { fields: string[]; exact: string[] } {
  const exact = [BIN, TOTAL_KEY, INTERIM_KEY];
  return { fields: [...new Set([...by, ...exact])], exact };
}

/** A stretch of time [from, to). */
interface BinStretch {
  readonly from: number;
  readonly to: number;
}

export class FillStage implements Stage {
  readonly holds = true;
  readonly partials = "refused";
  readonly #output: Output;
  readonly #options: FillOptions;
  readonly #note: StageContext["note"];
  readonly #context: StageContext;
  readonly #binner: Binner;
  readonly #lines = new LineStore();
  /** Per line when its bin starts, NaN when it has none, and its series. */
  readonly needs: readonly Need[];
  readonly #times: number[] = [];
  readonly #seriesOf: number[] = [];
  readonly #series = new Map<string, number>();
  readonly #instants = new Map<string, number>();
  readonly #totalRecords: TotalRecords;
  /** Their lines. */
  readonly #totals = new LineStore();
  /** Known from the first record on. */
  #columns: GroupedColumns | Problem | undefined;
  /** Some record has the key of the bin. */
  #isBinned = false;
  /** Bins are numbers, as flow-group's bin(5m) gives them, and no texts. */
  #areNumbers: boolean | undefined;

  constructor(kernel: Kernel, output: Output, options: FillOptions, context: StageContext) {
    this.#output = output;
    this.#options = options;
    this.#context = context;
    const names = [...(options.by ?? []), ...options.zero, ...options.nulls].filter((name) => name !== BIN);
    this.needs = [{ demand: { all: names }, isVital: true }];
    this.#note = context.note;
    this.#binner = makeBinner(options.size, options.zone);
    this.#totalRecords = new TotalRecords(kernel);
  }

  accept(batch: Batch): void {
    this.#totalRecords.leaveOut(batch, (line) => this.#totals.add(line));
    if (batch.selected === 0) return;
    const known = (this.#columns ??= this.#learn(batch));
    if (isProblem(known)) return;
    const bin = batch.fields.indexOf(known.time);
    const columns = known.keys.map((key) => batch.columnOf(key));
    for (let place = 0; place < batch.selected; place++) {
      const row = batch.rowAt(place);
      this.#lines.add(batch.line(row));
      this.#isBinned ||= batch.isGiven(row, bin);
      this.#times.push(this.#timeOf(batch, row, bin));
      this.#seriesOf.push(this.#seriesAt(batch, row, columns));
    }
  }

  #learn(batch: Batch): GroupedColumns | Problem {
    const isNumber = (field: string): boolean => {
      const span = batch.value(batch.rowAt(0), batch.fields.indexOf(field));
      return span !== undefined && !span.text && /^[-\d]/.test(batch.kernel.text(span.start, span.end));
    };
    const given = batch.fields.filter((_, column) => batch.isGiven(batch.rowAt(0), column));
    return columnsOfGroups(given, isNumber, this.#options);
  }

  /** When the bin begins. Those of one input are all numbers, epoch seconds, or all labels: the first one tells. */
  #timeOf(batch: Batch, row: number, column: number): number {
    const span = column < 0 ? undefined : batch.value(row, column);
    if (span === undefined || span.text === this.#areNumbers) return NaN;
    const text = batch.kernel.text(span.start, span.end);
    const time = span.text ? this.#timeOfLabel(text) : Math.round(Number(text) * 1000);
    if (!Number.isNaN(time)) this.#areNumbers ??= !span.text;
    return time;
  }

  #timeOfLabel(label: string): number {
    const known = this.#instants.get(label);
    if (known !== undefined) return known;
    const seconds = parseAbsoluteInstant(label);
    const time = seconds === undefined || isProblem(seconds) ? NaN : Math.round(seconds * 1000);
    this.#instants.set(label, time);
    return time;
  }

  #seriesAt(batch: Batch, row: number, columns: readonly number[]): number {
    const values = columns.map((column) => {
      const span = batch.value(row, column);
      return span === undefined ? null : `${span.text ? '"' : ""}${batch.kernel.text(span.start, span.end)}`;
    });
    const key = JSON.stringify(values);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    this.#series.set(key, this.#series.size);
    return this.#series.size - 1;
  }

  finish(): void {
    const columns = this.#columns;
    if (isProblem(columns)) return this.#options.refuse(columns);
    const order = this.#times.flatMap((time, i) => (Number.isNaN(time) ? [] : i));
    order.sort((a, b) => this.#compare(a, b));
    const isOnGrid = (i: number): boolean => this.#binner.binOf(this.#timeAt(i)).low === this.#timeAt(i);
    this.#refuseWithoutBins();
    this.#refuseOtherZone();
    const placed = order.filter(isOnGrid);
    this.#noteOdd(order.length - placed.length, this.#times.length - order.length);
    const stretch = this.#stretchOf(placed);
    const empty = columns === undefined ? [] : this.#emptyRecords(columns);
    const done = stretch === undefined ? 0 : this.#fill(order, stretch, empty);
    for (const i of order.slice(done)) this.#write(this.#lines.at(i));
    for (const [i, time] of this.#times.entries()) if (Number.isNaN(time)) this.#write(this.#lines.at(i));
    for (let i = 0; i < this.#totalRecords.count; i++) this.#write(this.#totals.at(i));
  }

  #refuseWithoutBins(): void {
    if (this.#isBinned || this.#times.length === 0) return;
    const problem = 'no record has a key "bin", nor the first one a key like "bin(5m)"';
    this.#options.refuse({ problem, advice: "make bins with flow-bin SIZE, or with flow-group --by 'bin(5m)'" });
  }

  /** What is written would not look like what is there. */
  #refuseOtherZone(): void {
    for (const [label, time] of this.#instants) {
      const ours = formatInZone(this.#options.zone ?? utc, time);
      if (Number.isNaN(time) || offsetOf(label) === offsetOf(ours)) continue;
      const problem = `the bin "${label}" was made with another --tz`;
      this.#options.refuse({ problem, advice: "give the same --tz, or none if there was none" });
    }
  }

  #timeAt(i: number): number {
    return this.#times[i] ?? NaN;
  }

  #compare(a: number, b: number): number {
    return this.#timeAt(a) - this.#timeAt(b) || (this.#seriesOf[a] ?? 0) - (this.#seriesOf[b] ?? 0) || a - b;
  }

  /** The bins to be there; undefined when that is none. */
  #stretchOf(placed: readonly number[]): BinStretch | undefined {
    const [first] = placed;
    const last = placed.at(-1);
    const { from, to, refuse } = this.#options;
    const start = from === undefined ? (first === undefined ? undefined : this.#timeAt(first)) : from * 1000;
    const end = to === undefined ? (last === undefined ? undefined : this.#timeAt(last) + 1) : to * 1000;
    if (start === undefined || end === undefined || start >= end) return undefined;
    const many = (Math.ceil((end - start) / this.#binner.span) + 1) * this.#series.size;
    if (many > FILL_LIMIT) {
      const problem = `this would write about ${Math.round(many / 1e6)} million records, more than ${FILL_LIMIT / 1e6} million`;
      refuse({ problem, advice: "give a larger SIZE, fewer keys with --by, or --from and --to" });
    }
    return { from: this.#binner.binOf(start).low, to: end };
  }

  /** Writes the records in order, and what lacks between them, up to the last bin; how many of them. */
  #fill(order: readonly number[], { from, to }: BinStretch, empty: readonly EmptyRecord[]): number {
    let done = 0;
    const writeWhile = (holds: (i: number) => boolean): boolean => {
      const before = done;
      for (let i = order[done]; i !== undefined && holds(i); i = order[++done]) this.#write(this.#lines.at(i));
      return done > before;
    };
    for (let bin = this.#binner.binOf(from); bin.low < to; bin = this.#binner.binOf(bin.high)) {
      writeWhile((i) => this.#timeAt(i) < bin.low);
      for (const [series, { before, after }] of empty.entries()) {
        const isThere = writeWhile((i) => this.#timeAt(i) === bin.low && this.#seriesOf[i] === series);
        if (!isThere) this.#write(encoder.encode(`${before}${this.#labelOf(bin)}${after}\n`));
      }
    }
    return done;
  }

  /** What each series has in a bin without a record, modelled on its first one. */
  #emptyRecords(columns: GroupedColumns): EmptyRecord[] {
    const records: EmptyRecord[] = [];
    const derive = (result: DerivedResult, aggregates: string): string | undefined =>
      deriveFrom(result, aggregates, this.#context);
    const decoder = new TextDecoder();
    for (const [i, series] of this.#seriesOf.entries()) {
      if (records[series] !== undefined) continue;
      const record = emptyRecord(decoder.decode(this.#lines.at(i)), columns, this.#options, derive);
      records[series] = isProblem(record) ? this.#options.refuse(record) : record;
    }
    return records;
  }

  /** A bin as the input has them. */
  #labelOf({ low, label }: Bin): string {
    return this.#areNumbers === true ? String(low / 1000) : `"${label}"`;
  }

  #write(line: Uint8Array): void {
    this.#output.append(line);
    this.#output.records++;
  }

  #noteOdd(offGrid: number, without: number): void {
    if (without > 0) this.#note(`${recordsHave(without)} no usable bin: kept, at the end`);
    if (offGrid === 0) return;
    const problem = "a bin that does not start where bins of this SIZE do: kept";
    this.#note(`${recordsHave(offGrid)} ${problem}; give the SIZE and --tz that made the bins`);
  }
}

/** How far from UTC the clocks are that a text in ISO 8601 is read from. */
function offsetOf(label: string): string {
  return /[+-]\d\d:?\d\d(?::?\d\d)?$/.exec(label)?.[0] ?? "+00:00";
}

function recordsHave(count: number): string {
  return count === 1 ? "1 record has" : `${count} records have`;
}
