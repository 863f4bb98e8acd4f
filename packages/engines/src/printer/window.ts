// The window of a question: records that start in it.
import type { Plan } from "../plan.ts";
import type { EngineTable } from "../query.ts";
import { partitionConditions } from "./partitions.ts";
import type { SqlScope } from "./values.ts";

/** Conditions that all hold. Throws UsageError. */
export function windowSql({ window = {} }: Plan, { partitions }: EngineTable, scope: SqlScope): readonly string[] {
  const { start, end } = window;
  if (start === undefined && end === undefined) return [];
  const { sql } = scope.value({ kind: "field", name: "start", from: 0, to: 0 });
  const { dialect } = scope;
  const words = { name: (name: string) => `f.${dialect.name(name)}`, text: dialect.text };
  // Starts are whole seconds.
  return [
    ...partitionConditions(window, partitions, words),
    ...(start === undefined ? [] : [`${sql} >= ${Math.ceil(start)}`]),
    ...(end === undefined ? [] : [`${sql} < ${Math.ceil(end)}`]),
  ];
}
