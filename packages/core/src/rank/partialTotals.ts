// What --until must say of the totals of which it wants a part: values that are in none, and groups where there is none.
import type { Problem } from "@flowlogs/base/problem";
import type { Totals } from "./totals.ts";

/** Why no first records reach a part of some total. */
export function partProblem(totals: Totals, groups: number): Problem | undefined {
  for (let group = 0; group < groups; group++) {
    if (!totals.hasNegative(group)) continue;
    return {
      problem: "some values are negative, so no first records reach a share of the total",
      advice: "leave them out with flow-filter, or give a number of records in place of --until",
    };
  }
  return undefined;
}

/** What is no error, and may yet surprise. */
export function partNotes(totals: Totals, groups: number): string[] {
  let nulls = -totals.notNumbers;
  let zeros = 0;
  for (let group = 0; group < groups; group++) {
    const { sum, count } = totals.sum(group, 0);
    nulls += totals.records(group) - count;
    if (Number(sum) === 0) zeros++;
  }
  const notes: string[] = [];
  if (nulls > 0) {
    const who = nulls === 1 ? "1 value is null" : `${nulls} values are null`;
    notes.push(`${who}: not in the total, and not written`);
  }
  if (zeros > 0) {
    const where = groups === 1 ? "the total is 0" : `the total is 0 in ${zeros} of ${groups} groups`;
    notes.push(`${where}: no record reaches a share of it`);
  }
  return notes;
}
