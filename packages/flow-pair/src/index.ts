// flow-pair for programs: a Node stream of records.
import { type ProgramOptions, type RecordStream, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";
export * from "@flowlogs/cli/program";

/** The options of flow-pair, by their names in camelCase. */
export type PairOptions = ProgramOptions<typeof command>;

/** A stream that makes one record of each conversation, as `flow-pair`. Throws OptionError, which is a TypeError. */
export function pair(options: PairOptions = {}): RecordStream {
  return stageStream(command, stage, options);
}
