// Kinds of option values that are made of field names or expressions. A kind is structural: `{ placeholder, parse }`,
// so that the command kit need not be imported.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { combine } from "../build.ts";
import { endOfParentheses, listParts, readQuoted, withoutSpaces } from "../delimiters.ts";
import { parseExpression } from "./parse.ts";
import type { Expression } from "../syntax.ts";

/** One field, in any spelling; in back-ticks any key; the text of an aggregate (`sum(bytes)`) is a name. */
export const fieldName = { placeholder: "FIELD", topic: "fields", parse: parseFieldName };

/** Fields with commas between; those in back-ticks and parentheses do not separate. */
export const fieldList = {
  placeholder: "FIELD,...",
  topic: "fields",
  parse: parseFieldList,
  join: (lists: readonly (readonly string[])[]) => joinLists(lists, (name) => name),
};

/** An expression of the filter language. */
export const expressionKind = {
  placeholder: "EXPR",
  topic: "expressions",
  parse: (text: string): Expression | Problem => {
    const read = parseExpression(text);
    // `flow-filter action = REJECT`: the shell has cut the expression at its blanks.
    const isCut = isProblem(read) && read.advice?.includes(" = value") === true && /^[\w`.-]+$/.test(text);
    return isCut ? { ...read, advice: `${read.advice}, all of it in quotes: 'bytes > 1000'` } : read;
  },
  /** All of them must hold. */
  join: (expressions: readonly Expression[]) => combine("and", expressions),
};

/** The lists of an option that is given several times as one, in which no name may be repeated. */
export function joinLists<T>(lists: readonly (readonly T[])[], nameOf: (item: T) => string): T[] | Problem {
  const all = lists.flat();
  const twice = firstTwice(all.map(nameOf));
  return twice === undefined ? all : { problem: `"${twice}" is named twice` };
}

/** The first repeated name. */
export function firstTwice(names: readonly string[]): string | undefined {
  const met = new Set<string>();
  return names.find((name) => met.size === met.add(name).size);
}

function parseFieldName(text: string): string | Problem {
  return nameAt(text, 0, text.length);
}

function parseFieldList(text: string): string[] | Problem {
  const names = new Set<string>();
  for (const { from, to } of listParts(text)) {
    const name = nameAt(text, from, to);
    if (isProblem(name)) return name;
    if (names.has(name)) return problemAt(text, from, to, `"${name}" is in the list twice`);
    names.add(name);
  }
  return [...names];
}

/** The field whose name is at a place of the text, blanks around it or not. */
export function nameAt(text: string, start: number, stop: number): string | Problem {
  const word = text.slice(start, stop).trim();
  const from = text.indexOf(word, start);
  const to = from + word.length;
  const faulty = (problem: string, advice?: string) => problemAt(text, from, to, problem, advice);
  if (word === "") return faulty("a field name is missing");
  if (word.startsWith("`")) {
    const quoted = readQuoted(word, 0);
    if (quoted === undefined) return faulty("this back-tick is never closed");
    return quoted.end === word.length && quoted.inside !== "" ? quoted.inside : faulty(`${word} is not a field name`);
  }
  if (word.includes("(")) {
    const isClosed = endOfParentheses(word, word.indexOf("(")) !== undefined;
    return isClosed ? withoutSpaces(word) : faulty('this "(" is never closed');
  }
  if (/[\s'"`)[\]]/.test(word))
    return faulty(`"${word}" is not a field name`, `put such a key in back-ticks: \`${word}\``);
  return word;
}
