// flow-group for programs: a Node stream of NDJSON bytes.
import type { Duplex } from "node:stream";
import { parsed, stageStream } from "@flowlogs/cli/streams";
import { aggregates as aggregatesKind, groupKeys, interval } from "@flowlogs/core/kinds";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** The options of flow-group; each has the meaning of the option with its name. */
export interface GroupOptions {
  readonly by?: string;
  readonly aggregates?: readonly string[];
  readonly having?: string;
  readonly totals?: boolean;
  readonly keepNull?: boolean;
  readonly sorted?: boolean;
  /** How often interim results are written, as input comes: 1s, say. */
  readonly every?: string;
  /** In bytes. */
  readonly maxMemory?: number;
}

/**
 * A stream that turns records into one record for each group, as `flow-group --by BY AGGREGATE...`; or with all options in an
 * object. Throws TypeError if a text is invalid.
 */
export function group(options: GroupOptions): Duplex;
export function group(by?: string, ...aggregates: readonly string[]): Duplex;
export function group(given: string | GroupOptions = {}, ...more: readonly string[]): Duplex {
  const { by, aggregates = [], ...options } = typeof given === "string" ? { by: given, aggregates: more } : given;
  const { having, totals = false, keepNull = false, sorted = false, every, maxMemory }: GroupOptions = options;
  const values = {
    by: by === undefined ? undefined : parsed(groupKeys, by),
    aggregates: aggregates.map((text) => parsed(aggregatesKind, text)),
    having,
    totals,
    "keep-null": keepNull,
    sorted,
    every: every === undefined ? undefined : parsed(interval, every),
    "max-memory": maxMemory,
  };
  return stageStream((context) => stage(values, context));
}
