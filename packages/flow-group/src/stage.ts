// The stage of flow-group: checks that its options agree, and makes its worker.
import { type Context, isProblem, OutputError, UsageError } from "@flowlogs/cli";
import {
  defaultAggregates,
  defaultKeys,
  firstTwice,
  type GroupKey,
  type GroupResult,
  intervalProblem,
  PARTIAL_KEY,
  planResults,
  scaleAggregates,
  TOTAL_KEY,
  withCondition,
} from "@flowlogs/core/kinds";
import { binKey, dependentOnOrder, groupWorker, keysOfStates, statesOf, type StageWorker } from "@flowlogs/core/stages";
import { partialWriter } from "./partialWriter.ts";
import { QuantileSketch } from "./sketch.ts";

interface GroupValues {
  /** The aggregates of each argument. */
  readonly aggregates: readonly (readonly GroupResult[])[];
  readonly by?: readonly GroupKey[] | undefined;
  readonly having?: string | undefined;
  readonly totals: boolean;
  readonly "scale-sampled": boolean;
  readonly "keep-null": boolean;
  readonly sorted: boolean;
  readonly partial: boolean;
  readonly merge: boolean;
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
  const { partial, merge } = values;
  const ordered = merge && values.totals ? dependentOnOrder(having.aggregates) : undefined;
  if (ordered !== undefined) throw conflict("totals", `partial states have no order for ${ordered} of all groups`);
  const states = partial ? statesOf(having.aggregates) : [];
  if (partial) refuseTwice([...by, ...states, { name: PARTIAL_KEY }].map(({ name }) => name));
  return groupWorker(
    {
      by: merge ? keysOfStates(by) : by,
      ...having,
      ...(scaled && { ...scaled, scaled, shown: having.shown ?? (having.having && names) }),
      ...(partial && { aggregates: states, hidden: 0, derived: undefined, shown: undefined }),
      isPartial: partial,
      merges: merge,
      isUsual: isPlain,
      totals: values.totals,
      keepNull: values["keep-null"],
      sorted: values.sorted,
      every: values.every,
      late: values.late,
      maxMemory: memoryOf(values["max-memory"], context),
      makeSketch: () => new QuantileSketch(),
      refuse,
    },
    partial ? { ...context, write: partialWriter((bytes) => context.write(bytes)) } : context,
  );
}

/** Throws UsageError: each of them says when results are written. */
function refuseConflicts(values: GroupValues): void {
  const { every, late, sorted, by = [], partial, merge } = values;
  if (partial) refuseResults(values);
  if ((partial || merge) && values["scale-sampled"]) throw conflict("scale-sampled", "partial states have no rates");
  if (merge && late !== undefined) throw conflict("late", "states that come later could not be merged any more");
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

/** Throws UsageError: results are made by the run that merges. */
function refuseResults({ merge, having, totals, every }: GroupValues): void {
  if (merge) throw conflict("partial", "--merge makes results of partial states");
  const given = { having: having !== undefined, totals, every: every !== undefined };
  const option = Object.entries(given).find(([, isGiven]) => isGiven)?.[0];
  if (option === undefined) return;
  const problem = "there are no results yet with --partial";
  throw new UsageError({ problem, advice: "give it to the flow-group that merges" }, `--${option}`);
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
