// What must be accumulated for the aggregates that are asked for. Aggregates that need the same share it: sum(bytes) and
// avg(bytes) one sum, p50(bytes) and p95(bytes) one list. How it is done is the kernel's business.
import { fieldsOf, fieldsOfScalar } from "../expression/fields.ts";
import { printExpression } from "../expression/print.ts";
import type { Expression, Scalar } from "../expression/syntax.ts";
import type { Aggregate } from "./aggregate.ts";
import { kindOfColumn } from "./column.ts";
import { type AggregateCall, callsOf } from "./formula.ts";
import {
  BIT_OR,
  COUNT_NUMBERS,
  COUNT_PAIRS,
  COUNT_ROWS,
  COUNT_VALUES,
  EARLIEST,
  FIRST_VALUE,
  LAST_VALUE,
  LATEST,
  LIST_PAIRS,
  MAX,
  MAX_ADDRESS,
  MAX_TEXT,
  MIN,
  MIN_ADDRESS,
  MIN_TEXT,
  MOMENTS,
  SUM,
} from "@flowlogs/kernel/opcodes";

/** Accumulators of counts and numbers. */
export const numberKinds = {
  countRows: COUNT_ROWS,
  countValues: COUNT_VALUES,
  countNumbers: COUNT_NUMBERS,
  sum: SUM,
  min: MIN,
  max: MAX,
  bitOr: BIT_OR,
  moments: MOMENTS,
} as const;
/** Accumulators that keep one value. */
export const keptKinds = {
  first: FIRST_VALUE,
  last: LAST_VALUE,
  earliest: EARLIEST,
  latest: LATEST,
  minText: MIN_TEXT,
  maxText: MAX_TEXT,
  minAddress: MIN_ADDRESS,
  maxAddress: MAX_ADDRESS,
} as const;
/** Accumulators of distinct values. */
export const pairKinds = { distinct: COUNT_PAIRS, values: LIST_PAIRS } as const;

type NumberKind = keyof typeof numberKinds;
type KeptKind = keyof typeof keptKinds;
type PairKind = keyof typeof pairKinds;
export type AccumulatorKind = NumberKind | KeptKind | PairKind | "list" | "registers";

/** Words of state, where it is not one. */
const WORDS: Partial<Record<AccumulatorKind, number>> = { moments: 3, earliest: 2, latest: 2, list: 2, values: 2 };

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
    const byTime = this.accumulators.some(({ kind }) => kind === "earliest" || kind === "latest");
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
    this.words += WORDS[kind] ?? 1;
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
  const { function: name, field } = call;
  switch (name) {
    case "count":
      return [field === undefined ? "countRows" : "countValues"];
    case "avg":
      return ["sum", "countNumbers"];
    case "min":
    case "max":
      return [extremeKind(name, kindOfColumn({ ...call, field: field ?? "" }))];
    case "bit_or":
      return ["bitOr"];
    case "stddev":
    case "variance":
      return ["moments"];
    case "median":
    case "pct":
      return ["list"];
    case "count_distinct":
      return ["distinct"];
    case "approx_count_distinct":
      return ["registers"];
    case "any":
      return ["first"];
    default:
      return [name];
  }
}

function extremeKind(name: "min" | "max", kind: "text" | "address" | "number"): AccumulatorKind {
  if (kind === "number") return name;
  if (kind === "text") return name === "min" ? "minText" : "maxText";
  return name === "min" ? "minAddress" : "maxAddress";
}

export function isNumberKind(kind: AccumulatorKind): kind is NumberKind {
  return kind in numberKinds;
}

export function isKeptKind(kind: AccumulatorKind): kind is KeptKind {
  return kind in keptKinds;
}

export function isPairKind(kind: AccumulatorKind): kind is PairKind {
  return kind in pairKinds;
}
