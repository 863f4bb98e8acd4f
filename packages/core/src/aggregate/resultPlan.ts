// What must be computed for the results that are asked for, and what of it is written.
import type { Expression, Scalar } from "../expression/syntax.ts";
import { keyFor } from "../field.ts";
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { nearest } from "@flowlogs/base/nearest";
import type { Aggregate } from "./aggregate.ts";
import { parseGroupCondition } from "./having.ts";
import type { GroupKey } from "./key.ts";
import { type DerivedResult, type GroupResult, isDerived } from "./result.ts";

export interface ResultPlan {
  /** The last of them, `hidden` in number, are computed for the sake of others only. */
  readonly aggregates: readonly Aggregate[];
  readonly hidden: number;
  /** What is worked out from aggregates, by the names of the results. */
  readonly derived: ReadonlyMap<string, Scalar>;
  readonly having: Expression | undefined;
  /** The fields to write, when they are not all. */
  readonly shown: readonly string[] | undefined;
}

export function planResults(keys: readonly GroupKey[], results: readonly GroupResult[]): ResultPlan | Problem {
  const derived = results.filter(isDerived);
  const problem = derived.map((result) => strangerIn(result, keys) ?? clashOf(result, keys, results)).find(isProblem);
  if (problem !== undefined) return problem;
  const visible = results.flatMap((it) => (isDerived(it) ? [] : withNames(it, [it.name], derived)));
  const wanted = derived.flatMap(({ aggregates }) => aggregates).map((it) => withNames(it, [], derived));
  const isAll = derived.length === 0;
  return {
    ...withHidden({ aggregates: visible, hidden: 0 }, wanted),
    having: undefined,
    derived: new Map(derived.map(({ name, scalar }) => [name, scalar])),
    shown: isAll ? undefined : [...keys, ...results].map(({ name }) => name),
  };
}

/** The same for those groups only that meet a condition; `names`: what is written of them. */
export function withCondition(plan: ResultPlan, text: string, names: readonly string[]): ResultPlan | Problem {
  const condition = parseGroupCondition(text, names);
  if (isProblem(condition)) return condition;
  const { aggregates, hidden } = withHidden(
    plan,
    condition.hidden.map((it) => withNames(it, [], [])),
  );
  const shown = hidden > 0 ? names : plan.shown;
  return { ...plan, aggregates, hidden, shown, having: condition.expression };
}

/** With these aggregates too, if they are not there. */
function withHidden({ aggregates, hidden }: Pick<ResultPlan, "aggregates" | "hidden">, wanted: readonly Aggregate[]) {
  const known = new Set(aggregates.map(({ name }) => name));
  const added = wanted.filter(({ name }) => !known.has(name) && known.add(name));
  return { aggregates: [...aggregates, ...added], hidden: hidden + added.length };
}

/** An aggregate is told to be approximate by the names of what is made of it. */
function withNames(aggregate: Aggregate, own: readonly string[], derived: readonly DerivedResult[]): Aggregate {
  const others = derived.filter(({ aggregates }) => aggregates.some(({ name }) => name === aggregate.name));
  return { ...aggregate, shownAs: [...own, ...others.map(({ name }) => name)] };
}

/** A name beside the aggregates that is not one of a key. */
function strangerIn({ keys: others, text }: DerivedResult, keys: readonly GroupKey[]): Problem | undefined {
  const names = keys.map(({ name }) => name);
  const stranger = others.find(({ name }) => keyFor(name, names) === undefined);
  if (stranger === undefined) return undefined;
  const { name, from, to } = stranger;
  const near = nearest(name, names);
  const advice = near === undefined ? `aggregate it, as in sum(${name})` : `did you mean "${near}"?`;
  return problemAt(text, from, to, `"${name}" has a value for each record of a group, not one for the group`, advice);
}

/** The text of an aggregate in it is the name of something else. */
function clashOf(
  { aggregates, text }: DerivedResult,
  keys: readonly GroupKey[],
  results: readonly GroupResult[],
): Problem | undefined {
  const clash = [...keys, ...results].find(
    (it) => isNoPlainAggregate(it) && aggregates.some(({ name }) => name === it.name),
  );
  if (clash === undefined) return undefined;
  const advice = "give that column another name with `as NAME`";
  return problemAt(
    text,
    0,
    text.length,
    `"${clash.name}" is an aggregate here and also the name of another column`,
    advice,
  );
}

/** A key, what is worked out, or an aggregate that is called otherwise than by its text. */
function isNoPlainAggregate(result: GroupKey | GroupResult): boolean {
  return !("formula" in result) || result.isNamed === true;
}
