// The stage of flow-group: checks that its options agree, and makes its worker.
import { DDSketch } from "@datadog/sketches-js";
import { type Context, isProblem, OutputError, UsageError } from "@flowlogs/cli";
import {
  defaultAggregates,
  defaultKeys,
  firstTwice,
  type GroupKey,
  type GroupResult,
  intervalProblem,
  planResults,
  scaleAggregates,
  TOTAL_KEY,
  withCondition,
} from "@flowlogs/core/kinds";
import { binKey, groupWorker, type StageWorker } from "@flowlogs/core/stages";

interface GroupValues {
  /** The aggregates of each argument. */
  readonly aggregates: readonly (readonly GroupResult[])[];
  readonly by?: readonly GroupKey[] | undefined;
  readonly having?: string | undefined;
  readonly totals: boolean;
  readonly "scale-sampled": boolean;
  readonly "keep-null": boolean;
  readonly sorted: boolean;
  /** In milliseconds, like the next one. */
  readonly every?: number | undefined;
  readonly late?: number | undefined;
  readonly "max-memory"?: number | undefined;
}

export default function stage(values: GroupValues, context: Context): StageWorker {
  const asked = values.aggregates.flat();
  refuseConflicts(values);
  const isPlain = asked.length === 0;
  const by = values.by ?? (isPlain ? defaultKeys : []);
  const results = isPlain ? defaultAggregates : asked;
  const names = [...by, ...results].map(({ name }) => name);
  refuseTwice(values.totals ? [...names, TOTAL_KEY] : names);
  const plan = planResults(by, results);
  if (isProblem(plan)) throw new UsageError(plan, "AGGREGATE");
  const having = values.having === undefined ? plan : withCondition(plan, values.having, names);
  if (isProblem(having)) throw new UsageError(having, "--having");
  const scaled = values["scale-sampled"] ? scaleAggregates(having.aggregates, having.hidden) : undefined;
  return groupWorker(
    {
      by,
      ...having,
      ...(scaled && { ...scaled, scaled, shown: having.shown ?? (having.having && names) }),
      isUsual: isPlain,
      totals: values.totals,
      keepNull: values["keep-null"],
      sorted: values.sorted,
      every: values.every,
      late: values.late,
      maxMemory: memoryOf(values["max-memory"], context),
      makeSketch: () => new DDSketch({ relativeAccuracy: 0.01 }),
      refuse,
    },
    context,
  );
}

/** Throws UsageError: each of them says when results are written. */
function refuseConflicts({ every, late, sorted, by = [] }: GroupValues): void {
  if (late !== undefined && sorted) throw conflict("late", "--sorted writes each group at its end");
  if (late !== undefined && every !== undefined)
    throw conflict("late", "it writes each group once, --every again and again");
  if (late !== undefined && binKey(by) === undefined) {
    throw new UsageError(
      { problem: "none of the keys is a bin", advice: "run flow-bin before, and add bin to --by" },
      "--late",
    );
  }
  if (every === undefined) return;
  if (sorted) throw conflict("every", "--sorted writes each group once, at its end");
  const problem = intervalProblem(every);
  if (problem !== undefined) throw new UsageError(problem, "--every");
}

function conflict(option: string, problem: string): UsageError {
  return new UsageError({ problem, advice: "leave one of them out" }, `--${option}`);
}

/** The smallest --max-memory in bytes: what the kernel itself needs, and a little for groups. */
const MIN_MEMORY = 32_000_000;

function memoryOf(given: number | undefined, { machineMemory }: Context): number {
  if (given === undefined) return Math.max(MIN_MEMORY, machineMemory / 4);
  if (given >= MIN_MEMORY) return given;
  throw new UsageError({ problem: `${given} bytes are not enough`, advice: "give 32M or more" }, "--max-memory");
}

function refuseTwice(names: readonly string[]): void {
  const twice = firstTwice(names);
  if (twice === undefined) return;
  const advice = "give one of them another name with `as NAME`";
  throw new UsageError({ problem: `two results are called "${twice}"`, advice });
}

function refuse(field: string): never {
  const advice = "give more with --max-memory, or ask for count_distinct";
  throw new OutputError("the values do not fit into memory", advice, `values(${field})`);
}
