// The call of a function: its arguments, each as its parameter wants it, and what the call stands for.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { parseDuration } from "../../time/duration.ts";
import { truthAsNumber } from "../build.ts";
import {
  accept,
  advance,
  type Cursor,
  isOne,
  missing,
  nested,
  peek,
  problemOf,
  quoteOnce,
  unexpected,
} from "./cursor.ts";
import { parsePlainDecimal } from "../decimal.ts";
import { findFunction } from "../functions/registry.ts";
import type { Parameter, ScalarFunction } from "../functions/function.ts";
import { kindOf } from "../functions/resultKind.ts";
import { isKnownEverywhere, isNameShaped, pseudoFields } from "../knownNames.ts";
import { referenceTo } from "./fieldReference.ts";
import type { Expression, Scalar, ScalarCase } from "../syntax.ts";
import { isKeyword } from "../keywords.ts";
import type { Token } from "./token.ts";
import { cutOperand } from "./splitWord.ts";

/** What is between two commas: a value or a condition, and where. */
interface Argument {
  readonly value: Scalar | Expression;
  readonly from: number;
  readonly to: number;
}

/** A call that was read: as a value, and as a condition where it gives a truth. */
export interface FunctionCall {
  readonly scalar: Scalar;
  readonly condition: Expression | undefined;
}

/** Reads a call as a value; `name` was read, and a parenthesis is at the cursor. */
export function parseCall(cursor: Cursor, name: Token): Scalar | Problem {
  const call = readCall(cursor, name);
  return isProblem(call) ? call : call.scalar;
}

export function readCall(cursor: Cursor, name: Token): FunctionCall | Problem {
  const called = findFunction(name.text);
  if (called === undefined) return unexpected(cursor, name);
  const given = nested(cursor, () => parseArguments(cursor, called));
  if (isProblem(given)) return given;
  const to = cursor.tokens[cursor.at - 1]?.to ?? name.to;
  return wrongCount(cursor, name, called, given.length) ?? made(cursor, called, given, { ...name, to });
}

function parseArguments(cursor: Cursor, called: ScalarFunction): Argument[] | Problem {
  const open = advance(cursor);
  const given: Argument[] = [];
  if (accept(cursor, ")")) return given;
  do {
    const start = peek(cursor);
    if (start.kind === "end") return problemOf(cursor, open, 'this "(" is never closed');
    const value = parseArgument(cursor, called, given.length);
    if (isProblem(value)) return value;
    given.push({ value, from: start.from, to: cursor.tokens[cursor.at - 1]?.to ?? start.to });
  } while (accept(cursor, ","));
  if (accept(cursor, ")")) return given;
  if (peek(cursor).kind === "end") return problemOf(cursor, open, 'this "(" is never closed');
  return unexpected(cursor, peek(cursor), 'write "," or ")" here');
}

function parameterAt({ parameters, repeats = 0 }: ScalarFunction, index: number): Parameter | undefined {
  if (index < parameters.length || repeats === 0) return parameters[index];
  return parameters[parameters.length - repeats + ((index - parameters.length) % repeats)];
}

function parseArgument(cursor: Cursor, called: ScalarFunction, index: number): Scalar | Expression | Problem {
  const parameter = parameterAt(called, index) ?? "any";
  if (parameter === "condition") return parseCondition(cursor, called, index);
  if (parameter === "period") return parsePeriod(cursor);
  cutOperand(cursor);
  const start = peek(cursor);
  const isSecond = index > 0 && (parameter === "text" || parameter === "constant") && called.repeats === undefined;
  if (isSecond && isStrayText(cursor, start)) {
    return problemOf(cursor, start, `${quoteOnce(start.text)} is not a field`, "put text in quotes");
  }
  const value = cursor.scalar(cursor);
  if (isProblem(value)) return value;
  const to = cursor.tokens[cursor.at - 1]?.to ?? start.to;
  return asParameter(cursor, value, parameter, called, { ...start, to });
}

/** The last argument of `case` may be a value, for records that meet no condition. */
function parseCondition(cursor: Cursor, called: ScalarFunction, index: number): Scalar | Expression | Problem {
  const start = cursor.at;
  if (called.name === "case" && index > 0) {
    const value = cursor.scalar(cursor);
    if (!isProblem(value) && isOne(peek(cursor), ")")) return value;
    cursor.at = start;
  }
  return cursor.condition(cursor);
}

function parsePeriod(cursor: Cursor): Scalar | Problem {
  const token = peek(cursor);
  if (token.kind !== "word" && token.kind !== "string") return missing(cursor, token, "a length of time", '"("');
  // Logs Insights writes bin(30 min) as well.
  const unit = cursor.tokens[cursor.at + 1];
  const isApart = /^\d+$/.test(token.text) && unit?.kind === "word" && /^[a-z]+$/i.test(unit.text);
  const text = isApart ? `${token.text}${unit.text}` : token.text;
  cursor.at += isApart ? 2 : 1;
  const length = parseDuration(text);
  if (!isProblem(length)) return { kind: "text", text };
  return problemOf(cursor, token, length.problem, length.advice);
}

/** A bare word where a text is wanted was limit likely meant as one. */
function isStrayText(cursor: Cursor, token: Token): boolean {
  if (token.kind !== "word" || !isNameShaped(token.text) || isKeyword(token.text)) return false;
  const isName = isKnownEverywhere(token.text) || pseudoFields(token.text) !== undefined || token.text.includes(".");
  return !isName && cursor.options.known?.includes(token.text) !== true && findFunction(token.text) === undefined;
}

function asParameter(
  cursor: Cursor,
  value: Scalar,
  parameter: Parameter,
  called: ScalarFunction,
  place: { readonly from: number; readonly to: number },
): Scalar | Problem {
  const faulty = (problem: string, advice?: string) => problemAt(cursor.text, place.from, place.to, problem, advice);
  const written = quoteOnce(cursor.text.slice(place.from, place.to));
  if (parameter === "constant") {
    return value.kind === "text" ? value : faulty(`${called.name} needs a text in quotes here`, `not ${written}`);
  }
  if (parameter !== "number" && parameter !== "ordered") return value;
  const number = value.kind === "text" ? parsePlainDecimal(value.text) : undefined;
  if (number !== undefined) return { kind: "number", text: number };
  const kind = kindOf(value);
  if (kind !== "text" && (kind !== "address" || parameter === "ordered")) return value;
  return faulty(`${called.name} needs a number here, and ${written} is ${kind === "text" ? "a text" : "an address"}`);
}

function wrongCount(cursor: Cursor, name: Token, called: ScalarFunction, count: number): Problem | undefined {
  const { parameters, optional = 0, repeats } = called;
  const least = parameters.length - optional;
  const limit = repeats === undefined ? parameters.length : Number.POSITIVE_INFINITY;
  if (count >= least && count <= limit) return undefined;
  const wanted = limit === least ? String(least) : limit > 1000 ? `${least} or more` : `${least} to ${limit}`;
  const noun = wanted === "1" ? "argument" : "arguments";
  const problem = `${called.name} takes ${wanted} ${noun}, not ${count}`;
  return problemOf(cursor, name, problem, `write ${called.name}(${signature(called)})`);
}

function signature({ parameters, optional = 0, repeats }: ScalarFunction): string {
  const names = {
    number: "NUMBER",
    ordered: "VALUE",
    text: "TEXT",
    any: "VALUE",
    condition: "CONDITION",
    period: "5m",
    constant: "'TEXT'",
  };
  const required = parameters.slice(0, parameters.length - optional).map((it) => names[it]);
  const rest = parameters.slice(parameters.length - optional).map((it) => `[, ${names[it]}]`);
  return `${required.join(", ")}${rest.join("")}${repeats === undefined ? "" : ", ..."}`;
}

function made(
  cursor: Cursor,
  called: ScalarFunction,
  given: readonly Argument[],
  { from, to }: { readonly from: number; readonly to: number },
): FunctionCall | Problem {
  const { works, test } = called;
  if (typeof works === "object" && "choose" in works && works.choose !== "coalesce") {
    return { scalar: choice(given.map(({ value }) => value)), condition: undefined };
  }
  const values = given.map(({ value }) => value).filter(isScalar);
  const refusal = called.refuse?.(values, kindOf);
  if (refusal !== undefined) {
    const place = given[refusal.argument] ?? { from, to };
    return problemAt(cursor.text, place.from, place.to, refusal.problem, refusal.advice);
  }
  const evaluated = called.evaluateOnParse === undefined ? [] : [called.evaluateOnParse(cursor.now)];
  const scalar: Scalar = { kind: "call", function: called.name, arguments: [...values, ...evaluated] };
  if (called.gives !== "truth") return { scalar, condition: undefined };
  const references = given.map((it) => (isScalar(it.value) ? referenceTo(it.value, it.from, it.to) : undefined));
  const condition = test?.(
    references.filter((it) => it !== undefined),
    kindOf,
  );
  if (condition !== undefined) return { scalar: truthAsNumber(condition), condition };
  const field = referenceTo(scalar, from, to);
  const one = { kind: "number", text: "1", quoted: false, raw: "1" } as const;
  return { scalar, condition: { kind: "compare", operator: "=", field, value: one } };
}

/** Pairs of condition and value, and perhaps a value more. */
function choice(given: readonly (Scalar | Expression)[]): Scalar {
  const cases: ScalarCase[] = [];
  const isOdd = given.length % 2 === 1;
  const last = isOdd ? given.at(-1) : undefined;
  for (let index = 0; index + 1 < given.length; index += 2) {
    const [when, value] = given.slice(index, index + 2);
    if (when !== undefined && !isScalar(when) && value !== undefined && isScalar(value)) cases.push({ when, value });
  }
  return { kind: "choice", cases, ...(last !== undefined && isScalar(last) ? { otherwise: last } : {}) };
}

const scalarKinds = ["field", "number", "text", "made", "negative", "arithmetic", "call", "choice"];

function isScalar(value: Scalar | Expression): value is Scalar {
  return scalarKinds.includes(value.kind);
}
