// Cistern's query language, and the flags of its first client.
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { commandsOf } from "../../pipeline/words.ts";
import type { Parameters } from "../../text/parameters.ts";
import type { Compiled } from "../compiled.ts";
import { QueryRefusal } from "../refusal.ts";
import { isNumeral } from "../texts.ts";
import { printFlagWord } from "./arguments.ts";
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

/** Among flags a parameter is one word, or stands for a value in a word. */
export function bind(text: string, parameters: Parameters): string | Problem | undefined {
  const query = text.trim();
  if (!query.startsWith("-")) return undefined;
  const commands = commandsOf(query);
  // What is wrong with it is told with its place in the language.
  if (isProblem(commands)) return query;
  const bound = parameters.inCommands(query, commands, literal);
  return isProblem(bound)
    ? bound
    : bound.map((words) => words.map((word) => printFlagWord(word.text)).join(" ")).join(" | ");
}

/** A value of a parameter. */
export function literal(value: string): string {
  return isNumeral(value) ? value : JSON.stringify(value);
}
