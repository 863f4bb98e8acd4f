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
import type { CisternQuery } from "./syntax.ts";

export { isFlags } from "./arguments.ts";

/** The pipeline that answers a query. `flagsAt`: where flags begin that are beside it, each for a part that it does not have. */
export function compile(text: string, sources: readonly string[], flagsAt?: number): Compiled | Problem {
  const query = asTyped(text).trimEnd();
  try {
    const asked = parseQuery(query, flagsAt ?? query.length);
    return compileQuery(flagsAt === undefined ? asked : parseFlags(query, flagsAt, asked), { query, sources });
  } catch (error) {
    if (error instanceof QueryRefusal) return error.problem;
    throw error;
  }
}

/** Throws QueryRefusal. */
function parseQuery(query: string, end: number): CisternQuery {
  if (isOfFlags(query)) return parseFlags(query.slice(0, end));
  return parseStatement(query, { text: query.slice(0, end), from: 0, to: end, at: 0 });
}

/** Without the blank that arguments.ts puts before flags. */
function asTyped(text: string): string {
  return text.replace(/^ (?=-)/, "");
}

/** Comments may come before the first one. */
function isOfFlags(query: string): boolean {
  return /^(?:\s|#[^\n]*)*-/.test(query);
}

/** Among flags a parameter is one word, or stands for a value in a word. All else stays as it is written, line by line. */
export function bind(operand: string, parameters: Parameters): string | Problem | undefined {
  const text = asTyped(operand);
  if (!isOfFlags(text)) return undefined;
  const commands = commandsOf(text);
  // What is wrong with it is told with its place in the language.
  if (isProblem(commands)) return text;
  const bound = parameters.inCommands(text, commands, literal);
  if (isProblem(bound)) return bound;
  const values = bound.flat();
  const parts = commands.flat().map((word, i, words) => {
    const value = values[i]?.text ?? word.text;
    const before = text.slice(words[i - 1]?.to ?? 0, word.from);
    return before + (value === word.text ? text.slice(word.from, word.to) : printFlagWord(value));
  });
  return parts.join("") + text.slice(values.at(-1)?.to ?? 0);
}

/** A value of a parameter. */
export function literal(value: string): string {
  return isNumeral(value) ? value : JSON.stringify(value);
}
