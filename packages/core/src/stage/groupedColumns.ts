// What the columns of grouped records are: the bin, the keys of a series, or results; and what a result is of nothing.
// flow-group writes keys first, and calls results by their text; of those that `as` named the user must say more.
import { isBin } from "./groupFields.ts";
import type { Aggregate } from "../aggregate/aggregate.ts";
import { evaluate, writeResult } from "../aggregate/formula.ts";
import { findAggregate } from "../aggregate/functions/registry.ts";
import { type DerivedResult, isDerived, parseResult } from "../aggregate/result.ts";
import { fields as knownFields, findField, keyFor } from "../field.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { TOTAL_KEY } from "../totalRecord.ts";

/** The key that flow-bin adds. */
export const BIN = "bin";

/** The user's options for them. */
export interface ColumnOptions {
  /** The fields that say which series a record belongs to. */
  readonly by?: readonly string[] | undefined;
  /** Results that are 0, and that are null, where there was nothing. */
  readonly zero: readonly string[];
  readonly nulls: readonly string[];
}

export interface GroupedColumns {
  /** The key whose value is the bin. */
  readonly time: string;
  readonly keys: readonly string[];
}

/** `isNumber`: whether the first record has a number there. */
export function columnsOfGroups(
  fields: readonly string[],
  isNumber: (field: string) => boolean,
  options: ColumnOptions,
): GroupedColumns | Problem {
  const time = fields.includes(BIN) ? BIN : (fields.find(isBin) ?? BIN);
  if (options.by !== undefined) return { time, keys: options.by.filter((name) => keyFor(name, fields) !== time) };
  const said = [...options.zero, ...options.nulls].flatMap((name) => keyFor(name, fields) ?? []);
  const firstResult = fields.findIndex(isAggregate);
  if (firstResult < 0 && said.length === 0) {
    const problem = "no field has the name of an aggregate, such as sum(bytes), so keys and results look alike";
    return { problem, advice: "name the keys with --by, or give --by bin if there are none" };
  }
  const keys = (firstResult < 0 ? fields : fields.slice(0, firstResult)).filter(
    (name) => name !== time && name !== TOTAL_KEY && !said.includes(name) && !counters.has(name),
  );
  const unclear = keys.find((name) => isNumber(name) && !isKnownKey(name));
  if (unclear === undefined) return { time, keys };
  const advice = `name the keys with --by, or mark it as a result with --zero ${unclear} or --null ${unclear}`;
  return { problem: `"${unclear}" may be a key or a result`, advice };
}

/**
 * The result of that name of no records, as JSON; undefined when it is unknown. `derive` computes what is made of
 * aggregates.
 */
export function resultOfNothing(
  name: string,
  zero: readonly string[],
  nulls: readonly string[],
  derive: (result: DerivedResult, aggregates: string) => string | undefined,
): string | undefined {
  if (zero.includes(name) || counters.has(name)) return "0";
  if (nulls.includes(name) || name === "approximate") return "null";
  if (!isAggregate(name)) return findField(name) === undefined ? undefined : "null";
  const result = parseResult(name);
  if (isProblem(result)) return undefined;
  if (!isDerived(result)) return aggregateOfNothing(result);
  const values = result.aggregates.map((it) => `${JSON.stringify(it.name)}:${aggregateOfNothing(it)}`);
  return derive(result, `{${values.join(",")}}`);
}

function aggregateOfNothing({ formula }: Aggregate): string {
  if (formula.kind === "call" && formula.function.gives === "list") return "[]";
  return writeResult(evaluate(formula, (call) => (zeroOfNothing.has(call.function.gives) ? 0n : undefined)));
}

const zeroOfNothing: ReadonlySet<string> = new Set(["count", "sum", "distinct"]);

/** Names under which counts and sums usually go. */
const counters: ReadonlySet<string> = new Set([
  "flows",
  "records",
  "count",
  ...knownFields.flatMap(({ name, role }) => (role === "count" ? name : [])),
]);

/** An aggregate by its text, or something computed of some. */
function isAggregate(name: string): boolean {
  return [...name.matchAll(/([A-Za-z_]\w*(?:\.\d+)?)\s*\(/g)].some(
    ([, word = ""]) => findAggregate(word) !== undefined,
  );
}

/** A number that is more likely what records are grouped by than what comes of it: a port, say, or one computed. */
function isKnownKey(name: string): boolean {
  return name.includes("(") || findField(name)?.kind === "integer";
}
