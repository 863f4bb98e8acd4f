// What numbers come to together.
import type { AggregateFamily } from "./definition.ts";

export const sums: AggregateFamily = {
  brief: "sums of integers are exact",
  functions: [
    { name: "sum", takes: "numbers", gives: "sum", accumulators: () => ["sum"] },
    {
      name: "avg",
      aliases: ["mean"],
      takes: "numbers",
      gives: "number",
      accumulators: () => ["sum", "countNumbers"],
      result(held, group, [sum = 0, numbers = 0]) {
        const count = held.count(numbers, group);
        return count === 0 ? undefined : Number(held.value(sum, group)) / count;
      },
    },
    { name: "bit_or", takes: "numbers", gives: "number", isOfOtherUnit: true, accumulators: () => ["bitOr"] },
  ],
};
