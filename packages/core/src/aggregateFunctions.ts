// The functions that may be asked of a group, and what each of them takes.
import { findField } from "./field.ts";
import { nearest } from "@flowlogs/base/nearest";

/** `values`: anything; `numbers`: numbers only; `rows`: nothing, a value, or a condition. */
type Taken = "rows" | "values" | "numbers";

const FUNCTIONS = {
  count: "rows",
  sum: "numbers",
  min: "values",
  max: "values",
  avg: "numbers",
  bit_or: "numbers",
  stddev: "numbers",
  variance: "numbers",
  median: "numbers",
  pct: "numbers",
  count_distinct: "values",
  approx_count_distinct: "values",
  first: "values",
  last: "values",
  earliest: "values",
  latest: "values",
  any: "values",
  values: "values",
} as const satisfies Record<string, Taken>;

export type FunctionName = keyof typeof FUNCTIONS;

const NAMES = Object.keys(FUNCTIONS).filter(isFunctionName);

/** Spellings of Logs Insights and SQL. */
const ALIASES: ReadonlyMap<string, FunctionName> = new Map([
  ["mean", "avg"],
  ["percentile", "pct"],
  ["countdistinct", "count_distinct"],
  ["approxcountdistinct", "approx_count_distinct"],
  ["collect_values", "values"],
  ["stddev_pop", "stddev"],
  ["var_pop", "variance"],
]);

function isFunctionName(word: string): word is FunctionName {
  return Object.hasOwn(FUNCTIONS, word);
}

export function takenBy(name: FunctionName): Taken {
  return FUNCTIONS[name];
}

/** The function of a word in any case; `p95` is pct with its percentage in the name. */
export function findFunction(word: string): { readonly name: FunctionName; readonly percent?: string } | undefined {
  const lower = word.toLowerCase();
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(lower)?.[1];
  if (percent !== undefined) return { name: "pct", percent };
  const name = ALIASES.get(lower) ?? lower;
  return isFunctionName(name) ? { name } : undefined;
}

/** The names of the functions, those of Logs Insights and SQL too. */
export function aggregateNames(): readonly string[] {
  return [...NAMES, ...ALIASES.keys()];
}

/** What to write instead of a word that is no function; `others`: functions that may stand around aggregates. */
export function adviceForFunction(word: string, others: readonly string[]): string {
  const near = nearest(word, [...aggregateNames(), ...others]);
  return near === undefined ? `the aggregates are ${NAMES.join(", ")} and p95, p99.9` : `did you mean "${near}"?`;
}

/** What the values of a field are. flow-bin's labels sort as texts. */
export function kindOfField(field: string): "text" | "address" | "number" {
  const kind = field === "bin" ? "text" : findField(field)?.kind;
  return kind === "text" || kind === "address" ? kind : "number";
}
