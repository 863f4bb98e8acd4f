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

export interface Accumulator {
  readonly kind: AccumulatorKind;
  /** The column that it is about; undefined: the records themselves. */
  readonly field: string | undefined;
  readonly scalar?: Scalar | undefined;
  /** Place of the condition among those of the plan, or -1. */
  readonly condition: number;
  /** The first word of its state. */
  readonly word: number;
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

  constructor(aggregates: readonly Aggregate[]) {
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
    const byTime = this.accumulators.some(({ kind }) => accumulatorKinds[kind].needsTime);
    return [...new Set([...fields, ...(byTime ? [START] : []), ...this.conditions.flatMap(fieldsOf)])];
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
    const condition = this.#condition(call.where);
    return kindsOf(call).map((kind) => this.#accumulator(kind, call, condition));
  }

  #accumulator(kind: AccumulatorKind, { field, scalar }: AggregateCall, condition: number): number {
    const key = JSON.stringify([kind, condition, field]);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.accumulators.length);
    const { words } = this;
    this.words += accumulatorKinds[kind].words;
    return this.accumulators.push({ kind, field, scalar, condition, word: words }) - 1;
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
