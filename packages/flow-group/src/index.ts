// flow-group for programs: a Node stream of records.
import { type ProgramOptions, type RecordStream, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";
export * from "@flowlogs/cli/program";

/** The options of flow-group, by their names in camelCase. */
export type GroupOptions = ProgramOptions<typeof command>;

/**
 * A stream that turns records into one record for each group, as `flow-group --by BY AGGREGATE...`; or with all options in an
 * object. Throws OptionError, which is a TypeError.
 */
export function group(options?: GroupOptions): RecordStream;
export function group(by: string, ...aggregates: readonly string[]): RecordStream;
export function group(given: unknown = {}, ...aggregates: readonly string[]): RecordStream {
  return stageStream(command, stage, typeof given === "object" ? given : { by: given, aggregates });
}
