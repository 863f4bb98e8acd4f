// What may be asked of a group: `count()`, `sum(bytes)`, `avg(packets) as mean`. This file reads such a text and says
// what must be accumulated for it; accumulating is the kernel's work, and group.ts puts the two together.
import { endOfParentheses, type Part, withoutSpaces } from "../expression/enclosed.ts";
import { nameAt } from "../expression/name.ts";
import { findField } from "../field.ts";
import { isProblem, type Problem, problemAt } from "../problem.ts";
import { nearest } from "../text/suggest.ts";

type AggregateFunction = "count" | "sum" | "min" | "max" | "avg";

export interface Aggregate {
  readonly function: AggregateFunction;
  /** The field that it is about; undefined: the records themselves. */
  readonly field: string | undefined;
  /** The field of the result. */
  readonly name: string;
}

const FUNCTIONS: readonly AggregateFunction[] = ["count", "sum", "min", "max", "avg"];

/** Reads one aggregate; a Problem names the fault and where it stands. */
export function parseAggregate(text: string): Aggregate | Problem {
  const call = readCall(text);
  if (call === undefined) {
    const advice = 'write a function and a field, like "sum(bytes)" or "count()"';
    return { problem: `"${text}" is no aggregate`, advice };
  }
  const { word, inside, alias } = call;
  const known = FUNCTIONS.find((candidate) => candidate === word.toLowerCase());
  if (known === undefined) return unknownFunction(text, word);
  const field = fieldInside(text, inside);
  if (isProblem(field)) return field;
  if (known !== "count") {
    const refusal = field === undefined ? noField(text, known) : noNumber(text, known, field, inside);
    if (refusal !== undefined) return refusal;
  }
  return { function: known, field, name: alias ?? withoutSpaces(text.slice(0, inside.to + 1)) };
}

interface Call {
  readonly word: string;
  /** What stands between the parentheses, blanks and all. */
  readonly inside: Part;
  readonly alias: string | undefined;
}

function readCall(text: string): Call | undefined {
  const [opening = "", word] = /^\s*(\w+)\s*\(/.exec(text) ?? [];
  const end = word === undefined ? undefined : endOfParentheses(text, opening.length - 1);
  if (word === undefined || end === undefined) return undefined;
  const rest = /^\s*(?:as\s+(\S.*?)\s*)?$/i.exec(text.slice(end));
  if (rest === null) return undefined;
  return { word, inside: { from: opening.length, to: end - 1 }, alias: rest[1]?.replaceAll("`", "") };
}

function unknownFunction(text: string, word: string): Problem {
  const near = nearest(word, FUNCTIONS);
  const advice = near === undefined ? `the aggregates are ${FUNCTIONS.join(", ")}` : `did you mean "${near}"?`;
  const from = text.indexOf(word);
  return problemAt(text, from, from + word.length, `unknown aggregate "${word}"`, advice);
}

function noField(text: string, name: AggregateFunction): Problem {
  return problemAt(text, 0, text.length, `${name}() needs a field`, `write for example ${name}(bytes)`);
}

/** Why numbers cannot be asked of the field. */
function noNumber(text: string, name: AggregateFunction, field: string, place: Part): Problem | undefined {
  const kind = findField(field)?.kind;
  if (kind !== "text" && kind !== "address") return undefined;
  const { from, to } = trimmed(text, place);
  const what = kind === "text" ? "a text" : "an address";
  const problem = `${name}(${text.slice(from, to)}) makes no sense: ${field} is ${what}`;
  return problemAt(text, from, to, problem, `${name} is for numbers; count(${field}) counts its values`);
}

/** The field between the parentheses: undefined for none or `*`. */
function fieldInside(text: string, place: Part): string | undefined | Problem {
  const { from, to } = trimmed(text, place);
  const inside = text.slice(from, to);
  if (inside === "" || inside === "*") return undefined;
  // A name may be made of more signs, but here `bytes*8` or `a,b` would be a wish that is not met.
  if (inside.startsWith("`") || /^[\p{L}\p{N}_@$.-]+$/u.test(inside)) return nameAt(text, from, to);
  const advice = "write one field, in back-ticks if it has odd characters";
  return problemAt(text, from, to, `"${inside}" is no field`, advice);
}

/** The place without the blanks at its ends. */
function trimmed(text: string, { from, to }: Part): Part {
  const inside = text.slice(from, to);
  const start = from + inside.length - inside.trimStart().length;
  return { from: start, to: start + inside.trim().length };
}

/** What flow-group computes when nothing is asked for: the columns of flowlogs-reader's `aggregate`, and the count. */
export const defaultAggregates: readonly Aggregate[] = [
  { function: "count", field: undefined, name: "flows" },
  { function: "min", field: "start", name: "start" },
  { function: "max", field: "end", name: "end" },
  { function: "sum", field: "packets", name: "packets" },
  { function: "sum", field: "bytes", name: "bytes" },
];

/** The flow's 5-tuple. */
export const defaultKeys: readonly string[] = ["srcaddr", "dstaddr", "srcport", "dstport", "protocol"];
