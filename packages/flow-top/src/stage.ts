// flow-top's values to its worker.
import { type Context, UsageError } from "@flowlogs/cli";
import type { SortKey } from "@flowlogs/core";
import { topWorker, type Worker } from "@flowlogs/core/stages";

const DEFAULT_COUNT = 10;

interface TopValues {
  readonly count?: number | undefined;
  readonly by: readonly SortKey[];
  readonly per?: readonly string[] | undefined;
  readonly least: boolean;
  readonly sort: boolean;
  readonly "max-memory"?: number | undefined;
}

export default function stage(values: TopValues, context: Context): Worker {
  const { count, by, per = [], least, sort } = values;
  if (sort && count !== undefined) {
    throw new UsageError({ problem: `--sort puts out every record, N is ${count}`, advice: "leave one of them out" });
  }
  const options = {
    count: sort ? Infinity : (count ?? DEFAULT_COUNT),
    keys: by.map(({ field, direction }) => ({ field, descending: (direction ?? (least ? "asc" : "desc")) === "desc" })),
    per,
    maxMemory: values["max-memory"] ?? context.machineMemory / 4,
  };
  return topWorker(options, context);
}
