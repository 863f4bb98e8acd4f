// flow-group for programs: a Node stream of NDJSON bytes.
import type { Duplex } from "node:stream";
import { parsed, stageStream } from "@flowlogs/cli/streams";
import { aggregate, fieldList } from "@flowlogs/core/kinds";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** Turns records into one record a group, as `flow-group --by BY AGGREGATE...`. Throws TypeError when a text is wrong. */
export function group(by?: string, ...aggregates: readonly string[]): Duplex {
  const values = {
    by: by === undefined ? undefined : parsed(fieldList, by),
    aggregates: aggregates.map((text) => parsed(aggregate, text)),
  };
  return stageStream((context) => stage(values, context));
}
