// The functions that expressions may call: one table for the parser, the printer, the evaluation and the help. The
// names are those of CloudWatch Logs Insights (reference/aws.md 6.4), in any case. How each group works is in a file of
// its own; here is what a function is, and how one is found.
import { aggregateNames, findFunction as findAggregate } from "../../aggregateFunctions.ts";
import { numberFunctions } from "./number.ts";
import type { PatternUser } from "../../regex/regex.ts";
import type { Expression, FieldReference, Scalar } from "../syntax.ts";
import { textFunctions } from "./text.ts";
import { timeFunctions } from "./time.ts";
import { truthFunctions } from "./boolean.ts";

/** What an argument may be; a period is a length of time (`5m`), a constant a text that is written out. */
export type Parameter = "number" | "ordered" | "text" | "any" | "condition" | "period" | "constant";

/** What the kernel can do with one or two vectors of doubles; with more, from the left to the right. */
export type VectorFunction =
  "abs" | "ceil" | "floor" | "sqrt" | "log" | "round" | "toInt" | "toLong" | "same" | Extreme;
type Extreme = "greatest" | "least";

/** Works a value out from the texts of the arguments; undefined is null. */
export type Ask = (...texts: readonly string[]) => number | string | undefined;

/** What is wrong with an argument of a call. */
export interface Refusal {
  readonly argument: number;
  readonly problem: string;
  readonly advice?: string;
}

/**
 * How a value comes about. `vector`: by the kernel, on doubles. `expand`: it is short for something else. `ask`: once
 * for each combination of distinct arguments, none of them null. `opens`: the same, made ready before. `choose`: one of the arguments as it is.
 */
export type Working =
  | { readonly vector: VectorFunction }
  | { readonly expand: (values: readonly Scalar[]) => Scalar }
  | { readonly ask: Ask }
  | { readonly opens: (values: readonly Scalar[], user: PatternUser) => Ask }
  | { readonly choose: "if" | "case" | "coalesce" };

export interface ScalarFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** How many of the parameters may be left out at the end. */
  readonly optional?: number;
  /** The last parameters, so many of them, may come again and again. */
  readonly repeats?: number;
  /** `any`: whatever the arguments are; `ordered`: an address or a number, as these are; `truth`: 1 or 0, and a condition by itself. */
  readonly gives: "number" | "time" | "text" | "truth" | "ordered" | "any";
  readonly works: Working | ((values: readonly Scalar[]) => Working);
  /** What is settled when the call is read, and the same for all who work it out; it is not written. */
  readonly settles?: (now: number) => Scalar;
  /** The condition that a function which gives a truth is short for, where there is one. */
  readonly test?: (values: readonly FieldReference[]) => Expression | undefined;
  /** Looks at arguments that are written out. */
  readonly refuse?: (values: readonly Scalar[]) => Refusal | undefined;
}

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

/** How a call with these arguments is worked out. */
export function workingOf({ works }: ScalarFunction, values: readonly Scalar[]): Working {
  return typeof works === "function" ? works(values) : works;
}

export function functionNames(): readonly string[] {
  return functions.map(({ name }) => name);
}

/** The same, and the aggregates, whose calls are names of keys. */
export function callableNames(): readonly string[] {
  return [...functionNames(), ...aggregateNames()];
}

/** A call of an aggregate is the name of a key, as flow-group writes it. */
export function isAggregateName(name: string): boolean {
  return findAggregate(name) !== undefined;
}
