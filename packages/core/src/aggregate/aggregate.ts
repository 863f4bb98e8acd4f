// What may be asked of a group: `count()`, `sum(bytes) as total`, `sum(bytes) * 8 / 300`. This file reads such a text;
// calls are read in call.ts, and what must be accumulated for them is said in plan.ts.
import { parseDecimal } from "../expression/decimal.ts";
import { endOfParentheses, withoutSpaces } from "../expression/delimiters.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { readCall } from "./call.ts";
import { type AggregateCall, callsOf, type Formula, type Operator } from "./formula.ts";
import { findAggregate } from "./functions/registry.ts";

export interface Aggregate {
  /** The field of the result. */
  readonly name: string;
  /** The name is one that the user gave it. */
  readonly isNamed?: boolean;
  readonly formula: Formula;
  /** The results that are said to be approximate where it is; its own when nothing is said. */
  readonly shownAs?: readonly string[] | undefined;
}

/** Reads one aggregate; a Problem names the fault and where it stands. */
export function parseAggregate(text: string): Aggregate | Problem {
  const reader: FormulaReader = { text, at: 0, depth: 0 };
  const formula = readSum(reader);
  if (isProblem(formula)) return formula;
  const end = text.slice(0, reader.at).trimEnd().length;
  const [alias, given] = /^\s*as\s+(\S.*?)\s*$/is.exec(text.slice(end)) ?? [];
  if (alias === undefined && text.slice(end).trim() !== "") {
    return problemAt(text, reader.at, text.length, `unexpected "${text.slice(reader.at).trim()}"`, SHAPE);
  }
  const calls = callsOf(formula);
  if (calls.length === 0) return problemAt(text, 0, text.length, `"${text}" is not an aggregate`, SHAPE);
  const list = calls.find((each) => each.function.gives === "list");
  if (formula.kind !== "call" && list !== undefined) {
    return problemAt(text, 0, end, `${list.function.name}() returns a list, and arithmetic needs numbers`);
  }
  const name = given?.replaceAll("`", "");
  return name === undefined ? { name: withoutSpaces(text.slice(0, end)), formula } : { name, isNamed: true, formula };
}

const SHAPE = 'write a function and a field, like "sum(bytes)" or "count()"';
/** Deeper than anybody writes, and far from the end of the stack. */
const DEPTH_LIMIT = 200;

interface FormulaReader {
  readonly text: string;
  at: number;
  depth: number;
}

function readSum(reader: FormulaReader): Formula | Problem {
  return readChain(reader, readProduct, "+", "-");
}

function readProduct(reader: FormulaReader): Formula | Problem {
  return readChain(reader, readOperand, "*", "/");
}

function readChain(
  reader: FormulaReader,
  readLink: (reader: FormulaReader) => Formula | Problem,
  ...operators: readonly Operator[]
): Formula | Problem {
  let left = readLink(reader);
  for (;;) {
    if (isProblem(left)) return left;
    const sign = signAt(reader);
    const operator = operators.find((candidate) => candidate === sign);
    if (operator === undefined) return left;
    reader.at++;
    const right = readLink(reader);
    if (isProblem(right)) return right;
    left = { kind: "operation", operator, left, right };
  }
}

/** The next character that is no blank. */
function signAt(reader: FormulaReader): string {
  while (/\s/.test(reader.text.charAt(reader.at))) reader.at++;
  return reader.text.charAt(reader.at);
}

function readOperand(reader: FormulaReader): Formula | Problem {
  const sign = signAt(reader);
  const { text, at } = reader;
  if (reader.depth >= DEPTH_LIMIT) return problemAt(text, at, at + 1, "the aggregate is nested too deeply");
  if (sign !== "-" && sign !== "(") return readNumber(reader) ?? readFunction(reader);
  reader.at++;
  reader.depth++;
  const inside = sign === "-" ? readOperand(reader) : readSum(reader);
  reader.depth--;
  if (isProblem(inside)) return inside;
  if (sign === "-") return { kind: "negative", operand: inside };
  if (signAt(reader) !== ")") return problemAt(text, at, at + 1, 'this "(" is never closed');
  reader.at++;
  return inside;
}

function readNumber(reader: FormulaReader): Formula | undefined {
  const word = /^\d[\w.]*/.exec(reader.text.slice(reader.at))?.[0];
  const decimal = word === undefined ? undefined : parseDecimal(word);
  if (word === undefined || decimal === undefined) return undefined;
  reader.at += word.length;
  return { kind: "number", value: /^\d+$/.test(decimal) ? BigInt(decimal) : Number(decimal) };
}

function readFunction(reader: FormulaReader): AggregateCall | Problem {
  const { text, at } = reader;
  const [opening, word = ""] = /^([A-Za-z_]\w*(?:\.\d+)?)\s*\(/.exec(text.slice(at)) ?? [];
  if (opening === undefined) return noFunction(reader);
  const open = at + opening.length - 1;
  const end = endOfParentheses(text, open);
  if (end === undefined) return problemAt(text, open, open + 1, 'this "(" is never closed');
  reader.at = end;
  return readCall(text, { from: at, to: at + word.length }, { from: open + 1, to: end - 1 });
}

function noFunction({ text, at }: FormulaReader): Problem {
  if (text.slice(at).trim() !== "")
    return problemAt(text, at, text.length, `"${text.slice(at)}" is not an aggregate`, SHAPE);
  if (at === 0 || text.trim() === "") return { problem: `"${text}" is not an aggregate`, advice: SHAPE };
  return problemAt(text, text.length, text.length, "the aggregate ends here, but a value is missing");
}

function call(name: string, field?: string): AggregateCall {
  const found = findAggregate(name);
  if (found === undefined) throw new Error(`no aggregate is called ${name}`);
  return { kind: "call", function: found.function, field };
}

/** What flow-group computes when nothing is asked for: the columns of flowlogs-reader's `aggregate`, and the count. */
export const defaultAggregates: readonly Aggregate[] = [
  { name: "flows", formula: call("count") },
  { name: "start", formula: call("min", "start") },
  { name: "end", formula: call("max", "end") },
  { name: "packets", formula: call("sum", "packets") },
  { name: "bytes", formula: call("sum", "bytes") },
];
