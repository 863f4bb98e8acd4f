// Comparisons in conditions of a filter pattern: with a number, a text with wildcards, or a regular expression.
import { isProblem, type Problem } from "@flowlogs/cli";
import { checkRegex, openRegex } from "@flowlogs/core/stages";

export type PatternOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";
export type PatternValue = string | number | boolean | null | undefined;
export type Holds = (value: PatternValue) => boolean;

/** Regular expressions that the service accepts: no groups, and ASCII only. */
const regexText = /^(?:[\w:#=@/;,\- ^$?[\]{}|*+.]|\\[dDsSwW]|\\x[\da-fA-F]{2}|\\[^\w])*$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Tests whether the expression between percent signs is found in a text. */
export function compileRegex(source: string): ((text: string) => boolean) | Problem {
  if (source === "") return { problem: "a regular expression is missing between %" };
  if (!regexText.test(source))
    return { problem: `%${source}% uses syntax that the service does not accept, such as parentheses` };
  const fault = checkRegex(source, "");
  if (typeof fault === "string") return { problem: `%${source}%: ${fault}` };
  const refuse = (): never => {
    throw new TypeError(source); // only look-around needs another engine, and is refused above
  };
  const regex = openRegex(source, "", { note: () => {}, refuse });
  return (text) => regex.test(text);
}

/** `operand`: as written, in quotes, between % or bare. */
export function compileComparison(operator: PatternOperator, operand: string): Holds | Problem {
  if (operator !== "=" && operator !== "!=") return compileOrder(operator, operand);
  const equals = /^%.*%$/s.test(operand) ? compilePattern(operand) : compileEquality(operand);
  if (isProblem(equals) || operator === "=") return equals;
  return (value) => value !== undefined && !equals(value);
}

function compileOrder(operator: "<" | "<=" | ">" | ">=", operand: string): Holds | Problem {
  if (!NUMBER.test(operand)) return { problem: `${operator} compares numbers, and ${operand} is not a number` };
  const limit = Number(operand);
  const orders = {
    "<": (value: number) => value < limit,
    "<=": (value: number) => value <= limit,
    ">": (value: number) => value > limit,
    ">=": (value: number) => value >= limit,
  };
  return (value) => {
    const number = numberOf(value);
    return number !== undefined && orders[operator](number);
  };
}

function compilePattern(operand: string): Holds | Problem {
  const matches = compileRegex(operand.slice(1, -1));
  return isProblem(matches) ? matches : (value) => isText(value) && matches(String(value));
}

function compileEquality(operand: string): Holds {
  const isQuoted = /^".*"$/s.test(operand);
  const text = isQuoted ? operand.slice(1, -1).replaceAll(/\\(.)/g, "$1") : operand;
  if (NUMBER.test(text)) {
    const number = Number(text);
    return (value) =>
      value === text || (numberOf(value) === number && (typeof value === "number" || !isQuoted || value === text));
  }
  const parts = text.split("*");
  return (value) => isText(value) && hasParts(String(value), parts);
}

function isText(value: PatternValue): boolean {
  return typeof value === "string" || typeof value === "number";
}

function numberOf(value: PatternValue): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && NUMBER.test(value) ? Number(value) : undefined;
}

/** Whether the text consists of the parts in their order, with anything between them. */
function hasParts(text: string, parts: readonly string[]): boolean {
  const [first = "", ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

export type Matches = (message: string) => boolean;
