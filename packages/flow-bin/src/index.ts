// flow-bin for programs: a Node stream of records.
import { type ProgramOptions, type RecordStream, stageStream } from "@flowlogs/cli/streams";
import { command } from "./command.ts";
import stage from "./stage.ts";

export { command } from "./command.ts";
export * from "@flowlogs/cli/program";

/** The options of flow-bin, by their names in camelCase. */
export type BinOptions = ProgramOptions<typeof command>;

/** A stream that adds the bin to each record, as `flow-bin SIZE`. Throws OptionError, which is a TypeError. */
export function bin(size: string, options?: Omit<BinOptions, "size">): RecordStream;
export function bin(options: BinOptions): RecordStream;
export function bin(given: unknown, more: object = {}): RecordStream {
  return stageStream(command, stage, typeof given === "object" ? given : { ...more, size: given });
}
