// flow-bin for programs: a Node stream of NDJSON bytes.
import type { Duplex } from "node:stream";
import { parsed, stageStream } from "@flowlogs/cli/streams";
import { binSize } from "@flowlogs/core/kinds";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** Adds the bin to each record, as `flow-bin SIZE`. Throws TypeError when the size is none. */
export function bin(size: string): Duplex {
  const value = parsed(binSize, size);
  return stageStream((context) => stage({ size: value }, context));
}
