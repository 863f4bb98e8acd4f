// Conditions in the normal spelling of flow-filter.
import { parseExpression, printExpression } from "@flowlogs/core";
import { isProblem } from "@flowlogs/base/problem";

/** All of these conditions as one. */
export function printCondition(conditions: readonly string[]): string {
  const text = conditions.length === 1 ? (conditions[0] ?? "") : conditions.map((it) => `(${it})`).join(" and ");
  const parsed = parseExpression(text);
  // Its own command says what is wrong with it.
  return isProblem(parsed) ? text : printExpression(parsed);
}
