// The stage of flow-top: checks that its options agree, and makes its worker.
import { type Context, UsageError, type Worker } from "@flowlogs/cli";
import type { SortKey } from "@flowlogs/core";
import { intervalProblem, kindOf } from "@flowlogs/core/kinds";
import { topWorker, usualTopWorker } from "@flowlogs/core/stages";

const DEFAULT_COUNT = 10;

interface TopValues {
  readonly count?: number | undefined;
  readonly by?: readonly SortKey[] | undefined;
  readonly per?: readonly string[] | undefined;
  readonly least: boolean;
  readonly sort: boolean;
  readonly share: boolean;
  readonly other: boolean;
  /** In milliseconds. */
  readonly every?: number | undefined;
  readonly "max-memory"?: number | undefined;
}

export default function stage(values: TopValues, context: Context): Worker {
  const { count, by, per = [], least, sort, share, other } = values;
  if (sort) refuseWithSort(count, other);
  if (values.every !== undefined) refuseEvery(values);
  if (share && by !== undefined) refuseTexts(by);
  const options = {
    count: sort ? Infinity : (count ?? DEFAULT_COUNT),
    per,
    share,
    other,
    every: values.every,
    maxMemory: values["max-memory"] ?? context.machineMemory / 4,
  };
  if (by === undefined) return usualTopWorker({ ...options, isLeast: least }, context);
  const keys = by.map(({ value, direction }) => ({
    value,
    descending: direction === undefined ? !least : direction === "desc",
  }));
  return topWorker({ ...options, keys }, context);
}

function refuseWithSort(count: number | undefined, other: boolean): void {
  if (count === undefined && !other) return;
  const problem = other
    ? "--sort writes every record, so there are no others"
    : `--sort writes every record, not ${count}`;
  throw new UsageError({ problem, advice: `leave --sort or ${other ? "--other" : "the number"} out` });
}

/** Throws UsageError where there are no interim results, or too many. */
function refuseEvery({ every = 0, share, other }: TopValues): void {
  const problem = intervalProblem(every);
  if (problem !== undefined) throw new UsageError(problem, "--every");
  if (!share && !other) return;
  throw new UsageError(
    {
      problem: `${share ? "--share" : "--other"} needs all records`,
      advice: "give --every to flow-group, whose interim results flow-top takes as they come",
    },
    "--every",
  );
}

/** Throws UsageError if the first key is not a number: only numbers have shares. */
function refuseTexts([first]: readonly SortKey[]): void {
  const kind = first === undefined ? undefined : kindOf(first.value);
  if (kind === undefined || kind === "number") return;
  const what = { time: "a time", address: "an address", text: "a text" }[kind];
  throw new UsageError(
    { problem: `the first key is ${what}: it has no total`, advice: "sort by a number, such as bytes" },
    "--share",
  );
}
