// Writes what a question says of names that are looked up in one way.
import { conditionText } from "./conditions.ts";
import type { InsightsWorld, Lookup } from "./names.ts";
import { scalarText } from "./values.ts";

export function worldOf(find: Lookup): InsightsWorld {
  const world: InsightsWorld = {
    find,
    value: (scalar) => scalarText(scalar, world),
    holds: (expression, wanted = true) => conditionText(expression, world, wanted),
  };
  return world;
}
