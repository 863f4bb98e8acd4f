// What may be asked of a group besides aggregates and arithmetic: functions around them, `round(sum(bytes)/1e6, 1) as mb`,
// `if(count() > 5, 'many', 'few')`. They are the values of the filter language, in which the text of an aggregate is a name.
import { behindEnclosed, withoutSpaces, wordsIn } from "../expression/delimiters.ts";
import { fieldsInScalar } from "../expression/fields.ts";
import { findFunction } from "../expression/functions/registry.ts";
import { kindOf } from "../expression/functions/resultKind.ts";
import { scalarAt } from "../expression/parse/parse.ts";
import type { FieldReference, Scalar } from "../expression/syntax.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { type Aggregate, parseAggregate } from "./aggregate.ts";
import { callsOf } from "./formula.ts";
import { findAggregate } from "./functions/registry.ts";

/** A result that is worked out from aggregates, and perhaps from keys of the group. */
export interface DerivedResult {
  /** The field of the result. */
  readonly name: string;
  readonly scalar: Scalar;
  /** The aggregates in it, which are called by their texts there. */
  readonly aggregates: readonly Aggregate[];
  /** The other names in it, which must be those of keys, and the text in which they stand. */
  readonly keys: readonly FieldReference[];
  readonly text: string;
}

export type GroupResult = Aggregate | DerivedResult;

export function isDerived(result: GroupResult): result is DerivedResult {
  return "scalar" in result;
}

/** Reads a result: an aggregate where it is one, so that whole numbers stay exact; else a value made of some. */
export function parseResult(text: string): GroupResult | Problem {
  const calls = callsOutside(text);
  const isScalar = calls.some((name) => findAggregate(name) === undefined && findFunction(name) !== undefined);
  if (isScalar) return parseDerived(text);
  const aggregate = parseAggregate(text);
  if (!isProblem(aggregate) || calls.length === 0) return aggregate;
  // `sum(bytes) % 10`: operators that only the filter language has.
  const derived = parseDerived(text);
  return isProblem(derived) ? aggregate : derived;
}

/** The names of the functions that are called outside of aggregates. */
function callsOutside(text: string): string[] {
  const names: string[] = [];
  const pattern = /['"`]|([A-Za-z_]\w*(?:\.\d+)?)\s*\(|[\w.]+/g;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [{ length }, name] = found;
    const isAggregate = name !== undefined && findAggregate(name) !== undefined;
    if (name !== undefined) names.push(name);
    if (name === undefined && length > 1) continue;
    const from = found.index + (name === undefined ? 0 : length - 1);
    if (name === undefined || isAggregate) pattern.lastIndex = behindEnclosed(text, from) ?? found.index + length;
  }
  return names;
}

function parseDerived(text: string): DerivedResult | Problem {
  const { end, alias } = withoutAlias(text);
  const value = scalarAt(text, 0, end);
  if (isProblem(value)) return value;
  // What a record may have by the name of the whole is just what is to be worked out here.
  const scalar = value.kind === "made" ? value.meaning : value;
  const aggregates = new Map<string, Aggregate>();
  const keys: FieldReference[] = [];
  for (const field of fieldsInScalar(scalar)) {
    if (!field.name.includes("(")) keys.push(field);
    else if (!aggregates.has(field.name)) {
      const aggregate = parseAggregate(field.name);
      if (!isProblem(aggregate)) {
        const list = callsOf(aggregate.formula).find((call) => call.function.gives === "list");
        if (list !== undefined) return noValue(text, field, list.function.name);
        aggregates.set(field.name, aggregate);
      } else if (!isTextOfMade(field)) {
        return problemAt(text, field.from, field.to, aggregate.problem, aggregate.advice);
      }
    }
  }
  if (aggregates.size === 0) return withoutAggregate(text, end, scalar);
  const name = alias ?? withoutSpaces(text.slice(0, end));
  return { name, scalar, aggregates: [...aggregates.values()], keys, text };
}

/** The name of `sum(bytes)%10` as a whole: what it means is made of others. */
export function isTextOfMade({ from, to }: FieldReference): boolean {
  return from === to;
}

function noValue(text: string, { from, to }: FieldReference, name: string): Problem {
  return problemAt(text, from, to, `${name}() returns a list, and nothing can be computed from it`);
}

/** Where the value ends, and the name behind `as`. */
function withoutAlias(text: string): { readonly end: number; readonly alias?: string } {
  const as = [...wordsIn(text, { from: 0, to: text.length })].findLast(
    ({ from, to }) => text.slice(from, to).toLowerCase() === "as",
  );
  const alias = as === undefined ? "" : text.slice(as.to).trim().replaceAll("`", "");
  if (as === undefined || alias === "") return { end: text.trimEnd().length };
  return { end: text.slice(0, as.from).trimEnd().length, alias };
}

function withoutAggregate(text: string, end: number, scalar: Scalar): Problem {
  const written = text.slice(0, end).trim();
  const kind = kindOf(scalar);
  const around = kind === "text" || kind === "time" ? "max" : "sum";
  const advice = `a group needs one value: aggregate it, as in ${around}(${written})`;
  return problemAt(text, 0, end, `"${written}" is not an aggregate`, advice);
}
