// Finds aggregate functions by their names, and lists them. What each one is stands in the file of its family.
import { nearest } from "@flowlogs/base/nearest";
import type { AggregateFunction } from "./definition.ts";
import * as families from "./families.ts";

const all: readonly AggregateFunction[] = Object.values(families).flatMap(({ functions }) => functions);
const byName: ReadonlyMap<string, AggregateFunction> = new Map(
  all.flatMap((it) => [it.name, ...(it.aliases ?? [])].map((name) => [name, it] as const)),
);
const withPercent = all.filter(({ percent }) => percent !== undefined);

interface NamedAggregate {
  readonly function: AggregateFunction;
  /** The percentage that its name has in it. */
  readonly percent?: string;
}

/** The function of a word in any case; `p95` is pct with its percentage in the name. */
export function findAggregate(word: string): NamedAggregate | undefined {
  const lower = word.toLowerCase();
  const named = byName.get(lower);
  if (named !== undefined) return { function: named };
  for (const it of withPercent) {
    const percent = it.percent?.inName.exec(lower)?.[1];
    if (percent !== undefined) return { function: it, percent };
  }
  return undefined;
}

/** The names of the functions, those of Logs Insights and SQL too. */
export function aggregateNames(): readonly string[] {
  return [...all.map(({ name }) => name), ...all.flatMap(({ aliases = [] }) => aliases)];
}

/** What to write instead of a word that is no function; `others`: functions that may stand around aggregates. */
export function adviceForAggregate(word: string, others: readonly string[]): string {
  const near = nearest(word, [...aggregateNames(), ...others]);
  if (near !== undefined) return `did you mean "${near}"?`;
  const examples = withPercent.flatMap(({ percent }) => percent?.examples ?? []);
  return `the aggregates are ${all.map(({ name }) => name).join(", ")} and ${examples.join(", ")}`;
}

/** How all of them are called, a row for each family. */
export function aggregateRows(): readonly { readonly calls: string; readonly brief: string }[] {
  return Object.values(families).map(({ functions, brief }) => ({
    calls: functions.flatMap(({ name, calls = [name] }) => calls).join(" "),
    brief,
  }));
}

/** The beginnings of calls, for completion: `sum(`. */
export function aggregateCalls(): readonly string[] {
  const examples = withPercent.flatMap(({ percent }) => percent?.examples ?? []);
  return [...all.map(({ name }) => name), ...examples].map((name) => `${name}(`);
}
