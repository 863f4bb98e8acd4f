// What tables of keys ask of the source whose rows their entries are, and the check that a key has one row at a time.
import type { Problem } from "@flowlogs/base/problem";
import type { Validity } from "./validity.ts";

export interface KeyOwner {
  /** Whether some entry is in force for a time only. */
  readonly isDated: boolean;
  validityOf(entry: number): Validity | undefined;
  isSame(one: number, other: number): boolean;
  overlap(one: number, other: number): boolean;
  placeOf(entry: number): string;
  /** Ends the run. */
  refuse(entry: number, problem: Problem): never;
}

/** The entries of a key, the latest first. Ends the run where two of them are in force at a time and say different things. */
export function orderedByTime(key: () => string, entries: readonly number[], owner: KeyOwner): readonly number[] {
  if (entries.length === 1) return entries;
  const from = (entry: number): number => owner.validityOf(entry)?.from ?? -Infinity;
  const ordered = entries.toSorted((a, b) => from(b) - from(a) || b - a);
  const kept: number[] = [];
  for (const entry of ordered) {
    // None begins later than the one before: where this one ends before the last of them, it ends before all.
    const last = kept.at(-1);
    const isApart = last === undefined || from(last) >= (owner.validityOf(entry)?.to ?? Infinity);
    const rival = isApart ? undefined : kept.find((it) => owner.overlap(it, entry));
    if (rival === undefined) kept.push(entry);
    else if (owner.isSame(rival, entry)) kept.push(entry);
    else conflict(key(), Math.min(rival, entry), Math.max(rival, entry), owner);
  }
  return kept;
}

function conflict(key: string, first: number, second: number, owner: KeyOwner): never {
  const isDated = owner.validityOf(first) !== undefined || owner.validityOf(second) !== undefined;
  return owner.refuse(second, {
    problem: `${key} has other labels at ${owner.placeOf(first)}${isDated ? ", in force at the same time" : ""}`,
    advice: isDated
      ? "let one end where the other begins"
      : "leave one of them out, or say from when and to when each holds",
  });
}
