// flow-bin's values to its worker.
import type { Context } from "@flowlogs/cli";
import type { Duration } from "@flowlogs/core";
import { binWorker, type Worker } from "@flowlogs/core/stages";

export default function stage({ size }: { readonly size: Duration }, context: Context): Worker {
  return binWorker(size, context);
}
