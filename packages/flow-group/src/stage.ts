// The stage of flow-group: checks that its options agree, and makes its worker.
import { type Context, isProblem, OutputError, UsageError } from "@flowlogs/cli";
import {
  defaultAggregates,
  defaultKeys,
  firstTwice,
  GROUPING,
  type GroupKey,
  type GroupResult,
  intervalProblem,
  PARTIAL_KEY,
  planResults,
  scaleAggregates,
  STATES_KEY,
  TOTAL_KEY,
  withCondition,
} from "@flowlogs/core/kinds";
import {
  binKey,
  dependentOnOrder,
  groupingSetsWorker,
  type GroupStageOptions,
  groupWorker,
  keysOfStates,
  mergeRules,
  statesOf,
  type StageWorker,
} from "@flowlogs/core/stages";
import { partialWriter } from "./partialWriter.ts";
import { QuantileSketch } from "./sketch.ts";

interface GroupValues {
  /** The aggregates of each argument. */
  readonly aggregates: readonly (readonly GroupResult[])[];
  readonly by?: readonly GroupKey[] | undefined;
  readonly "also-by": readonly (readonly GroupKey[])[];
  readonly having?: string | undefined;
  readonly totals: boolean;
  readonly "scale-sampled": boolean;
  readonly "keep-null": boolean;
  readonly sorted: boolean;
  readonly partial: boolean;
  /** The states are merged by a run with the same values, which has the results. */
  readonly isShare?: boolean;
  readonly merge: boolean;
  /** In milliseconds, like the next one. */
  readonly every?: number | undefined;
  readonly late?: number | undefined;
  readonly "max-memory"?: number | undefined;
}

export default function stage(values: GroupValues, context: Context): StageWorker {
  const { every, partial, "also-by": others } = values;
  const by = values.by ?? (values.aggregates.flat().length === 0 ? defaultKeys : []);
  const sets = [by, ...others];
  if (others.length > 0) refuseSets(values, sets);
  for (const keys of sets) refuseConflicts(values, keys);
  const options = sets.map((keys) => optionsOf(keys, values, context));
  const [only] = options;
  if (others.length > 0 || only === undefined) return groupingSetsWorker(options, context, every);
  const write = partialWriter((bytes) => context.write(bytes));
  return groupWorker({ ...only, every }, partial ? { ...context, write } : context);
}

/** What is asked of one grouping. */
function optionsOf(by: readonly GroupKey[], values: GroupValues, context: Context): GroupStageOptions {
  const asked = values.aggregates.flat();
  const isPlain = asked.length === 0;
  const results = isPlain ? defaultAggregates : asked;
  const names = [...by, ...results].map(({ name }) => name);
  const marks = [...(values.totals ? [TOTAL_KEY] : []), ...(values["also-by"].length > 0 ? [GROUPING] : [])];
  refuseTwice([...names, ...marks]);
  const plan = planResults(by, results);
  if (isProblem(plan)) throw new UsageError(plan, "AGGREGATE");
  const having = values.having === undefined ? plan : withCondition(plan, values.having, names);
  if (isProblem(having)) throw new UsageError(having, "--having");
  const scaled = values["scale-sampled"] ? scaleAggregates(having.aggregates, having.hidden) : undefined;
  const { partial, merge } = values;
  const ordered = merge && values.totals ? dependentOnOrder(having.aggregates) : undefined;
  if (ordered !== undefined) throw conflict("totals", `partial states have no order for ${ordered} of all groups`);
  const states = partial ? statesOf(having.aggregates) : [];
  if (partial) refuseTwice([...by, ...states, { name: PARTIAL_KEY }, { name: STATES_KEY }].map(({ name }) => name));
  return {
    by: merge ? keysOfStates(by) : by,
    ...having,
    ...(scaled && { ...scaled, scaled, shown: having.shown ?? (having.having && names) }),
    ...(partial && { aggregates: states, hidden: 0, derived: undefined, having: undefined, shown: undefined }),
    isPartial: partial,
    merges: merge ? mergeRules(having.aggregates) : undefined,
    isUsual: isPlain,
    totals: values.totals && !partial,
    keepNull: values["keep-null"],
    sorted: values.sorted,
    late: values.late,
    maxMemory: memoryOf(values["max-memory"], context),
    makeSketch: () => new QuantileSketch(),
    refuse,
  };
}

/** Throws UsageError where several groupings make no sense. */
function refuseSets({ by, sorted, partial, merge }: GroupValues, sets: readonly (readonly GroupKey[])[]): void {
  if (by === undefined) throw withSets("requires --by", "add it: the keys of the first grouping");
  if (sorted) throw withSets("--sorted input is in the order of one grouping", "leave one of them out");
  if (partial || merge) throw withSets("partial states are of one grouping", "run flow-group once for each");
  const twice = firstTwice(sets.map((keys) => keys.map(({ name }) => name).join(",")));
  if (twice !== undefined) throw withSets(`"${twice}" is grouped by twice`, "leave one of them out");
}

function withSets(problem: string, advice: string): UsageError {
  return new UsageError({ problem, advice }, "--also-by");
}

/** Throws UsageError: each of them says when results are written. */
function refuseConflicts(values: GroupValues, by: readonly GroupKey[]): void {
  const { every, late, sorted, partial, merge } = values;
  if (partial) refuseResults(values);
  if ((partial || merge) && values["scale-sampled"]) throw conflict("scale-sampled", "partial states have no rates");
  if (merge && late !== undefined) throw conflict("late", "states that come later could not be merged any more");
  if (late !== undefined && sorted) throw conflict("late", "--sorted writes each group at its end");
  if (late !== undefined && every !== undefined)
    throw conflict("late", "it writes each group once, --every again and again");
  if (late !== undefined && binKey(by) === undefined) {
    const which = values["also-by"].length > 0 ? `the keys ${by.map(({ name }) => name).join(",")}` : "the keys";
    throw new UsageError(
      { problem: `none of ${which} is a bin`, advice: "run flow-bin before, and add bin to --by" },
      "--late",
    );
  }
  if (every === undefined) return;
  if (sorted) throw conflict("every", "--sorted writes each group once, at its end");
  const problem = intervalProblem(every);
  if (problem !== undefined) throw new UsageError(problem, "--every");
}

/** Throws UsageError: results are made by the run that merges. */
function refuseResults({ having, totals, every, isShare = false }: GroupValues): void {
  if (isShare) return;
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
