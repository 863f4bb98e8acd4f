// flowlogs-read for programs: a Node stream, AWS log text in, NDJSON bytes out.
import type { Duplex } from "node:stream";
import { stageStream } from "@flowlogs/cli/streams";
import { type ReadTextOptions, readWorker } from "@flowlogs/core/stages";

export { command } from "./command.ts";

/** A stream that turns the lines of one log into records. */
export function records(options: ReadTextOptions = {}): Duplex {
  return stageStream((context) => readWorker(options, context));
}
