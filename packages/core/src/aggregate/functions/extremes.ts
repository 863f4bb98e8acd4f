// The smallest and the largest value, in the order of its kind.
import type { AggregateFamily } from "./definition.ts";

export const extremes: AggregateFamily = {
  brief: "of numbers, addresses, times or texts",
  functions: [
    {
      name: "min",
      takes: "values",
      gives: "value",
      accumulators: (column) => [column === "text" ? "minText" : column === "address" ? "minAddress" : "min"],
    },
    {
      name: "max",
      takes: "values",
      gives: "value",
      accumulators: (column) => [column === "text" ? "maxText" : column === "address" ? "maxAddress" : "max"],
    },
  ],
};
