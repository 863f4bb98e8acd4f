// The functions that expressions may call: one table for the parser, the printer, the evaluation and the help. The
// names are those of CloudWatch Logs Insights, in any case. How each group works is in a file of its own, and what a
// function is in function.ts; here is how one is found.
import { aggregateNames, findAggregate } from "../../aggregate/functions/registry.ts";
import { numberFunctions } from "./number.ts";
import { textFunctions } from "./text.ts";
import { timeFunctions } from "./time.ts";
import { truthFunctions } from "./boolean.ts";
import type { ScalarFunction } from "./function.ts";

const functions: readonly ScalarFunction[] = [
  { name: "if", parameters: ["condition", "any", "any"], optional: 1, gives: "any", works: { choose: "if" } },
  { name: "case", parameters: ["condition", "any"], repeats: 2, gives: "any", works: { choose: "case" } },
  { name: "coalesce", parameters: ["any"], repeats: 1, gives: "any", works: { choose: "coalesce" } },
  ...truthFunctions,
  ...numberFunctions,
  ...timeFunctions,
  ...textFunctions,
];

const byName: ReadonlyMap<string, ScalarFunction> = new Map(functions.map((it) => [it.name.toLowerCase(), it]));

/** Other names for the same. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["strftime", "formatdate"],
  ["ceiling", "ceil"],
  ["lower", "tolower"],
  ["upper", "toupper"],
  ["length", "strlen"],
]);

/** The function of a name, in any case. */
export function findFunction(name: string): ScalarFunction | undefined {
  const lower = name.toLowerCase();
  return byName.get(aliases.get(lower) ?? lower);
}

export function functionNames(): readonly string[] {
  return functions.map(({ name }) => name);
}

/** The same with their other names, and the aggregates, whose calls are names of keys. */
export function callableNames(): readonly string[] {
  return [...functionNames(), ...aliases.keys(), ...aggregateNames()];
}

/** A call of an aggregate is the name of a key, as flow-group writes it. */
export function isAggregateName(name: string): boolean {
  return findAggregate(name) !== undefined;
}
