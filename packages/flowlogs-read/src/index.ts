// flowlogs-read for programs: any source as a readable stream of records, and lines of a log that the program has itself.
import { type ProgramOptions, type RecordStream, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import { parseCommand, parseStage } from "./parse.ts";
import { RecordSource } from "./recordSource.ts";

export { command } from "./command.ts";
export type { RecordSource } from "./recordSource.ts";
export * from "@flowlogs/cli/program";
export { ndjson, recordsOf } from "@flowlogs/cli/streams";

/** The options of flowlogs-read, by their names in camelCase. */
export type ReadOptions = Omit<ProgramOptions<typeof command>, "sources">;
/** The options for lines that the program has itself. */
export type ParseOptions = ProgramOptions<typeof parseCommand>;

/**
 * The records of sources, as `flowlogs-read SOURCE...`: files, folders, globs, `s3://...`, `cwl:GROUP`, `kinesis:STREAM`.
 * Throws OptionError, which is a TypeError.
 */
export function read(sources: string | readonly string[], options: ReadOptions = {}): RecordSource {
  return new RecordSource({ ...options, sources });
}

/** A stream that turns the lines of one log into records. Throws OptionError, which is a TypeError. */
export function parse(options: ParseOptions = {}): RecordStream {
  return stageStream(parseCommand, parseStage, options);
}
