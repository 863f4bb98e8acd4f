// All different values of a field, in the order in which they first came up. Nothing can be computed from a list.
import type { AggregateFamily } from "./definition.ts";

export const values: AggregateFamily = {
  brief: "a list without repeats",
  functions: [
    {
      name: "values",
      aliases: ["collect_values"],
      takes: "values",
      gives: "list",
      accumulators: () => ["values"],
    },
  ],
};
