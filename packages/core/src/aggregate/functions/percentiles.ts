// Percentiles: exact, by nearest rank, until a list of numbers grows too long (see ../percentiles.ts).
import type { AggregateFamily } from "./definition.ts";

export const percentiles: AggregateFamily = {
  brief: "percentiles are exact, by nearest rank",
  functions: [
    {
      name: "median",
      takes: "numbers",
      gives: "value",
      accumulators: () => ["list"],
      result: (held, group, [list = 0]) => held.median(list, group),
    },
    {
      name: "pct",
      aliases: ["percentile"],
      calls: ["pct(FIELD,95)", "p95", "p99.9"],
      takes: "numbers",
      percent: { inName: /^p(\d+(?:\.\d+)?)$/, examples: ["p95", "p99.9"] },
      gives: "value",
      accumulators: () => ["list"],
      result: (held, group, [list = 0], percent) => held.percentile(list, group, percent),
    },
  ],
};
