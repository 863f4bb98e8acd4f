// flow-top's values to its worker.
import type { Context } from "@flowlogs/cli";
import type { SortKey } from "@flowlogs/core";
import { topWorker, type Worker } from "@flowlogs/core/stages";

const DEFAULT_COUNT = 10;

interface TopValues {
  readonly count?: number | undefined;
  readonly by: readonly SortKey[];
}

export default function stage({ count = DEFAULT_COUNT, by }: TopValues, context: Context): Worker {
  return topWorker({ count, keys: by }, context);
}
