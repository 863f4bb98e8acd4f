// The stage of flow-pair: checks its times and aggregates and makes its worker.
import { getHeapStatistics } from "node:v8";
import { type Context, isProblem, UsageError } from "@flowlogs/cli";
import { firstTwice, type GroupResult, planResults, type Vantage } from "@flowlogs/core/kinds";
import { conversationFields, PairWorker } from "@flowlogs/core/pair";

interface PairValues {
  /** The aggregates of each argument. */
  readonly aggregates: readonly (readonly GroupResult[])[];
  /** In milliseconds, like the next one. */
  readonly idle: number;
  readonly late: number;
  readonly vantage: Vantage;
  readonly unmatched: boolean;
  readonly "max-memory"?: number | undefined;
}

/** The smallest --max-memory in bytes. */
const MIN_MEMORY = 32_000_000;

export default function stage(values: PairValues, context: Context): PairWorker {
  if (values.idle < 1000) {
    const problem = `${values.idle} milliseconds are too short`;
    throw new UsageError({ problem, advice: "give 1s or more: records have times in seconds" }, "--idle");
  }
  const results = values.aggregates.flat();
  const twice = firstTwice([...conversationFields, ...results.map(({ name }) => name)]);
  if (twice !== undefined)
    throw new UsageError({
      problem: `two results are called "${twice}"`,
      advice: "give one another name with `as NAME`",
    });
  const fields = conversationFields.map((name) => ({ name, column: name }));
  const plan = planResults(fields, results);
  if (isProblem(plan)) throw new UsageError(plan, "AGGREGATE");
  return new PairWorker({ ...values, ...plan, maxMemory: memoryOf(values["max-memory"], context) }, context);
}

/** At most half of what the process can have. */
function memoryOf(given: number | undefined, { machineMemory }: Context): number {
  if (given !== undefined && given < MIN_MEMORY)
    throw new UsageError({ problem: `${given} bytes are not enough`, advice: "give 32M or more" }, "--max-memory");
  const most = getHeapStatistics().heap_size_limit / 2;
  return Math.min(given ?? Math.max(MIN_MEMORY, machineMemory / 4), most);
}
