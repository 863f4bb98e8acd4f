// A source of labels as its tables of keys ask it.
import type { Problem } from "@flowlogs/base/problem";
import type { KeyOwner } from "./keyOwner.ts";
import type { LabelSource } from "./labelSource.ts";

export function ownerOf(source: LabelSource, refuse: (where: string, problem: Problem) => never): KeyOwner {
  return {
    isDated: source.isDated,
    validityOf: (entry) => source.validityOf(entry),
    isSame: (one, other) => source.isSame(one, other),
    overlap: (one, other) => source.overlap(one, other),
    placeOf: (entry) => source.placeOf(entry),
    refuse: (entry, problem) => refuse(source.placeOf(entry), problem),
  };
}
