// Aggregates of the records of a conversation that count, besides what each conversation has anyway. The states are plain values, so
// that those of parts of a conversation can be joined, and kept in a file.
import type { Aggregate } from "../aggregate/aggregate.ts";
import { type Accumulator, AggregatePlan } from "../aggregate/plan.ts";
import { type AggregateCall, callsOf, evaluate, writeResult } from "../aggregate/formula.ts";
import type { Held, Result } from "../aggregate/functions/definition.ts";
import { Conditions } from "../aggregate/conditions.ts";
import type { Batch } from "../batch.ts";
import { ComputedColumns } from "../expression/evaluate/computedColumns.ts";
import type { ListSource } from "../expression/evaluate/listFiles.ts";
import { scalarsOf } from "../stage/groupFields.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";
import { type AccumulatedValue, type State, stateKinds } from "./aggregateStates.ts";

/** The first one that a conversation cannot have, because its state is not a few values. */
export function unfitAggregate(aggregates: readonly Aggregate[]): Aggregate | undefined {
  const plan = new AggregatePlan(aggregates);
  const isUnfit = (call: AggregateCall): boolean =>
    plan.partsOf(call).some((part) => stateKind(plan.accumulators[part]) === undefined);
  return aggregates.find(({ formula }) => callsOf(formula).some(isUnfit));
}

function stateKind(accumulator: Accumulator | undefined) {
  return accumulator === undefined ? undefined : stateKinds[accumulator.kind];
}

export class FurtherAggregates {
  readonly #kernel: Kernel;
  readonly #aggregates: readonly Aggregate[];
  readonly #plan: AggregatePlan;
  readonly #conditions: Conditions;
  readonly #computed: ComputedColumns;
  #columns: readonly number[] = [];
  #arrival = 0;
  /** Values of the wrong kind, which were left out. */
  misfits = 0;

  constructor(kernel: Kernel, aggregates: readonly Aggregate[], plan: AggregatePlan, files: ListSource) {
    this.#kernel = kernel;
    this.#aggregates = aggregates;
    this.#plan = plan;
    this.#conditions = new Conditions(kernel, plan.conditions, files);
    this.#computed = new ComputedColumns(kernel, scalarsOf([], plan), files);
  }

  turnTo(batch: Batch): void {
    this.#computed.compute(batch);
    this.#conditions.evaluate(batch);
    this.#columns = this.#plan.accumulators.map(({ field }) => (field === undefined ? -1 : batch.columnOf(field)));
  }

  /** The states of one record that starts at this time. */
  read(batch: Batch, row: number, start: number): readonly State[] {
    this.#arrival++;
    const bytes = this.#kernel.bytes();
    return this.#plan.accumulators.map((accumulator, i) => {
      const { condition } = accumulator;
      if (condition >= 0 && bytes[this.#conditions.truth(condition) + row] !== 1) return undefined;
      const value = this.#value(batch, row, this.#columns[i] ?? -1, start);
      const state = stateKind(accumulator)?.of(value);
      if (state === undefined && value.json !== undefined) this.misfits++;
      return state;
    });
  }

  #value(batch: Batch, row: number, column: number, start: number): AccumulatedValue {
    const span = column < 0 ? undefined : batch.value(row, column);
    const text = span === undefined ? undefined : this.#kernel.text(span.start, span.end);
    const json = span?.text === true ? JSON.stringify(text) : text;
    return { json, text, start, arrival: this.#arrival };
  }

  join(left: readonly State[] | undefined, right: readonly State[] | undefined): readonly State[] | undefined {
    if (left === undefined || right === undefined) return left ?? right;
    return this.#plan.accumulators.map((accumulator, i) => {
      const [one, other] = [left[i], right[i]];
      if (one === undefined || other === undefined) return one ?? other;
      return stateKind(accumulator)?.join(one, other);
    });
  }

  /** The members of a record, each after a comma. */
  write(states: readonly State[]): string {
    return this.#aggregates
      .map(({ name, formula }) => {
        const value =
          formula.kind === "call" && formula.function.result === undefined
            ? this.#json(formula, states)
            : writeResult(evaluate(formula, (call) => this.#result(call, states)));
        return `,${JSON.stringify(name)}:${value}`;
      })
      .join("");
  }

  #json(call: AggregateCall, states: readonly State[]): string {
    const [part = 0] = this.#plan.partsOf(call);
    return stateKind(this.#plan.accumulators[part])?.write(states[part]) ?? "null";
  }

  #result(call: AggregateCall, states: readonly State[]): Result {
    const parts = this.#plan.partsOf(call);
    if (call.function.result === undefined) return numberOf(this.#json(call, states));
    const value = (part: number): Result =>
      numberOf(stateKind(this.#plan.accumulators[part])?.write(states[part]) ?? "null");
    return call.function.result(
      { ...noOther, value, count: (part) => Number(value(part)) },
      0,
      parts,
      call.percent ?? "",
    );
  }
}

/** What only functions have that are refused. */
const noOther: Omit<Held, "value" | "count"> = {
  spread: () => ({ count: 0, distances: 0 }),
  median: () => undefined,
  percentile: () => undefined,
  estimate: () => 0,
};

function numberOf(json: string): Result {
  if (/^-?\d+$/.test(json)) return BigInt(json);
  const number = json === "null" || json.startsWith('"') ? Number.NaN : Number(json);
  return Number.isFinite(number) ? number : undefined;
}
