// How partial states are added up: for each accumulator of a question, the one that takes its states in place of the records.
import { parseExpression } from "../../expression/parse/parse.ts";
import { printScalar } from "../../expression/print.ts";
import type { Expression } from "../../expression/syntax.ts";
import { isProblem } from "@flowlogs/base/problem";
import { type AccumulatorKind, accumulatorKinds } from "../accumulators.ts";

/** Those that others take the states of; the rest take their own. */
const mergers: Partial<Record<AccumulatorKind, AccumulatorKind>> = {
  countRows: "addedCounts",
  countValues: "addedCounts",
  countNumbers: "addedCounts",
  earliest: "mergedEarliest",
  latest: "mergedLatest",
  moments: "mergedMoments",
  registers: "mergedRegisters",
};

export function mergerOf(kind: AccumulatorKind): AccumulatorKind {
  return mergers[kind] ?? kind;
}

/** Its states are lists of values. */
export function takesLists(kind: AccumulatorKind): boolean {
  const { feed } = accumulatorKinds[kind];
  return feed === "list" || feed === "pairs";
}

/** The sum of no record at all, "", changes nothing; that of records without a number, null, may make a sum null. */
export function isSumOfSome(state: string): Expression {
  const name = printScalar({ kind: "field", name: state, from: 0, to: 0 });
  const condition = parseExpression(`${name} is null or ${name} != ''`);
  if (isProblem(condition)) throw new Error(`${state}: ${condition.problem}`);
  return condition;
}
