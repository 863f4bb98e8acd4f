// flow-top for programs: a Node stream of NDJSON bytes.
import type { Duplex } from "node:stream";
import { parsed, stageStream } from "@flowlogs/cli/streams";
import { fieldList, interval, sortKeys } from "@flowlogs/core/kinds";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** The options of flow-top; each has the meaning of the option with its name. */
export interface TopOptions {
  /** The number of records; by default 10. */
  readonly count?: number;
  readonly by?: string;
  readonly per?: string;
  readonly least?: boolean;
  readonly sort?: boolean;
  readonly share?: boolean;
  readonly other?: boolean;
  /** How often interim results are written, as input comes: 1s, say. */
  readonly every?: string;
  /** In bytes. */
  readonly maxMemory?: number;
}

/** A stream that passes the first records by some keys, as `flow-top`. Throws TypeError if the keys are invalid. */
export function top(options: TopOptions = {}): Duplex {
  const { count, by, per, every, maxMemory } = options;
  const values = {
    count,
    by: by === undefined ? undefined : parsed(sortKeys, by),
    per: per === undefined ? undefined : parsed(fieldList, per),
    least: options.least === true,
    sort: options.sort === true,
    share: options.share === true,
    other: options.other === true,
    every: every === undefined ? undefined : parsed(interval, every),
    "max-memory": maxMemory,
  };
  return stageStream((context) => stage(values, context));
}
