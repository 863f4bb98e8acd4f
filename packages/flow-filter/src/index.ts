// flow-filter for programs: a Node stream of NDJSON bytes.
import type { Duplex } from "node:stream";
import { parsed, stageStream } from "@flowlogs/cli/streams";
import { expression as kind } from "@flowlogs/core/kinds";
import stage from "./stage.ts";

export { command } from "./command.ts";

/** A stream that passes the records for which the expression is true. Throws TypeError if it is not an expression. */
export function filter(expression: string): Duplex {
  const value = parsed(kind, expression);
  return stageStream((context) => stage({ expression: value }, context));
}
