// The query language of CloudWatch Logs Insights.
import type { Problem } from "@flowlogs/base/problem";
import type { Compiled } from "../compiled.ts";
import { compileQuery } from "./compile.ts";
import { parseQuery } from "./parse.ts";
import { QueryRefusal } from "../refusal.ts";
import { isNumeral, quoted } from "../texts.ts";

/** The pipeline that answers a query. */
export function compile(query: string, sources: readonly string[]): Compiled | Problem {
  try {
    return compileQuery(parseQuery(query), { query, sources });
  } catch (error) {
    if (error instanceof QueryRefusal) return error.problem;
    throw error;
  }
}

/** A value of a parameter. */
export function literal(value: string): string {
  return isNumeral(value) ? value : quoted(value);
}
