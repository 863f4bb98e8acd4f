// How far numbers are spread about their mean.
import type { AggregateFamily, Held } from "./definition.ts";

export const spread: AggregateFamily = {
  brief: "of the whole population",
  functions: [
    {
      name: "stddev",
      aliases: ["stddev_pop"],
      takes: "numbers",
      gives: "number",
      accumulators: () => ["moments"],
      result(held, group, [moments = 0]) {
        const variance = varianceOf(held, group, moments);
        return variance === undefined ? undefined : Math.sqrt(variance);
      },
    },
    {
      name: "variance",
      aliases: ["var_pop"],
      takes: "numbers",
      gives: "number",
      isOfOtherUnit: true,
      accumulators: () => ["moments"],
      result: (held, group, [moments = 0]) => varianceOf(held, group, moments),
    },
  ],
};

function varianceOf(held: Held, group: number, moments: number): number | undefined {
  const { count, distances } = held.spread(moments, group);
  return count === 0 ? undefined : distances / count;
}
