// The stage of flow-top: checks that its options agree, and makes its worker.
import { type Context, UsageError, type Worker } from "@flowlogs/cli";
import type { SortKey } from "@flowlogs/core";
import { intervalProblem, kindOf, type Percentage } from "@flowlogs/core/kinds";
import { topWorker, usualTopWorker } from "@flowlogs/core/stages";

const DEFAULT_COUNT = 10;

interface TopValues {
  readonly count?: number | undefined;
  readonly by?: readonly SortKey[] | undefined;
  readonly per?: readonly string[] | undefined;
  readonly "keep-null"?: boolean;
  readonly least: boolean;
  readonly sort: boolean;
  readonly share: boolean;
  readonly other: boolean;
  readonly until?: Percentage | undefined;
  /** In milliseconds. */
  readonly every?: number | undefined;
  readonly "max-memory"?: number | undefined;
}

export default function stage(values: TopValues, context: Context): Worker {
  const { count, by, per = [], least, sort, share, other, until, "keep-null": keepNull = false } = values;
  if (keepNull) refuseKeepNull(per, share || other || until !== undefined);
  if (sort) refuseWithSort(values);
  if (values.every !== undefined) refuseEvery(values);
  if (until !== undefined && by === undefined) throw new UsageError(partOfWhat);
  if ((share || until !== undefined) && by !== undefined) refuseTexts(by, share ? "--share" : "--until");
  const options = {
    count: count ?? (sort || until !== undefined ? Infinity : DEFAULT_COUNT),
    per,
    keepNull,
    share,
    other,
    until,
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

const partOfWhat = {
  problem: "--until requires --by",
  advice: "name the number whose total counts, such as --by bytes",
};

function refuseKeepNull(per: readonly string[], isSummed: boolean): void {
  if (per.length > 0 && !isSummed) return;
  const problem = isSummed ? "has no groups of which there could be shares or others" : "is about the fields of --per";
  const advice = isSummed ? "leave --share, --other and --until out" : "name them with --per";
  throw new UsageError({ problem, advice }, "--keep-null");
}

function refuseWithSort({ count, other, until }: TopValues): void {
  if (until !== undefined) throw withSort(`, not ${until.text} of the total`, "--until");
  if (other) throw withSort(", so there are no others", "--other");
  if (count !== undefined) throw withSort(`, not ${count}`, "the number");
}

function withSort(instead: string, option: string): UsageError {
  const problem = `--sort writes every record${instead}`;
  return new UsageError({ problem, advice: `leave --sort or ${option} out` });
}

/** Throws UsageError where there are no interim results, or too many. */
function refuseEvery({ every = 0, share, other, until }: TopValues): void {
  const problem = intervalProblem(every);
  if (problem !== undefined) throw new UsageError(problem, "--every");
  if (!share && !other && until === undefined) return;
  const option = until === undefined ? `--${share ? "share" : "other"}` : "--until";
  throw new UsageError(
    {
      problem: `${option} needs all records`,
      advice: "give --every to flow-group, whose interim results flow-top takes as they come",
    },
    "--every",
  );
}

/** Throws UsageError if the first key is not a number: only numbers have shares. */
function refuseTexts([first]: readonly SortKey[], option: string): void {
  const kind = first === undefined ? undefined : kindOf(first.value);
  if (kind === undefined || kind === "number") return;
  const what = { time: "a time", address: "an address", text: "a text" }[kind];
  throw new UsageError(
    { problem: `the first key is ${what}: it has no total`, advice: "sort by a number, such as bytes" },
    option,
  );
}
