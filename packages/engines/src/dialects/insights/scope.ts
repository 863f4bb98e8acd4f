// Writes what a question says of names that are looked up in one way.
import { printScalar } from "@flowlogs/core/spelling";
import { conditionText } from "./conditions.ts";
import type { InsightsScope, Lookup } from "./names.ts";
import { scalarText } from "./values.ts";

export function scopeOf(find: Lookup): InsightsScope {
  const scope: InsightsScope = {
    find,
    value: (scalar) => ({ ...scalarText(scalar, scope), label: printScalar(scalar) }),
    holds: (expression, wanted = true) => conditionText(expression, scope, wanted),
  };
  return scope;
}
