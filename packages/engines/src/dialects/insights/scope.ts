// Writes what a question says of names that are looked up in one way.
import { conditionText } from "./conditions.ts";
import type { InsightsScope, Lookup } from "./names.ts";
import { scalarText } from "./values.ts";

export function scopeOf(find: Lookup): InsightsScope {
  const scope: InsightsScope = {
    find,
    value: (scalar) => scalarText(scalar, scope),
    holds: (expression, wanted = true) => conditionText(expression, scope, wanted),
  };
  return scope;
}
