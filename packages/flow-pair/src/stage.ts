// The stage of flow-pair: checks its times and aggregates and makes its worker.
import { type Context, UsageError } from "@flowlogs/cli";
import { firstTwice, type GroupResult, type Vantage } from "@flowlogs/core/kinds";
import { conversationFields, pairWorker, type StageWorker, unfitAggregate } from "@flowlogs/core/pair";

interface PairValues {
  /** The aggregates of each argument. */
  readonly aggregates: readonly (readonly GroupResult[])[];
  /** In milliseconds, like the next one. */
  readonly idle: number;
  readonly late: number;
  readonly vantage: Vantage;
  readonly unmatched: boolean;
}

export default function stage(values: PairValues, context: Context): StageWorker {
  if (values.idle < 1000) {
    const problem = `${values.idle} milliseconds are too short`;
    throw new UsageError({ problem, advice: "give 1s or more: records have times in seconds" }, "--idle");
  }
  const results = values.aggregates.flat();
  const aggregates = results.flatMap((result) => ("formula" in result ? result : []));
  const derived = results.find((result) => !("formula" in result));
  if (derived !== undefined) throw unfit(`"${derived.name}" is more than aggregates and arithmetic`);
  const large = unfitAggregate(aggregates);
  if (large !== undefined) throw unfit(`"${large.name}" needs all values of a conversation`);
  const twice = firstTwice([...conversationFields, ...aggregates.map(({ name }) => name)]);
  if (twice !== undefined)
    throw new UsageError({
      problem: `two results are called "${twice}"`,
      advice: "give one another name with `as NAME`",
    });
  return pairWorker({ ...values, aggregates }, context);
}

function unfit(problem: string): UsageError {
  return new UsageError({ problem, advice: "give it to flow-group, after or in place of flow-pair" }, "AGGREGATE");
}
