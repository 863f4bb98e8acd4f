// flow-top for programs: a Node stream of NDJSON bytes.
import type { Duplex } from "node:stream";
import { parsed, stageStream } from "@flowlogs/cli/streams";
import { fieldList, sortKeys } from "@flowlogs/core/kinds";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** What flow-top's options say; each means what the option of its name does. */
export interface TopOptions {
  /** How many records; 10 when nothing is said. */
  readonly count?: number;
  readonly by?: string;
  readonly per?: string;
  readonly least?: boolean;
  readonly sort?: boolean;
  /** In bytes. */
  readonly maxMemory?: number;
}

/** Passes the first records by some keys, as `flow-top`. Throws TypeError when the keys are none. */
export function top({ count, by = "bytes", per, least = false, sort = false, maxMemory }: TopOptions = {}): Duplex {
  const values = {
    count,
    by: parsed(sortKeys, by),
    per: per === undefined ? undefined : parsed(fieldList, per),
    least,
    sort,
    "max-memory": maxMemory,
  };
  return stageStream((context) => stage(values, context));
}
