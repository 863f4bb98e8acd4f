// flow-fmt's values to its worker.
import { type Context, visible } from "@flowlogs/cli";
import type { OutputFormat } from "@flowlogs/core";
import { formatWorker, type StageWorker } from "@flowlogs/core/stages";

export interface FormatValues {
  readonly output: OutputFormat;
  readonly fields?: readonly string[] | undefined;
  readonly heading?: "yes" | "no" | undefined;
}

export default function stage({ output, fields, heading }: FormatValues, context: Context): StageWorker {
  return formatWorker(
    { format: output, fields, heading: heading === undefined ? undefined : heading === "yes", visible },
    context,
  );
}
