// The definition of a function of the filter language: its parameters, its result, and how it is computed.
import type { PatternUser } from "../../regex/regex.ts";
import type { Expression, FieldReference, Scalar } from "../syntax.ts";

/** The kind of values, as far as it is known before there are any. */
export type ResultKind = "number" | "time" | "address" | "text";

/** Undefined where it depends on the records. Given to functions, as it asks what functions give. */
export type KindOf = (value: Scalar) => ResultKind | undefined;

/** What an argument may be; a period is a length of time (`5m`), a constant a text that is written out. */
export type Parameter = "number" | "ordered" | "text" | "any" | "condition" | "period" | "constant";

/** What the kernel can do with one or two vectors of doubles; with more, from the left to the right. */
export type VectorFunction =
  "abs" | "ceil" | "floor" | "sqrt" | "log" | "round" | "toInt" | "toLong" | "same" | "greatest" | "least";

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
  /** Number of the last parameters that may be repeated. */
  readonly repeats?: number;
  /** `any`: whatever the arguments are; `ordered`: an address or a number, as these are; `truth`: 1 or 0, and a condition by itself. */
  readonly gives: "number" | "time" | "text" | "truth" | "ordered" | "any";
  readonly works: Working | ((values: readonly Scalar[], kindOf: KindOf) => Working);
  /** A value that is computed when the call is parsed, the same for all records; it is not printed. */
  readonly evaluateOnParse?: (now: number) => Scalar;
  /** The condition that a function which gives a truth is short for, where there is one. */
  readonly test?: (values: readonly FieldReference[], kindOf: KindOf) => Expression | undefined;
  /** Looks at arguments that are written out. */
  readonly refuse?: (values: readonly Scalar[], kindOf: KindOf) => Refusal | undefined;
}
