// The names of partial states: what was accumulated, of which column, under which condition.
import { printExpression, printScalar } from "../../expression/print.ts";
import type { AccumulatorKind } from "../accumulators.ts";
import type { AggregateCall } from "../formula.ts";

/** What states are called that do not have the name of what accumulates them. */
const names: Partial<Record<AccumulatorKind, string>> = {
  countRows: "count",
  countValues: "count",
  bitOr: "bit_or",
  distinct: "values",
};

export type Accumulated = Pick<AggregateCall, "field" | "scalar" | "where">;

/** The name of the state of an accumulator. */
export function stateName(kind: AccumulatorKind, { field, scalar, where }: Accumulated): string {
  const column = scalar === undefined ? (field ?? "") : printScalar(scalar);
  const condition = where === undefined ? [] : [`where ${printExpression(where)}`];
  return `${names[kind] ?? kind}(${[...(column === "" ? [] : [column]), ...condition].join(" ")})`;
}

/** The name of the state that says when the value of an earliest or latest record was. */
export function startName(state: string): string {
  return `${state} start`;
}
