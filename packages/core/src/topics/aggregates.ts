// The topic "aggregates": rendered from the families of aggregate functions.
import type { Topic } from "@flowlogs/base/topic";
import { aggregateCalls, aggregateRows } from "../aggregate/functions/registry.ts";

export const aggregatesTopic: Topic = {
  name: "aggregates",
  brief: "what flow-group can compute of each group",
  sections: [
    {
      prose: "An aggregate takes a field in parentheses, as in sum(bytes), and ignores null.",
      rows: aggregateRows().map(({ calls, brief }) => [calls, brief]),
    },
    {
      title: "With conditions, names and arithmetic",
      rows: [
        ["count(action = REJECT)", "only records for which the condition holds"],
        ["sum(bytes where action = REJECT)", "the same for any aggregate"],
        ["sum(bytes) * 8 / 300 as bps", "computed of aggregates, with a name"],
        ["round(sum(bytes)/1e6, 1) as mb", "the functions of expressions take aggregates"],
      ],
    },
  ],
  words: aggregateCalls(),
};
