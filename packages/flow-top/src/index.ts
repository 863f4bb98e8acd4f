// flow-top for programs: a Node stream of NDJSON bytes.
import type { Duplex } from "node:stream";
import { parsed, stageStream } from "@flowlogs/cli/streams";
import { sortKeys } from "@flowlogs/core/kinds";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** Passes the first records by some keys, as `flow-top COUNT --by KEYS`. Throws TypeError when the keys are none. */
export function top(count: number, by: string): Duplex {
  const keys = parsed(sortKeys, by);
  return stageStream((context) => stage({ count, by: keys }, context));
}
