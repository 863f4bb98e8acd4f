// flow-top for programs: a Node stream of records.
import { type ProgramOptions, type RecordStream, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";
export * from "@flowlogs/cli/program";

/** The options of flow-top, by their names in camelCase. */
export type TopOptions = ProgramOptions<typeof command>;

/** A stream that passes the first records by some keys, as `flow-top`. Throws OptionError, which is a TypeError. */
export function top(options: TopOptions = {}): RecordStream {
  return stageStream(command, stage, options);
}
