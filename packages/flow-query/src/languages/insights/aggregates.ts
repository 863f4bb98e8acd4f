// The aggregates of `stats`, as flow-group has them.
import { aggregates as grammar } from "@flowlogs/core/kinds";
import { isProblem } from "@flowlogs/base/problem";
import type { Call, QueryNode } from "./syntax.ts";
import { asNumber, atom, type QueryValue, type World } from "./value.ts";

/** Of numbers only; all others are of any value. */
const numeric = new Set("sum avg min max pct percentile stddev variance median".split(" "));
const names: ReadonlyMap<string, string> = new Map(
  [...numeric, "count", "earliest", "latest", "values", "collect_values"]
    .map((name): [string, string] => [name, name])
    .concat([
      ["count_distinct", "count_distinct"],
      ["countdistinct", "count_distinct"],
    ]),
);

export const aggregateNames: readonly string[] = [...names.keys()];

/** The value of an aggregate's call; undefined for every other function. `rows`: where its own fields are. Throws QueryRefusal. */
export function compileAggregate(call: Call, rows: World): QueryValue | undefined {
  const name = names.get(call.name.toLowerCase());
  if (name === undefined) return undefined;
  const value = resultOf(name, call, rows);
  const problem = grammar.parse(value.text);
  return isProblem(problem) ? rows.refuse(call, problem.problem, problem.advice) : value;
}

function resultOf(name: string, call: Call, rows: World): QueryValue {
  const [first, percent, ...others] = call.values;
  if (name === "count" && (first === undefined || first.kind === "star")) return atom("count()", "number");
  const takesPercent = name === "pct" || name === "percentile";
  if (first === undefined || others.length > 0 || takesPercent !== (percent !== undefined)) {
    return rows.refuse(call, `${call.name} takes ${takesPercent ? "a field and a percentage" : "one field"}`);
  }
  const value = rows.value(first);
  if (value.literal !== undefined) rows.refuse(first, `${call.name} needs a field`);
  if (takesPercent) {
    if (percent?.kind !== "number") return rows.refuse(percent ?? call, "a percentage is a number from 0 to 100");
    return ofText(`pct(${asNumber(value, first, rows).text}, ${percent.text})`, "number");
  }
  if (numeric.has(name)) return ofText(`${name}(${numberOf(value, first, call, rows)})`, "number");
  // A field is counted where it is, what is computed where there is an answer.
  if (name === "count" && !/^(?:\w+|`[^`]*`)$/.test(value.text))
    return atom(`count((${value.text}) is not null)`, "number");
  if (name === "count" || name === "count_distinct") return atom(`${name}(${value.text})`, "number");
  if (name === "values" || name === "collect_values") return ofText(`values(${value.text})`, "unknown");
  return ofText(`${name}(${value.text})`, value.kind);
}

function numberOf(value: QueryValue, place: QueryNode, call: Call, rows: World): string {
  if (value.kind === "text") rows.refuse(place, `${call.name} needs numbers, and this is a text`);
  return asNumber(value, place, rows).text;
}

function ofText(text: string, kind: QueryValue["kind"]): QueryValue {
  return atom(text, kind, [text]);
}
