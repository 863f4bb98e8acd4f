// What becomes of aggregates that depend on the order of the records when states are merged by fewer keys than they were made with: the
// order within a run is known of the records of a group, not of several groups.
import { AggregatePlan } from "../plan.ts";
import type { AccumulatorKind } from "../accumulators.ts";
import type { Aggregate } from "../aggregate.ts";
import { callsOf } from "../formula.ts";

export interface MergeRules {
  /** The first aggregate that only the order of all records tells: an error. */
  readonly ordered: string | undefined;
  /** Those whose values come in another order: a note. */
  readonly listed: readonly string[];
}

export function mergeRules(aggregates: readonly Aggregate[]): MergeRules {
  return {
    ordered: dependentOn(aggregates, ["first", "last"])[0],
    listed: dependentOn(aggregates, ["values"]),
  };
}

/** The first of the aggregates that cannot be told of all groups together. */
export function dependentOnOrder(aggregates: readonly Aggregate[]): string | undefined {
  return dependentOn(aggregates, ["first", "last", "earliest", "latest", "values"])[0];
}

function dependentOn(aggregates: readonly Aggregate[], kinds: readonly AccumulatorKind[]): readonly string[] {
  return aggregates.filter((it) => kindsIn(it).some((kind) => kinds.includes(kind))).map(({ name }) => name);
}

/** Of what is asked for as `any` every value is right. */
function kindsIn(aggregate: Aggregate): readonly AccumulatorKind[] {
  const isAny = callsOf(aggregate.formula).every(({ function: called }) => called.name === "any");
  return isAny ? [] : new AggregatePlan([aggregate]).accumulators.map(({ kind }) => kind);
}
