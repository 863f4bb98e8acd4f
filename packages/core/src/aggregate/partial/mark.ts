// How partial states are told from results.
import type { Problem } from "@flowlogs/base/problem";

/** The key that marks a partial state: its value is the version of its form, and the keys of the groups. No field can be called that. */
export const PARTIAL_KEY = "partial()";
export const PARTIAL_VERSION = 1;
/** The key of the record at the end of a run: its value is how many states there are, so that a part of them is not taken for all. */
export const STATES_KEY = "states()";

/** A member that marks the state of a group by these keys. */
export function partialMark(keys: readonly string[]): string {
  return `"${PARTIAL_KEY}":${JSON.stringify([PARTIAL_VERSION, ...keys])}`;
}

/** The record at the end of a run. */
export function lastRecord(count: number, keys: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`{"${STATES_KEY}":${count},${partialMark(keys)}}\n`);
}

/** For commands that take results. */
export const partialStates: Problem = {
  problem: "these are partial states, not results",
  advice: "run flow-group --merge first, with the keys and aggregates that they were written with",
};
