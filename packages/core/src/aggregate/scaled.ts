// Estimates of all records from a sample: each record counts 1 / sample_rate times. Only counts and sums can be scaled so.
import { printScalar } from "../expression/print.ts";
import type { Expression, FieldReference, Scalar } from "../expression/syntax.ts";
import { isAdditive } from "../rank/columns.ts";
import { SAMPLE_RATE } from "../sampleRate.ts";
import type { Aggregate } from "./aggregate.ts";
import { type AggregateCall, callsOf, type Formula } from "./formula.ts";
import type { AggregateFunction, Held } from "./functions/definition.ts";

export interface ScaledAggregates {
  /** The last of them, as many as there are of the others, notice values that are not numbers. */
  readonly aggregates: readonly Aggregate[];
  readonly hidden: number;
  /** Results that are as the sample has them. */
  readonly unscaled: readonly string[];
}

/** The aggregates with their counts and sums scaled; `hidden`: how many at their end are for others only. */
export function scaleAggregates(aggregates: readonly Aggregate[], hidden: number): ScaledAggregates {
  const calls = aggregates.flatMap(({ formula }) => callsOf(formula));
  const sums = calls.filter(({ function: { gives, name } }) => gives === "sum" && name === "sum");
  const watchers = sums.map((formula, i): Aggregate => ({ name: `\0sum ${i}`, formula }));
  return {
    aggregates: [...aggregates.map((it) => ({ ...it, formula: scaled(it.formula) })), ...watchers],
    hidden: hidden + watchers.length,
    unscaled: aggregates.filter(isUnscaled).map(({ name }) => name),
  };
}

function isUnscaled({ formula }: Aggregate): boolean {
  return callsOf(formula).some((call) => !isScalable(call));
}

function isScalable({ function: { gives } }: AggregateCall): boolean {
  return gives === "count" || gives === "sum";
}

function scaled(formula: Formula): Formula {
  switch (formula.kind) {
    case "call":
      return isScalable(formula) ? scaledCall(formula) : formula;
    case "number":
      return formula;
    case "negative":
      return { ...formula, operand: scaled(formula.operand) };
    case "operation":
      return { ...formula, left: scaled(formula.left), right: scaled(formula.right) };
  }
}

function scaledCall({ function: { gives }, field, scalar, where }: AggregateCall): AggregateCall {
  const value = field === undefined ? undefined : (scalar ?? reference(field));
  if (gives === "sum" && value !== undefined) {
    const isWhole = scalar === undefined && field !== undefined && isAdditive(field);
    return callOf(isWhole ? wholeSum : sum, value, where);
  }
  const isThere: readonly Expression[] =
    field === undefined
      ? []
      : [{ kind: "not", operand: { kind: "isNull", field: { ...reference(field), ...(scalar && { scalar }) } } }];
  const conditions = [...isThere, ...(where === undefined ? [] : [where])];
  const [first, ...others] = conditions;
  return callOf(
    count,
    { kind: "number", text: "1" },
    others.length === 0 ? first : { kind: "and", operands: conditions },
  );
}

function reference(name: string): FieldReference {
  return { kind: "field", name, from: 0, to: 0 };
}

function callOf(called: AggregateFunction, value: Scalar, where: Expression | undefined): AggregateCall {
  const scalar: Scalar = { kind: "arithmetic", operator: "/", left: value, right: reference(SAMPLE_RATE) };
  // No field has a NUL in its name.
  const column = { field: `\0${printScalar(scalar)}`, scalar };
  return { kind: "call", function: called, ...column, ...(where && { where }) };
}

const sum: AggregateFunction = { name: "sum", takes: "numbers", gives: "sum", accumulators: () => ["sum"] };

/** Of what comes in whole numbers only. */
const wholeSum: AggregateFunction = { ...sum, result: wholeOf };

const count: AggregateFunction = {
  name: "count",
  takes: "rows",
  gives: "count",
  accumulators: () => ["sum"],
  result: (held, group, parts) => wholeOf(held, group, parts) ?? 0n,
};

function wholeOf(held: Held, group: number, [part = 0]: readonly number[]): bigint | undefined {
  const value = held.value(part, group);
  return typeof value === "number" ? BigInt(Math.round(value)) : value;
}
