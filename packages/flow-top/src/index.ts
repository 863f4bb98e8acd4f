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
  readonly share?: boolean;
  readonly other?: boolean;
  /** In bytes. */
  readonly maxMemory?: number;
}

/** Passes the first records by some keys, as `flow-top`. Throws TypeError when the keys are none. */
export function top(options: TopOptions = {}): Duplex {
  const { count, by, per, maxMemory } = options;
  const values = {
    count,
    by: by === undefined ? undefined : parsed(sortKeys, by),
    per: per === undefined ? undefined : parsed(fieldList, per),
    least: options.least === true,
    sort: options.sort === true,
    share: options.share === true,
    other: options.other === true,
    "max-memory": maxMemory,
  };
  return stageStream((context) => stage(values, context));
}
