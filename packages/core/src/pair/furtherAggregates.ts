// Aggregates of the records of a conversation that count, besides what each conversation has anyway. What they need is kept in the
// kernel, in states of each leg (kernel/assembly/pair/aggregateStates.ts). When conversations are over, a group is made of each, in a table
// of groups that is used again: so each aggregate is what flow-group makes of the same records.
import { AccumulatorFeeder, misfitCounters } from "../aggregate/accumulatorFeeder.ts";
import { type AccumulatorKind, accumulatorKinds } from "../aggregate/accumulators.ts";
import type { Aggregate } from "../aggregate/aggregate.ts";
import { Conditions } from "../aggregate/conditions.ts";
import { Pairs } from "../aggregate/distinctPairs.ts";
import { type Accumulator, AggregatePlan } from "../aggregate/plan.ts";
import { Results } from "../aggregate/results.ts";
import { LineWriter } from "../aggregate/writeGroups.ts";
import { Batch } from "../batch.ts";
import { Output } from "../encode/output.ts";
import { ComputedColumns } from "../expression/evaluate/computedColumns.ts";
import { scalarsOf } from "../stage/groupFields.ts";
import { notesOf } from "../stage/groupLosses.ts";
import { RowReader } from "../spill/partitions.ts";
import type { StageContext } from "../stage/stage.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { ReusedRegion } from "@flowlogs/kernel/reusedRegion";
import {
  FED_DISTINCT,
  FED_NUMBER_LIST,
  FED_NUMBERS,
  FED_ONE_VALUE,
  MOMENTS,
  STATE_PLAN_SIZE,
} from "@flowlogs/kernel/opcodes";

/** The positions of the legs of a conversation that count. */
type CountedLegs = readonly number[];

const noneOutOfOrder = { late: 0, timeless: 0, comebacks: 0 };
const COLUMN = 1;
const NO_LIMIT = 0xffff_ffff;

/** Which way values come to an accumulator of a leg. */
function fedBy(kind: AccumulatorKind): number {
  const { feed, opcode } = accumulatorKinds[kind];
  if (feed === "kept") return FED_ONE_VALUE + opcode;
  if (feed === "numbers") return opcode === MOMENTS ? FED_NUMBER_LIST : FED_NUMBERS + opcode;
  return feed === "list" ? FED_NUMBER_LIST : FED_DISTINCT;
}

/** What is in a conversation was in memory before. */
function refuse(): never {
  throw new Error("all values fit");
}

export class FurtherAggregates {
  readonly #kernel: Kernel;
  readonly #plan: AggregatePlan;
  readonly #conditions: Conditions;
  readonly #computed: ComputedColumns;
  readonly #statePlan: number;
  readonly #table: number;
  readonly #results: Results;
  readonly #feeder: AccumulatorFeeder;
  readonly #pairs: ReadonlyMap<number, Pairs>;
  readonly #lines: LineWriter;
  readonly #output: Output;
  readonly #legs: ReusedRegion;
  /** A row for each value that an accumulator gets. */
  readonly #values: Batch;
  #batch: Batch | undefined;
  #text = "";

  constructor(kernel: Kernel, aggregates: readonly Aggregate[], context: StageContext) {
    const plan = new AggregatePlan(aggregates);
    const decoder = new TextDecoder();
    this.#kernel = kernel;
    this.#plan = plan;
    this.#conditions = new Conditions(kernel, plan.conditions, context);
    this.#computed = new ComputedColumns(kernel, scalarsOf([], plan), context);
    this.#statePlan = this.#layOut();
    this.#legs = new ReusedRegion(kernel);
    this.#values = new Batch(kernel, ["value"]);
    this.#output = new Output(kernel, (bytes) => void (this.#text += decoder.decode(bytes, { stream: true })));
    this.#results = new Results(kernel, plan, undefined);
    this.#table = kernel.openGroups(plan.words);
    this.#pairs = this.#openPairs(context);
    const table = { kernel, plan, results: this.#results };
    this.#feeder = new AccumulatorFeeder({
      ...table,
      handle: this.#table,
      conditions: this.#conditions,
      pairs: this.#pairs,
      listLimit: NO_LIMIT,
    });
    const pairsOf = (part: number): number => this.#pairs.get(part)?.handle ?? 0;
    const keys = { count: 0, names: () => [], areGrouped: false, mark: undefined, set: undefined };
    this.#lines = new LineWriter({ ...table, table: this.#table, pairsOf }, keys, aggregates);
  }

  /** Says to the kernel what it has to accumulate. Returns where it reads that. */
  #layOut(): number {
    const kernel = this.#kernel;
    const { accumulators } = this.#plan;
    const counters = misfitCounters(accumulators);
    const at = kernel.allocate(accumulators.length * STATE_PLAN_SIZE);
    const entries = accumulators.flatMap((accumulator) => {
      const { kind, condition, word } = accumulator;
      const truths = condition < 0 ? 0 : this.#conditions.truth(condition);
      return [fedBy(kind), 0, truths, word, counters.has(accumulator) ? 1 : 0];
    });
    kernel.words().set(entries, at / 4);
    kernel.planStates(at, accumulators.length);
    return at;
  }

  #openPairs({ temporary }: StageContext): ReadonlyMap<number, Pairs> {
    const kernel = this.#kernel;
    const reader = new RowReader(kernel);
    const tools = { allows: () => true, most: NO_LIMIT, temporary, reader, refuse };
    const entries = this.#plan.accumulators.flatMap((accumulator, i) =>
      accumulatorKinds[accumulator.kind].feed === "pairs" ? [[i, new Pairs(kernel, accumulator, tools)] as const] : [],
    );
    return new Map(entries);
  }

  /** About values of the wrong kind, each once whatever is asked of its field. */
  notes(): readonly string[] {
    const { notNumbers, notAddresses, roundedIntegers } = this.#kernel;
    return notesOf({
      notNumbers: notNumbers.value,
      notAddresses: notAddresses.value,
      roundedIntegers: roundedIntegers.value,
      ...noneOutOfOrder,
    });
  }

  turnTo(batch: Batch): void {
    this.#batch = batch;
    this.#computed.compute(batch);
    this.#conditions.evaluate(batch);
    const words = this.#kernel.words();
    for (const [i, { field }] of this.#plan.accumulators.entries())
      words[(this.#statePlan + i * STATE_PLAN_SIZE) / 4 + COLUMN] = field === undefined ? -1 : batch.columnOf(field);
  }

  /** The further members of each conversation, after a comma. */
  write(conversations: readonly CountedLegs[]): readonly string[] {
    const kernel = this.#kernel;
    this.#empty();
    kernel.addGroups(conversations.length);
    const pairs = conversations.flatMap((legs, group) => legs.flatMap((leg) => [leg, group]));
    const legs = this.#legs.of(pairs.length * 4);
    kernel.words().set(pairs, legs / 4);
    kernel.seedGroups(legs, pairs.length / 2);
    this.#plan.accumulators.forEach((accumulator, place) => {
      this.#feed(accumulator, place, legs, pairs.length / 2);
    });
    kernel.useGroups(this.#table);
    this.#lines.write(this.#output, 0, conversations.length, true);
    this.#output.flush();
    this.#batch?.reattach();
    return this.#takeText();
  }

  /** Of lines of the members only. */
  #takeText(): readonly string[] {
    const lines = this.#text.split("\n");
    this.#text = "";
    return lines.slice(0, -1).map((line) => `,${line.slice(1, -1)}`);
  }

  #empty(): void {
    const kernel = this.#kernel;
    kernel.useGroups(this.#table);
    kernel.release(this.#table);
    kernel.emptyGroups(this.#plan.words, NO_LIMIT);
    this.#results.forget();
    for (const pairs of this.#pairs.values()) pairs.empty();
    kernel.useGroups(this.#table);
    this.#results.listen();
  }

  /** Feeds an accumulator what was kept for it. Of those of one value the best is known already. */
  #feed(accumulator: Accumulator, place: number, legs: number, count: number): void {
    const kernel = this.#kernel;
    const values = this.#values;
    const { ids } = this.#feeder;
    const kind = accumulatorKinds[accumulator.kind].feed === "kept" ? "first" : accumulator.kind;
    for (;;) {
      values.attach(0);
      const rows = kernel.listEntries(legs, count, place, ids, values.rowLimit);
      if (rows === 0) return;
      values.take(true);
      this.#feeder.feedRows(
        { ...accumulator, kind },
        place,
        values,
        { column: 0, list: values.list, count: rows, ids },
        0,
      );
    }
  }
}
