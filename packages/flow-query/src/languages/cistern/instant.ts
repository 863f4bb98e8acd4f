// The times of -start and -end.
import { parseAbsoluteInstant } from "@flowlogs/core";
import { isProblem } from "@flowlogs/base/problem";
import { QueryRefusal } from "../refusal.ts";
import type { QueryInstant } from "./syntax.ts";
import type { QueryPart } from "./tokens.ts";

/** Epoch seconds, as the client had them, or ISO 8601. Throws QueryRefusal. */
export function parseInstant(query: string, { text, from, to }: QueryPart): QueryInstant {
  const seconds = parseAbsoluteInstant(text);
  if (typeof seconds === "number") return { at: Math.round(seconds * 1000), from, to };
  const said = isProblem(seconds) ? seconds.problem : `"${text}" is not a time`;
  throw new QueryRefusal(query, { from, to }, said, "write epoch seconds, or ISO 8601 such as 2017-08-01T01:30:00Z");
}
