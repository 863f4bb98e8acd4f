// Turns log records into NDJSON: only those of a window of time and those for which an expression holds, with all fields
// of their format or some.
import type { Batch } from "../batch.ts";
import { NdjsonEncoder } from "../encode/ndjson.ts";
import type { Output } from "../encode/output.ts";
import { demandOf } from "../expression/evaluate/demands.ts";
import { bareWordsIn } from "../expression/parse/bareWords.ts";
import { compilePredicate, type Predicate } from "../expression/evaluate/compilePredicate.ts";
import type { ListSource } from "../expression/evaluate/listFiles.ts";
import { fieldsOf } from "../expression/fields.ts";
import type { Expression } from "../expression/syntax.ts";
import { keyFor } from "../field.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { HeldColumn, type HeldCounts, type HeldField } from "./heldFields.ts";
import { Repeats } from "./deduplicate.ts";
import { type Missing, missingOf, type Need } from "./needs.ts";
import type { StageCounts, Stage, StageContext } from "./stage.ts";

export interface ReadStageOptions {
  /** The fields to write; undefined: those of the format, in its order. */
  readonly fields?: readonly string[] | undefined;
  readonly where?: Expression | undefined;
  /** Start of the window in epoch seconds, inclusive. */
  readonly start?: number | undefined;
  /** End of the window, exclusive. */
  readonly end?: number | undefined;
  /** Fields by which records are filtered, for sources that do not know their values. */
  readonly held?: readonly HeldField[] | undefined;
  /** Each record once: what is the same in all its fields as one before is left out. */
  readonly dedupe?: boolean | undefined;
  /** Limit of the records to write. */
  readonly limit?: number | undefined;
}

/** The fields that a read stage looks at, written or not. */
export function fieldsOfRead({ where, start, end, held = [] }: ReadStageOptions): string[] {
  const window = start === undefined && end === undefined ? [] : ["start"];
  const fields = held.map(({ field }) => field);
  return [...new Set(["log_status", ...window, ...fields, ...(where === undefined ? [] : fieldsOf(where))])];
}

/** The names that the user wrote: what no record has is null. */
export function needsOfRead({ fields = [], where }: ReadStageOptions): readonly Need[] {
  return [{ demand: { all: [...fields, ...(where === undefined ? [] : [demandOf(where)])] }, isVital: false }];
}

/** Names that no record had, when several workers have read them. */
export function missingInRead(
  options: ReadStageOptions,
  { lines, records, keys = [] }: Pick<StageCounts, "lines" | "records" | "keys">,
): readonly Missing[] {
  const isThere = (name: string): boolean => keyFor(name, keys) !== undefined;
  return missingOf(needsOfRead(options), { lines, records, isThere, keys: () => keys }, true);
}

/** What is known of the records that come now. */
interface Heading {
  /** The fields to write. */
  readonly written: readonly string[];
  /** All fields that they have. */
  readonly whole: readonly string[];
}

/** The keys of records, which seldom change from one batch to the next. */
class KeysOfRecords {
  readonly #keys = new Set<string>();
  #last: readonly string[] = [];

  get all(): readonly string[] {
    return [...this.#keys];
  }

  note(keys: readonly string[], records: number): void {
    if (records === 0 || keys === this.#last) return;
    this.#last = keys;
    for (const key of keys) this.#keys.add(key);
  }
}

export class ReadStage implements Stage {
  readonly #kernel: Kernel;
  readonly #options: ReadStageOptions;
  readonly #output: Output;
  readonly #encoders = new WeakMap<Batch, NdjsonEncoder>();
  readonly #where: Predicate | undefined;
  readonly words: readonly string[];
  readonly #repeats: Repeats | undefined;
  readonly #heading: () => Heading;
  /** All fields of records that the condition is tested on, and of those that came out. */
  readonly #testedKeys = new KeysOfRecords();
  readonly #outKeys = new KeysOfRecords();
  /** Records without a time are in the window: whoever has them has tested it. */
  keepsUndated = false;
  /** The fields that the records which come now are compared with: their source does not tell them. */
  heldFields: ReadonlySet<string> = new Set();
  readonly #held: readonly HeldColumn[];
  #left: number;
  #dropped = { outside: 0, undated: 0, filtered: 0, duplicates: 0, limited: 0 };

  constructor(
    kernel: Kernel,
    output: Output,
    options: ReadStageOptions,
    world: ListSource & Pick<StageContext, "note">,
    heading: () => Heading,
  ) {
    this.#kernel = kernel;
    this.#options = options;
    this.words = options.where === undefined ? [] : bareWordsIn(options.where);
    this.#heading = heading;
    this.#output = output;
    this.#where = options.where === undefined ? undefined : compilePredicate(kernel, options.where, world);
    this.#held = (options.held ?? []).map((field) => new HeldColumn(kernel, field));
    this.#repeats = options.dedupe === true ? new Repeats(kernel, world.note) : undefined;
    this.#left = options.limit ?? Number.POSITIVE_INFINITY;
  }

  get satisfied(): boolean {
    return this.#left <= 0;
  }

  accept(batch: Batch): void {
    this.#kernel.countStatuses(batch.fields.indexOf("log_status"));
    const where = this.#where?.evaluate(batch);
    const held = this.#hold(batch);
    const window = this.#inWindow(batch, held) ?? held;
    if (window !== undefined) {
      batch.keep(window);
      const inside = batch.selected;
      this.#testedKeys.note(this.#heading().whole, inside);
      if (where !== undefined) {
        this.#kernel.andTruth(where, window);
        batch.keep(where);
      }
      this.#dropped.filtered += inside - batch.selected;
    } else if (where !== undefined) {
      batch.keep(where);
      this.#dropped.filtered += batch.rows - batch.selected;
    }
    if (this.#repeats !== undefined) this.#dropped.duplicates += this.#repeats.drop(batch, this.#heading().whole);
    if (batch.selected > this.#left) {
      this.#dropped.limited += batch.selected - this.#left;
      batch.selected = this.#left;
    }
    this.#left -= batch.selected;
    this.#outKeys.note(this.#heading().whole, batch.selected);
    this.#encoderOf(batch).write(batch, this.#heading().written);
  }

  get outKeys(): readonly string[] {
    return this.#outKeys.all;
  }

  /** Undefined: those of all records that were read. */
  get testedKeys(): readonly string[] | undefined {
    const { start, end } = this.#options;
    return start === undefined && end === undefined ? undefined : this.#testedKeys.all;
  }

  /** Compared fields that records lacked. */
  get lackedFields(): readonly string[] {
    return this.#held.filter(({ without }) => without > 0).map(({ field }) => field);
  }

  /** What came of holding records against fields, by their names. */
  heldCounts(): Record<string, HeldCounts> {
    return Object.fromEntries(
      this.#held.flatMap((column) => {
        const counts = column.counts();
        return counts === undefined ? [] : [[column.field, counts]];
      }),
    );
  }

  statuses(): Record<string, number> {
    return { NODATA: this.#kernel.nodata.value, SKIPDATA: this.#kernel.skipdata.value };
  }

  /** What cannot come out is not in the window: nothing else is known without looking. */
  pass(rows: number): void {
    this.#dropped.outside += rows;
  }

  finish(): void {
    // Nothing is held back.
  }

  dropped(): Record<string, number> {
    const { outside, undated, filtered, duplicates, limited } = this.#dropped;
    const held = this.#held.flatMap(({ field, others, without }): [string, number][] => [
      [`other ${field}`, others],
      [`without ${field}`, without],
    ]);
    const rest = { "outside the window": outside, undated, filtered, duplicates, "over the limit": limited };
    const named: Record<string, number> = { ...Object.fromEntries(held), ...rest };
    return Object.fromEntries(Object.entries(named).filter(([, count]) => count > 0));
  }

  /** Each batch has its own: their formats may take turns. */
  #encoderOf(batch: Batch): NdjsonEncoder {
    const encoder = this.#encoders.get(batch) ?? new NdjsonEncoder(this.#kernel, this.#output);
    this.#encoders.set(batch, encoder);
    return encoder;
  }

  /** The truth of "of what is asked for" for each row, as far as it is for the records to tell; undefined where it is not. */
  #hold(batch: Batch): number | undefined {
    const columns = this.heldFields.size === 0 ? [] : this.#held.filter(({ field }) => this.heldFields.has(field));
    if (columns.length === 0) return undefined;
    const truth = batch.truth(HELD_SLOT);
    this.#kernel.bytes().fill(1, truth, truth + batch.rows);
    columns.reduce((left, column) => column.hold(batch, truth, left), batch.rows);
    batch.keep(truth);
    return truth;
  }

  /** The truth of "in the window" for each row, `among` those for which that holds; undefined when no window was asked for. */
  #inWindow(batch: Batch, among: number | undefined): number | undefined {
    const { start, end } = this.#options;
    if (start === undefined && end === undefined) return undefined;
    const truth = batch.truth(WINDOW_SLOT);
    const column = batch.fields.indexOf("start");
    const from = start ?? Number.NEGATIVE_INFINITY;
    const to = end ?? Number.POSITIVE_INFINITY;
    const without = this.#kernel.inWindow(column, from, to, this.keepsUndated, among ?? 0, truth);
    const undated = this.keepsUndated ? 0 : without;
    let inside = 0;
    for (const holds of this.#kernel.bytes().subarray(truth, truth + batch.rows)) inside += holds;
    this.#dropped.undated += undated;
    this.#dropped.outside += batch.selected - inside - undated;
    return truth;
  }
}

/** Truth columns that no expression comes near. */
const WINDOW_SLOT = 1000;
const HELD_SLOT = 1001;
