// A table of groups with its accumulators: rows in, lines out. It keeps to a budget of memory: when that is used up no
// group is added any more, and the rows of others are handed back.
import { type Batch, ROW_LIMIT } from "../batch.ts";
import type { Output } from "../encode/output.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { Aggregate } from "./aggregate.ts";
import type { Conditions } from "./conditions.ts";
import { type GroupingSet, LineWriter } from "./writeGroups.ts";
import { Pairs, type PairTools } from "./distinctPairs.ts";
import type { SketchMaker } from "./sketch.ts";
import { AccumulatorFeeder, type Rows } from "./accumulatorFeeder.ts";
import { accumulatorKinds } from "./accumulators.ts";
import type { AggregatePlan } from "./plan.ts";
import { Results } from "./results.ts";

export interface GroupingOptions {
  /** The columns of the keys; none: all rows are one group. */
  readonly columns: readonly string[];
  /** The fields of the keys in the results, and how many they are. */
  readonly names: () => readonly string[];
  readonly keyCount: number;
  readonly aggregates: readonly Aggregate[];
  /** Marks the lines: a member as JSON, by the names of the keys. */
  readonly mark?: ((names: readonly string[]) => string) | undefined;
  /** Throws when one of the groups from..to-1 has a state that does not tell its result. */
  readonly checkStates?: ((from: number, to: number) => void) | undefined;
  /** Which of several groupings it is. */
  readonly set?: GroupingSet | undefined;
  readonly keepsNull: boolean;
  readonly makeSketch: SketchMaker | undefined;
  /** Bytes of memory that may be taken. */
  readonly budget: number;
  /** Groups in memory at most. */
  readonly most: number;
  readonly pairs: Omit<PairTools, "allows" | "most">;
}

export class Grouping {
  readonly #kernel: Kernel;
  readonly #plan: AggregatePlan;
  readonly #options: GroupingOptions;
  readonly #results: Results;
  readonly #table: number;
  readonly #lines: LineWriter;
  readonly #pairs = new Map<number, Pairs>();
  readonly #keys: number;
  readonly #feeder: AccumulatorFeeder;
  /** The rows that the last call of `add` handed back. */
  readonly misses: number;
  #isFull = false;
  #relievedAt = 0;
  #isReplaying = false;

  constructor(kernel: Kernel, plan: AggregatePlan, conditions: Conditions, options: GroupingOptions) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#options = options;
    this.#results = new Results(kernel, plan, options.makeSketch);
    this.#table = kernel.openGroups(plan.words);
    this.#keys = kernel.allocate(options.columns.length * 4);
    this.misses = kernel.allocate(ROW_LIMIT * 8);
    const tools = { ...options.pairs, most: options.most, allows: (bytes: number) => this.#allows(bytes, 1) };
    plan.accumulators.forEach((accumulator, i) => {
      if (accumulatorKinds[accumulator.kind].feed === "pairs")
        this.#pairs.set(i, new Pairs(kernel, accumulator, tools));
    });
    this.#feeder = new AccumulatorFeeder({
      kernel,
      handle: this.#table,
      plan,
      conditions,
      results: this.#results,
      pairs: this.#pairs,
      listLimit: options.makeSketch === undefined ? NO_LIMIT : LIST_LIMIT,
    });
    const pairsOf = (i: number): number => this.#pairs.get(i)?.handle ?? 0;
    const lines = { kernel, table: this.#table, plan, results: this.#results, pairsOf };
    const { keyCount: count, names, mark, set, columns } = options;
    const keys = { count, names, areGrouped: columns.length > 0, mark, set };
    this.#lines = new LineWriter(lines, keys, options.aggregates);
    this.empty(false);
  }

  /** How many groups there are. */
  get groups(): number {
    this.#kernel.useGroups(this.#table);
    return this.#kernel.groups.value;
  }

  /** Values that were no numbers, each once whatever is asked of its field. */
  get notNumbers(): number {
    return this.#feeder.notNumbers;
  }

  /** The same of addresses. */
  get notAddresses(): number {
    return this.#feeder.notAddresses;
  }

  /** Rows that were left out because their key had a null in it. */
  get nullKeys(): number {
    this.#kernel.useGroups(this.#table);
    return this.#kernel.nullKeys.value;
  }

  /** Forgets all groups. Those that come now may have to be merged with others by their arrival. */
  empty(isReplaying: boolean): void {
    const kernel = this.#kernel;
    kernel.useGroups(this.#table);
    kernel.release(this.#table);
    kernel.emptyGroups(this.#plan.words + (isReplaying ? 1 : 0), this.#options.most);
    this.#results.forget();
    for (const pairs of this.#pairs.values()) pairs.empty();
    this.#isFull = false;
    this.#relievedAt = 0;
    this.#isReplaying = isReplaying;
  }

  /** Without keys there is one group, even of no record. */
  ensureGroup(): void {
    if (this.#options.columns.length > 0 || this.groups > 0) return;
    const kernel = this.#kernel;
    kernel.words().fill(0, this.misses / 4, this.misses / 4 + 1);
    kernel.groupRows(this.misses, 1, this.#keys, 0, true, this.#feeder.ids, this.misses);
  }

  /** Puts rows into their groups. How many were handed back, as there is no room for their groups. */
  add(batch: Batch, rows: Rows, bytes: number, numbers = 0): number {
    const kernel = this.#kernel;
    this.#prepare(batch);
    if (!this.#isFull) this.#makeRoom(rows.count, bytes);
    const { columns, keepsNull } = this.#options;
    kernel.groupRows(rows.list, rows.count, this.#keys, columns.length, keepsNull, this.#feeder.ids, this.misses);
    const missed = kernel.missed.value;
    if (this.#isReplaying) kernel.noteArrivals(this.#plan.words, this.#feeder.ids, rows.count, numbers);
    this.#accumulate(batch, rows, bytes);
    return missed;
  }

  /** The same for rows whose groups stand together; with `only` the last group goes on. How many rows were taken. */
  addRuns(batch: Batch, rows: Rows, bytes: number, only: boolean): number {
    this.#prepare(batch);
    const { columns, keepsNull } = this.#options;
    const [list, keys, ids] = [rows.list, this.#keys, this.#feeder.ids];
    const count = this.#kernel.groupRuns(list, rows.count, keys, columns.length, keepsNull, ids, only);
    this.#accumulate(batch, { list, count }, bytes);
    return count;
  }

  /** Lists those rows that have a whole key. */
  keyed(batch: Batch, rows: Rows, list: number): Rows {
    if (this.#options.keepsNull) return rows;
    this.#prepare(batch);
    const count = this.#kernel.listKeyed(rows.list, rows.count, this.#keys, this.#options.columns.length, list);
    return { list, count };
  }

  /** Nothing was put off for want of memory. */
  get isWhole(): boolean {
    return [...this.#pairs.values()].every((pairs) => pairs.isWhole);
  }

  /** Bytes that went through temporary files. */
  get spilled(): number {
    return [...this.#pairs.values()].reduce((sum, pairs) => sum + pairs.spilled, 0);
  }

  /** Before lines are written: what was put off for want of memory is done. True when other batches were read. */
  settle(): boolean {
    this.#kernel.useGroups(this.#table);
    this.#results.listen();
    return [...this.#pairs.values()].map((pairs) => pairs.settle(this.#table)).includes(true);
  }

  /** Writes the groups from..to-1, behind heads for merging if they are to be merged. */
  write(output: Output, from: number, to: number, escapes: boolean): void {
    this.#kernel.useGroups(this.#table);
    this.#options.checkStates?.(from, to);
    this.#lines.write(output, from, to, escapes, this.#isReplaying ? this.#plan.words : -1);
  }

  #prepare(batch: Batch): void {
    const kernel = this.#kernel;
    kernel.useGroups(this.#table);
    this.#results.listen();
    const places = this.#feeder.placesIn(batch);
    const columns = this.#options.columns.map((name) => places.get(name) ?? -1);
    kernel.words().set(columns, this.#keys / 4);
  }

  #accumulate(batch: Batch, rows: Rows, bytes: number): void {
    this.#relieve();
    this.#feeder.feed(batch, rows, bytes);
  }

  #allows(bytes: number, share: number): boolean {
    return this.#kernel.used() + this.#results.bytes + bytes <= this.#options.budget * share;
  }

  /** Sees to it that so many new groups fit, or that there are none. */
  #makeRoom(count: number, bytes: number): void {
    const kernel = this.#kernel;
    const groups = kernel.groups.value;
    if (groups < LEAST) return;
    const aside = this.#plan.accumulators.filter(({ kind }) => isKeptAside(accumulatorKinds[kind].feed)).length;
    // The groups in memory go on growing: what they may come to is set aside.
    const need = kernel.groupsGrowth(count) + bytes + (groups + count) * aside * STATE_LIMIT;
    if (this.#allows(need, this.#pairs.size > 0 ? 0.5 : 1)) return;
    kernel.freezeGroups();
    this.#isFull = true;
  }

  /** When memory runs out long lists become sketches. */
  #relieve(): void {
    if (this.#options.makeSketch === undefined || this.#allows(RESERVE, 1)) return;
    const used = this.#kernel.used();
    if (used <= this.#relievedAt) return;
    this.#plan.accumulators.forEach(({ kind, word }, i) => {
      if (accumulatorKinds[kind].feed === "list") this.#kernel.handOverLists(i, word, STATE_LIMIT / 8);
    });
    this.#relievedAt = used;
  }
}

/** Numbers of a group up to which its percentiles are exact. */
const LIST_LIMIT = 1_000_000;
const NO_LIMIT = 0xffff_ffff;
/** So many groups there may always be: without any nothing would get done. */
const LEAST = 4096;
/** Bytes that the numbers of a group, or its registers, may take when memory runs out. */
const STATE_LIMIT = 4096;
const RESERVE = 2 << 20;

/** The numbers and the registers of a group stand outside of its words. */
function isKeptAside(feed: string): boolean {
  return feed === "list" || feed === "registers";
}
