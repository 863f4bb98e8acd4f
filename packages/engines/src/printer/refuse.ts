// What a dialect cannot say, or not so that the answer is the same.
import { UsageError } from "@flowlogs/base/errors";
import { nearestName } from "@flowlogs/base/nearest";
import type { Problem } from "@flowlogs/base/problem";
import { listed } from "@flowlogs/core";

/** The advice where nothing else helps: the pipeline runs here. */
export const LEAVE_OUT = "leave --engine out";

/** `advice`: what to do instead. Throws UsageError. */
export function refuse(what: string, why: string, advice: string): never {
  const problem = `${what} cannot be said so that the answer is the same: ${why}`;
  throw new UsageError({ problem, advice }, "--engine");
}

/** `having`: the columns that there are. Throws UsageError. */
export function noColumn(name: string, having: readonly string[]): never {
  const near = nearestName(name, having);
  const advice = near === undefined ? `it has ${listed(having, "and", SHOWN)}` : `did you mean "${near}"?`;
  throw new UsageError({ problem: `${NO_COLUMN} "${name}"`, advice }, "--engine");
}

const NO_COLUMN = "the table has no column";

/** Whether a dialect refused a question for a column that is not there. */
export function isMissingColumn({ problem }: Problem): boolean {
  return problem.startsWith(NO_COLUMN);
}

const SHOWN = 8;
