// flow-group's values to its worker.
import { type Context, UsageError } from "@flowlogs/cli";
import { type Aggregate, defaultAggregates, defaultKeys } from "@flowlogs/core/kinds";
import { groupWorker, type Worker } from "@flowlogs/core/stages";

interface GroupValues {
  readonly aggregates: readonly Aggregate[];
  readonly by?: readonly string[] | undefined;
}

export default function stage({ aggregates, by }: GroupValues, context: Context): Worker {
  const options = {
    by: by ?? (aggregates.length > 0 ? [] : defaultKeys),
    aggregates: aggregates.length > 0 ? aggregates : defaultAggregates,
  };
  const names = [...options.by, ...options.aggregates.map(({ name }) => name)];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new UsageError({
      problem: `two results are called "${twice}"`,
      advice: "give one another name with `as NAME`",
    });
  }
  return groupWorker(options, context);
}
