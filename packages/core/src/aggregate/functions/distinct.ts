// How many different values a field has, exactly or about.
import type { AggregateFamily } from "./definition.ts";

export const distinct: AggregateFamily = {
  brief: "the second with an error of 1.6 %",
  functions: [
    {
      name: "count_distinct",
      aliases: ["countdistinct"],
      takes: "values",
      gives: "distinct",
      accumulators: () => ["distinct"],
    },
    {
      name: "approx_count_distinct",
      aliases: ["approxcountdistinct"],
      takes: "values",
      gives: "distinct",
      accumulators: () => ["registers"],
      result: (held, group, [registers = 0]) => held.estimate(registers, group),
    },
  ],
};
