// flow-filter's values to its worker.
import type { Context } from "@flowlogs/cli";
import type { Expression } from "@flowlogs/core";
import { filterWorker, type Worker } from "@flowlogs/core/stages";

export default function stage({ expression }: { readonly expression: Expression }, context: Context): Worker {
  return filterWorker(expression, context);
}
