// Partial states: what a run has accumulated of each group, as a record. `flow-group --partial` writes it instead of results, and
// `flow-group --merge` adds up those of several runs. A state has the name of what was accumulated, so that several aggregates
// share one, as in plan.ts, and a run that asks for less can be merged from one that asked for more:
//
//   {"srcaddr":"10.0.0.1","sum(bytes)":840,"countNumbers(bytes)":3,"list(bytes)":[40,60,740],"partial()":[1,"srcaddr"]}
import type { AccumulatorKind } from "../accumulators.ts";
import type { Aggregate } from "../aggregate.ts";
import type { AggregateFunction, StateForm } from "../functions/definition.ts";
import { AggregatePlan } from "../plan.ts";
import { type Accumulated, startName, stateName } from "./stateName.ts";

/** What to accumulate, and to write, so that these aggregates can be made of it later. */
export function statesOf(aggregates: readonly Aggregate[]): readonly Aggregate[] {
  const plan = new AggregatePlan(aggregates);
  const states = plan.accumulators.flatMap(({ kind, field, scalar, condition }) => {
    const where = plan.conditions[condition];
    const about = { field, ...(scalar && { scalar }), ...(where && { where }) };
    const name = stateName(kind, about);
    const value = state(name, kind, about, formOf(kind, where !== undefined));
    return kind === "earliest" || kind === "latest" ? [value, state(startName(name), kind, about, "start")] : [value];
  });
  return [...new Map(states.map((it) => [it.name, it])).values()];
}

function state(name: string, kind: AccumulatorKind, about: Accumulated, form: StateForm): Aggregate {
  // Distinct values can be counted by another run only if it knows them.
  const accumulated = kind === "distinct" ? "values" : kind;
  const called: AggregateFunction = {
    name,
    takes: "values",
    gives: "value",
    accumulators: () => [accumulated],
    state: form,
  };
  return { name, formula: { kind: "call", function: called, ...about }, shownAs: [] };
}

function formOf(kind: AccumulatorKind, isConditional: boolean): StateForm {
  if (kind === "sum" && isConditional) return "text";
  return kind === "moments" || kind === "list" || kind === "registers" ? "text" : "value";
}
