// Reads a call: `count()`, `sum(bytes)`, `pct(bytes, 95)`, `count(action = REJECT)`, `sum(bytes where action = REJECT)`.
import { behindEnclosed, type DelimitedPart, readQuoted, wordsIn } from "../expression/delimiters.ts";
import { functionNames } from "../expression/functions/registry.ts";
import { derivedField } from "../expression/knownNames.ts";
import { parseExpression } from "../expression/parse/parse.ts";
import type { Expression } from "../expression/syntax.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { type ResultColumn, columnAt, kindOfColumn } from "./column.ts";
import type { AggregateCall } from "./formula.ts";
import type { AggregateFunction } from "./functions/definition.ts";
import { adviceForAggregate, findAggregate } from "./functions/registry.ts";

/** The call whose name stands at `word` and whose parentheses enclose `inside`. */
export function readCall(text: string, word: DelimitedPart, inside: DelimitedPart): AggregateCall | Problem {
  const written = text.slice(word.from, word.to);
  const found = findAggregate(written);
  if (found === undefined) {
    return problemAt(
      text,
      word.from,
      word.to,
      `unknown aggregate "${written}"`,
      adviceForAggregate(written, functionNames()),
    );
  }
  const called = found.function;
  const { body, condition } = parted(text, inside);
  const where = condition === undefined ? undefined : readCondition(text, condition);
  if (isProblem(where)) return where;
  if (called.takes === "rows") return readCount(text, body, called, where);
  const call = { word, inside, ...found };
  const [first = body, ...others] = argumentsIn(text, body);
  const takesPercent = called.percent !== undefined && found.percent === undefined;
  const surplus = others[takesPercent ? 1 : 0];
  if (surplus !== undefined) {
    return problemAt(text, surplus.from, surplus.to, `${written}() takes fewer arguments`, shapeOf(called));
  }
  const column = readColumn(text, first, called);
  if (column === undefined) return noField(text, call);
  if (isProblem(column)) return column;
  const read = { kind: "call", function: called, ...column, ...given("where", where) } as const;
  if (called.percent === undefined) return read;
  const percent = readPercent(text, call, others[0]);
  return isProblem(percent) ? percent : { ...read, percent };
}

interface CallPlace {
  readonly word: DelimitedPart;
  readonly inside: DelimitedPart;
  readonly function: AggregateFunction;
  readonly percent?: string;
}

function exampleOf({ name, percent }: AggregateFunction): string {
  return percent === undefined ? `${name}(bytes)` : `${name}(bytes, 95)`;
}

function shapeOf(called: AggregateFunction): string {
  const [short] = called.percent?.examples ?? [];
  return short === undefined
    ? `write for example ${exampleOf(called)}`
    : `write ${exampleOf(called)} or ${short}(bytes)`;
}

function given<Key extends string, T>(key: Key, value: T | undefined): Partial<Record<Key, T>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key makes the type a string
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, T>>);
}

/** What stands before `where`, and what behind it. */
function parted(text: string, inside: DelimitedPart): { body: DelimitedPart; condition: DelimitedPart | undefined } {
  for (const { from, to } of wordsIn(text, inside)) {
    if (text.slice(from, to).toLowerCase() !== "where") continue;
    return { body: { from: inside.from, to: from }, condition: { from, to: inside.to } };
  }
  return { body: inside, condition: undefined };
}

function argumentsIn(text: string, body: DelimitedPart): DelimitedPart[] {
  const parts: DelimitedPart[] = [];
  let from = body.from;
  for (let at = body.from; at < body.to;) {
    if (text.charAt(at) === ",") {
      parts.push({ from, to: at });
      from = at + 1;
    }
    at = behindEnclosed(text, at) ?? at + 1;
  }
  return [...parts, { from, to: body.to }];
}

function readCondition(text: string, { from, to }: DelimitedPart): Expression | Problem {
  const start = from + "where".length;
  if (text.slice(start, to).trim() === "") {
    return problemAt(
      text,
      from,
      start,
      "where needs a condition",
      "write for example sum(bytes where action = REJECT)",
    );
  }
  return expressionAt(text, start, to);
}

/** The expression at a place of the text, its problems placed in the text. */
function expressionAt(text: string, start: number, stop: number): Expression | Problem {
  const expression = parseExpression(text.slice(start, stop));
  if (!isProblem(expression)) return expression;
  const { problem, advice, from = 0, to = 0 } = expression;
  return problemAt(text, start + from, start + to, problem, advice);
}

function readCount(
  text: string,
  body: DelimitedPart,
  called: AggregateFunction,
  where: Expression | undefined,
): AggregateCall | Problem {
  const { from, to } = trimmed(text, body);
  const inside = text.slice(from, to);
  const call = { kind: "call", function: called, ...given("where", where) } as const;
  if (inside === "" || inside === "*") return { ...call, field: undefined };
  if (isName(inside) || derivedField(inside) !== undefined) {
    const column = columnAt(text, from, to, isName(inside));
    return isProblem(column) ? column : { ...call, ...column };
  }
  const condition = expressionAt(text, from, to);
  if (isProblem(condition)) return condition;
  if (where !== undefined) {
    const advice = `join them with and: ${called.name}(where A and B)`;
    return problemAt(text, from, to, `${called.name} has two conditions`, advice);
  }
  return { ...call, field: undefined, where: condition };
}

/** Whether it is a field, and neither a condition nor something worked out. */
function isName(inside: string): boolean {
  if (inside.startsWith("`")) return readQuoted(inside, 0)?.end === inside.length;
  return /^[\p{L}\p{N}_@$.-]+$/u.test(inside) && derivedField(inside) === undefined;
}

function readColumn(
  text: string,
  part: DelimitedPart,
  { name, takes }: AggregateFunction,
): ResultColumn | undefined | Problem {
  const { from, to } = trimmed(text, part);
  const inside = text.slice(from, to);
  if (inside === "" || inside === "*") return undefined;
  const column = columnAt(text, from, to, isName(inside));
  const kind = isProblem(column) ? "number" : kindOfColumn(column);
  if (isProblem(column) || takes !== "numbers" || kind === "number") return column;
  const what = kind === "text" ? "a text" : "an address";
  const problem = `${name}(${inside}) makes no sense: ${column.scalar === undefined ? column.field : inside} is ${what}`;
  return problemAt(text, from, to, problem, `${name} is for numbers; count(${inside}) counts its values`);
}

function noField(text: string, { word, inside, function: called, percent }: CallPlace): Problem {
  const name = percent === undefined ? called.name : text.slice(word.from, word.to);
  const example = percent === undefined ? exampleOf(called) : `${name}(bytes)`;
  return problemAt(text, word.from, inside.to + 1, `${name}() needs a field`, `write for example ${example}`);
}

/** The percentage of a percentile as a decimal: in its name, or its second argument. */
function readPercent(text: string, call: CallPlace, second: DelimitedPart | undefined): string | Problem {
  const place = call.percent === undefined ? second : call.word;
  if (place === undefined) {
    const problem = `${call.function.name}() needs a percentage`;
    const advice = `write for example ${exampleOf(call.function)}`;
    return problemAt(text, call.word.from, call.inside.to + 1, problem, advice);
  }
  const { from, to } = trimmed(text, place);
  const written = call.percent ?? text.slice(from, to);
  const isPercent = /^\d+(?:\.\d{1,6})?$/.test(written) && Number(written) <= 100;
  if (isPercent) return written;
  const advice = "write a number from 0 to 100, with six decimals at most";
  return problemAt(text, from, Math.max(to, from + 1), `"${written}" is not a percentage`, advice);
}

/** The place without the blanks at its ends. */
function trimmed(text: string, { from, to }: DelimitedPart): DelimitedPart {
  const inside = text.slice(from, to);
  const start = from + inside.length - inside.trimStart().length;
  return { from: start, to: start + inside.trim().length };
}
