// flow-write for programs: a Node stream, records in, the paths of files out.
import type { Duplex } from "node:stream";
import { type ProgramOptions, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";
export * from "@flowlogs/cli/program";

/** The options of flow-write, by their names in camelCase. */
export type WriteOptions = ProgramOptions<typeof command>;

/** A stream that writes records to files; when it has finished all are in place. Throws OptionError, a TypeError. */
export function write(options: WriteOptions): Duplex {
  return stageStream(command, stage, options);
}
