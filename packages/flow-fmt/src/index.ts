// flow-fmt for programs: a Node stream, records in, the format's bytes out.
import type { Duplex } from "node:stream";
import { type ProgramOptions, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";
export * from "@flowlogs/cli/program";

/** The options of flow-fmt, by their names in camelCase. */
export type FormatOptions = ProgramOptions<typeof command>;

/** A stream that prints records in a format, as `flow-fmt`: a table, or `{ output: "csv" }`. Throws OptionError, a TypeError. */
export function format(options: FormatOptions = {}): Duplex {
  return stageStream(command, stage, options);
}
