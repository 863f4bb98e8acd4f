// How partial states are told from results.
import type { Problem } from "@flowlogs/base/problem";

/** The key that marks a partial state, with the version of its form as value. No field of a flow log can be called that. */
export const PARTIAL_KEY = "partial()";
export const PARTIAL_VERSION = 1;

/** For commands that take results. */
export const partialStates: Problem = {
  problem: "these are partial states, not results",
  advice: "run flow-group --merge first, with the keys and aggregates that they were written with",
};
