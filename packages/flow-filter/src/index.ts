// flow-filter for programs: a Node stream of records.
import { type ProgramOptions, type RecordStream, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";
export * from "@flowlogs/cli/program";

/** The options of flow-filter, by their names in camelCase. */
export type FilterOptions = ProgramOptions<typeof command>;

/** A stream that passes the records for which the expression is true. Throws OptionError, which is a TypeError. */
export function filter(expression: string, options?: Omit<FilterOptions, "expression">): RecordStream;
export function filter(options: FilterOptions): RecordStream;
export function filter(given: unknown, more: object = {}): RecordStream {
  return stageStream(command, stage, typeof given === "object" ? given : { ...more, expression: given });
}
