// flow-fmt for programs: a Node stream, NDJSON bytes in, the format's bytes out.
import type { Duplex } from "node:stream";
import { stageStream } from "@flowlogs/cli/streams";
import stage, { type FormatValues } from "./stage.ts";

export { command } from "./command.ts";

/** Prints records in a format, as `flow-fmt -o OUTPUT`. */
export function format(values: FormatValues): Duplex {
  return stageStream((context) => stage(values, context));
}
