// flow-label for programs: a Node stream of records.
import { type ProgramOptions, type RecordStream, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";
export * from "@flowlogs/cli/program";

/** The options of flow-label, by their names in camelCase. */
export type LabelOptions = ProgramOptions<typeof command>;

/** A stream that adds labels to each record, as `flow-label --from FILE`. Throws OptionError, which is a TypeError. */
export function label(options: LabelOptions): RecordStream {
  return stageStream(command, stage, options);
}
