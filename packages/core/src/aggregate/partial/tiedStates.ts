// Refuses the earliest or latest value of a group when several have the same start, and nothing tells which of them came first.
import type { Kernel } from "@flowlogs/kernel/kernel";
import type { AggregatePlan } from "../plan.ts";
import { PartialError } from "./partialError.ts";

/** Place of the mark among the words of such a state (assembly/group/valueAccumulators.ts). */
const TIED = 2;

/** Throws PartialError if there is one in the groups from..to-1 of the table in use. */
export function refuseTies(kernel: Kernel, { accumulators }: AggregatePlan, from: number, to: number): void {
  for (const { kind, word, field = "" } of accumulators) {
    if (kind !== "mergedEarliest" && kind !== "mergedLatest") continue;
    for (let group = from; group < to; group++) {
      const at = (kernel.stateAt(group) >>> 0) + (word + TIED) * 8;
      if (kernel.words()[at / 4] !== 1) continue;
      const problem = `${field} of several groups is not certain: their records have the same start`;
      throw new PartialError(problem, "give --merge all keys that --partial was given");
    }
  }
}
