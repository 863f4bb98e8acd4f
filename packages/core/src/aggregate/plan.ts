// What must be accumulated for the aggregates that are asked for. Aggregates that need the same share it: sum(bytes) and
// avg(bytes) one sum, p50(bytes) and p95(bytes) one list. Which those are is
// said by the definitions in functions/; how it is done is the kernel's business.
import { fieldsOf, fieldsOfScalar } from "../expression/fields.ts";
import { printExpression } from "../expression/print.ts";
import type { Expression, Scalar } from "../expression/syntax.ts";
import { type AccumulatorKind, accumulatorKinds } from "./accumulators.ts";
import type { Aggregate } from "./aggregate.ts";
import { kindOfColumn } from "./column.ts";
import { type AggregateCall, callsOf } from "./formula.ts";
import { isSumOfSome, mergerOf, takesLists } from "./partial/merging.ts";
import { startName, stateName } from "./partial/stateName.ts";

export interface Accumulator {
  readonly kind: AccumulatorKind;
  /** The column that it is about; undefined: the records themselves. */
  readonly field: string | undefined;
  readonly scalar?: Scalar | undefined;
  /** Place of the condition among those of the plan, or -1. */
  readonly condition: number;
  /** The first word of its state. */
  readonly word: number;
  /** The column of when a record began. */
  readonly time: string;
  /** The column holds lists of values: states of other runs. */
  readonly takesLists: boolean;
}

/** When a record began, for the earliest and the latest. */
const START = "start";
export { START as TIME_FIELD };

export class AggregatePlan {
  readonly accumulators: Accumulator[] = [];
  readonly conditions: Expression[] = [];
  /** Words of state of a group. */
  words = 0;
  readonly #parts = new Map<AggregateCall, readonly number[]>();
  readonly #places = new Map<string, number>();
  readonly #conditionPlaces = new Map<string, number>();
  readonly #merges: boolean;

  /** `merges`: what comes in are not records but partial states. */
  constructor(aggregates: readonly Aggregate[], merges = false) {
    this.#merges = merges;
    for (const call of aggregates.flatMap(({ formula }) => callsOf(formula))) this.#parts.set(call, this.#plan(call));
  }

  /** The numbers of the accumulators that a call reads. */
  partsOf(call: AggregateCall): readonly number[] {
    return this.#parts.get(call) ?? [];
  }

  /** The fields that the records must have. */
  get fields(): readonly string[] {
    const fields = this.accumulators.flatMap(({ field, scalar }) =>
      scalar === undefined ? (field ?? []) : fieldsOfScalar(scalar),
    );
    const times = this.accumulators.flatMap(({ kind, time }) => (accumulatorKinds[kind].needsTime ? time : []));
    return [...new Set([...fields, ...times, ...this.conditions.flatMap(fieldsOf)])];
  }

  /** Columns that are worked out. */
  get scalars(): ReadonlyMap<string, Scalar> {
    return new Map(
      this.accumulators.flatMap(({ field, scalar }) =>
        field === undefined || scalar === undefined ? [] : [[field, scalar] as const],
      ),
    );
  }

  #plan(call: AggregateCall): readonly number[] {
    return kindsOf(call).map((kind) => (this.#merges ? this.#merger(kind, call) : this.#accumulator(kind, call)));
  }

  #accumulator(kind: AccumulatorKind, { field, scalar, where }: AggregateCall): number {
    return this.#add({ kind, field, scalar, condition: this.#condition(where), time: START, takesLists: false });
  }

  /** The accumulator that takes the states of another one. */
  #merger(kind: AccumulatorKind, call: AggregateCall): number {
    const field = stateName(kind, call);
    const condition = kind === "sum" && call.where !== undefined ? this.#condition(isSumOfSome(field)) : -1;
    return this.#add({ kind: mergerOf(kind), field, condition, time: startName(field), takesLists: takesLists(kind) });
  }

  #add(accumulator: Omit<Accumulator, "word">): number {
    const { kind, condition, field } = accumulator;
    const key = JSON.stringify([kind, condition, field]);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.accumulators.length);
    const { words } = this;
    this.words += accumulatorKinds[kind].words;
    return this.accumulators.push({ ...accumulator, word: words }) - 1;
  }

  #condition(where: Expression | undefined): number {
    if (where === undefined) return -1;
    const text = printExpression(where);
    const known = this.#conditionPlaces.get(text);
    if (known !== undefined) return known;
    this.#conditionPlaces.set(text, this.conditions.length);
    return this.conditions.push(where) - 1;
  }
}

function kindsOf(call: AggregateCall): readonly AccumulatorKind[] {
  const { field } = call;
  return call.function.accumulators(field === undefined ? undefined : kindOfColumn({ ...call, field }));
}
