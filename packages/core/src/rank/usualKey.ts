// The default key of ranking: bytes, or else the one field that is clearly a size or a count. Where
// there is none, or more than one, the answer would be arbitrary, and the user is asked.
import { parseAggregate } from "../aggregate/aggregate.ts";
import { callsOf } from "../aggregate/formula.ts";
import { findField, keyFor } from "../field.ts";
import { isProblem, type Problem } from "@flowlogs/base/problem";
import { membersOf } from "../text/member.ts";
import { TOTAL_KEY } from "../totalRecord.ts";

export const USUAL = "bytes";

/** The key to rank records like this one by. */
export function usualKey(record: string): string | Problem {
  const members = membersOf(record) ?? [];
  const keys = members.map(({ key }) => key);
  const bytes = keyFor(USUAL, keys);
  if (bytes !== undefined) return bytes;
  const sums = keys.filter((key) => isSum(key));
  if (sums.length > 0) return only(sums);
  const sizes = members
    .filter(({ key, to }) => /[\d]$/.test(record.slice(0, to)) && mayBeSize(key))
    .map(({ key }) => key);
  if (sizes.length > 0) return only([...new Set(sizes)]);
  return {
    problem: "without --by there is nothing to rank by: no key of the first record is a size or a count",
    advice: ADVICE,
  };
}

const ADVICE = "give one with --by";
const LISTED = 8;

function only(candidates: readonly string[]): string | Problem {
  const [first = USUAL, ...others] = candidates;
  if (others.length === 0) return first;
  const listed = candidates.slice(0, LISTED).map((key) => `"${key}"`);
  const more = candidates.length > LISTED ? ` and ${candidates.length - LISTED} more` : "";
  return { problem: `without --by it is not clear what to rank by: ${listed.join(", ")}${more}`, advice: ADVICE };
}

function isSum(key: string): boolean {
  const call = callOf(key);
  return call?.function.gives === "sum";
}

/** The one call that a key is the text of. */
function callOf(key: string) {
  const aggregate = key.includes("(") ? parseAggregate(key) : undefined;
  if (aggregate === undefined || isProblem(aggregate)) return undefined;
  return aggregate.formula.kind === "call" ? aggregate.formula : undefined;
}

/** Numbers that name, place or mark something, by the words of their key. */
const marks =
  /^(?:ids?|ports?|time|times|timestamp|date|day|hour|minute|month|year|ts|epoch|version|protocol|proto|flags?|code|status|type|index|number|no|bin|rank|percent|other|start|end|since|until|at)$/;

/** Whether a number by that key may say how much there is of something: no id, port or time, nor the like. */
function mayBeSize(key: string): boolean {
  const field = findField(key);
  if (field !== undefined) return field.role === "count";
  if (key === TOTAL_KEY || key === "cumulative_percent") return false;
  if (key.includes("(")) return mayBeResult(key);
  const words = key
    .replace(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, "_")
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return !words.some((word) => marks.test(word));
}

/** Of the results of flow-group: what was counted or computed, but no time, nor what is a field's own value. */
function mayBeResult(key: string): boolean {
  const aggregate = parseAggregate(key);
  if (isProblem(aggregate)) return false;
  return callsOf(aggregate.formula).every(
    (call) => call.function.gives !== "value" || (call.field !== undefined && mayBeSize(call.field)),
  );
}
