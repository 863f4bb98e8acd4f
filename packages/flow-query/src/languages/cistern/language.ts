// Cistern's query language, and the flags of its first client.
import type { Problem } from "@flowlogs/base/problem";
import type { Compiled } from "../compiled.ts";
import { QueryRefusal } from "../refusal.ts";
import { isNumeral } from "../texts.ts";
import { compileQuery } from "./compile.ts";
import { parseFlags } from "./flags.ts";
import { parseStatement } from "./statement.ts";

/** The pipeline that answers a query. */
export function compile(text: string, sources: readonly string[]): Compiled | Problem {
  const query = text.trim();
  try {
    const whole = { text: query, from: 0, to: query.length, at: 0 };
    const asked = query.startsWith("-") ? parseFlags(query) : parseStatement(query, whole);
    return compileQuery(asked, { query, sources });
  } catch (error) {
    if (error instanceof QueryRefusal) return error.problem;
    throw error;
  }
}

/** A value of a parameter. */
export function literal(value: string): string {
  return isNumeral(value) ? value : JSON.stringify(value);
}
