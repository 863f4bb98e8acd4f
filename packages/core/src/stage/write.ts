// Puts records where they belong: for each origin and slot of time, in which they ended, the rows of a batch at once. What
// becomes of them is up to the caller; records that cannot be placed are bad.
import type { Batch } from "../batch.ts";
import { ROW_LIMIT } from "../batch.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Output } from "../encode/output.ts";
import { lineOf } from "../write/lineOf.ts";
import { type OriginValues, RowOrigins } from "../write/rowOrigins.ts";
import type { RowList } from "../write/rowList.ts";
import { readTimes } from "../write/rowTimes.ts";
import { RowSplitter } from "../write/splitRows.ts";
import type { Need } from "./needs.ts";
import type { Stage, StageContext } from "./stage.ts";

/** The times of a record: when it ended counts, and when it began only where it does not say when it ended. */
export const timeFields = ["start", "end"] as const;

/** What takes the rows. */
export interface SlotTaker {
  /** Takes the rows of a slot, which begins at `slot` in epoch seconds. */
  append(origin: number, slot: number, rows: RowList): void;
  /** After each batch: what was taken is worked off as far as memory is short. */
  trim(): void;
  /** From time to time: after how many milliseconds it wants to be called again. */
  tick(): number | undefined;
  /** No input for a while. */
  idle(): void;
  /** No more records. */
  end(): void;
}

export interface WriteStageOptions {
  /** The fields to write: the first columns of each batch. */
  readonly fields: readonly string[];
  /** The fields that say where a record comes from. */
  readonly originFields: readonly string[];
  /** A number for the origin with these values, or why there is none. */
  readonly originOf: (values: OriginValues) => number | string;
  /** Length of a slot in seconds; 0: all records are in one, and need no time. */
  readonly slotSeconds: number;
  /** Times may be texts: the files are not flow logs of AWS, which have epoch seconds. */
  readonly takesTextTimes: boolean;
  /** Times are written as they are in the records: those in milliseconds are told. */
  readonly keepsTimes: boolean;
  /** Names that must be there for any record to be placed. */
  readonly needs: readonly Need[];
  /** Opens what takes the rows, which are in the kernel's memory. */
  readonly openFiles: (kernel: Kernel) => SlotTaker;
}

/** Why records were not written. */
export const unplacedRecords = "without a place";

/** Times at or after it are not times of flow logs. */
const LAST = 2 ** 32;

type WriteContext = Pick<StageContext, "bad" | "note">;

export class WriteStage implements Stage {
  readonly partials = "noted";
  readonly holds = true;
  readonly needs: readonly Need[];
  readonly #kernel: Kernel;
  readonly #output: Output;
  readonly #files: SlotTaker;
  readonly #slotSeconds: number;
  readonly #takesTexts: boolean;
  readonly #bad: StageContext["bad"];
  readonly #origins: RowOrigins;
  readonly #splitter: RowSplitter;
  readonly #starts = new Float64Array(ROW_LIMIT);
  readonly #ends = new Float64Array(ROW_LIMIT);
  readonly #slots = new Float64Array(ROW_LIMIT);
  readonly #originOf = new Int32Array(ROW_LIMIT);
  readonly #reasons: string[] = [];
  readonly #noteMilliseconds: (count: number) => void;
  #unplaced = 0;
  #milliseconds = 0;

  constructor(kernel: Kernel, output: Output, options: WriteStageOptions, { bad, note }: WriteContext) {
    this.#kernel = kernel;
    this.#output = output;
    this.#files = options.openFiles(kernel);
    this.#slotSeconds = options.slotSeconds;
    this.#takesTexts = options.takesTextTimes;
    this.#bad = bad;
    this.#noteMilliseconds = (count) => {
      if (count === 0 || !options.keepsTimes) return;
      const times = `${count.toLocaleString("en-US")} ${count === 1 ? "time is" : "times are"}`;
      note(`${times} in milliseconds, also in the files; AWS has seconds there, and Parquet gets them`);
    };
    this.needs = options.needs;
    this.#splitter = new RowSplitter(kernel);
    this.#origins = new RowOrigins(options.originFields, (values) => {
      const origin = options.originOf(values);
      if (typeof origin === "number") return origin;
      return -this.#reasons.push(origin);
    });
  }

  accept(batch: Batch): void {
    this.#milliseconds += readTimes(batch, batch.columnOf("start"), this.#starts, this.#takesTexts);
    this.#milliseconds += readTimes(batch, batch.columnOf("end"), this.#ends, this.#takesTexts);
    this.#origins.read(batch, this.#originOf);
    this.#placeRows(batch);
    if (batch.selected === 0) return;
    const rows = { batch, starts: this.#starts, ends: this.#ends };
    this.#splitter.split(batch, this.#originOf, this.#slots, (origin, slot, list, count) => {
      this.#files.append(origin, slot, { ...rows, list, count });
    });
    this.#output.records += batch.selected;
    this.#files.trim();
  }

  /** Finds the slot of each selected row, and takes those out that have none. */
  #placeRows(batch: Batch): void {
    const { list, selected } = batch;
    const words = this.#kernel.words();
    const slotSeconds = this.#slotSeconds;
    let placed = 0;
    for (let place = 0; place < selected; place++) {
      const row = words[list / 4 + place] ?? 0;
      const end = this.#ends[row] ?? Number.NaN;
      // Not `??`: a time that is not there is NaN.
      const time = slotSeconds === 0 ? 0 : end >= 0 ? end : (this.#starts[row] ?? Number.NaN);
      if (time >= 0 && time < LAST && (this.#originOf[row] ?? 0) >= 0) {
        this.#slots[row] = slotSeconds === 0 ? 0 : time - (time % slotSeconds);
        words[list / 4 + placed++] = row;
      } else this.#refuse(batch, row, time);
    }
    batch.selected = placed;
  }

  #refuse(batch: Batch, row: number, time: number): void {
    this.#unplaced++;
    const origin = this.#originOf[row] ?? 0;
    const isTimed = time >= 0 && time < LAST;
    const detail = isTimed
      ? (this.#reasons[-origin - 1] ?? "")
      : "neither end nor start is a number of seconds since 1970";
    const bytes = batch.line(row);
    this.#bad({ line: lineOf(batch, row), reason: isTimed ? "no place for the record" : "no time", detail, bytes });
  }

  tick(): number | undefined {
    return this.#files.tick();
  }

  idle(): void {
    this.#files.idle();
  }

  finish(): void {
    this.#noteMilliseconds(this.#milliseconds);
    this.#files.end();
  }

  dropped(): Record<string, number> {
    return this.#unplaced > 0 ? { [unplacedRecords]: this.#unplaced } : {};
  }
}
