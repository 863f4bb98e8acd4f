// The value of one record of the group: by its place in the input, or by its start.
import type { AccumulatorKind } from "../accumulators.ts";
import type { AggregateFamily, AggregateFunction } from "./definition.ts";

export const picks: AggregateFamily = {
  brief: "a value by its place, or by start",
  functions: [
    pick("first", "first"),
    pick("last", "last"),
    pick("any", "first"),
    pick("earliest", "earliest"),
    pick("latest", "latest"),
  ],
};

function pick(name: string, kind: AccumulatorKind): AggregateFunction {
  return { name, takes: "values", gives: "value", accumulators: () => [kind] };
}
