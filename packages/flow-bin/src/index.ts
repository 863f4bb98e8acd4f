// flow-bin for programs: a Node stream of NDJSON bytes.
import type { Duplex } from "node:stream";
import { choice } from "@flowlogs/cli";
import { parsed, stageStream } from "@flowlogs/cli/streams";
import { binSize, fieldList, instantIn, moments, timeZone } from "@flowlogs/core/kinds";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** The options of flow-bin; each has the meaning of the option with its name. */
export interface BinOptions {
  readonly tz?: string;
  readonly at?: string;
  readonly time?: string;
  readonly spread?: boolean;
  readonly bounds?: boolean;
  readonly fill?: boolean;
  readonly by?: string;
  readonly zero?: string;
  readonly null?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A stream that adds the bin to each record, as `flow-bin SIZE`. Throws TypeError if a text is invalid. */
export function bin(size: string, options: BinOptions = {}): Duplex {
  const { spread = false, bounds = false, fill = false, tz, at, time, by, zero, null: nulls, from, to } = options;
  const values = {
    size: parsed(binSize, size),
    tz: tz === undefined ? undefined : parsed(timeZone, tz),
    at: at === undefined ? undefined : parsed(choice(...moments), at),
    time: time === undefined ? undefined : parsed(fieldList, time),
    spread,
    bounds,
    fill,
    by: by === undefined ? undefined : parsed(fieldList, by),
    zero: zero === undefined ? undefined : parsed(fieldList, zero),
    null: nulls === undefined ? undefined : parsed(fieldList, nulls),
    from: from === undefined ? undefined : parsed(instantIn, from),
    to: to === undefined ? undefined : parsed(instantIn, to),
  };
  return stageStream((context) => stage(values, context));
}
