// The window of a question: records that start in it.
import type { Plan } from "../plan.ts";
import type { EngineTable } from "../query.ts";
import type { SqlWorld } from "./values.ts";

/** Conditions that all hold. Throws UsageError. */
export function windowSql({ window = {} }: Plan, _table: EngineTable, world: SqlWorld): readonly string[] {
  const { start, end } = window;
  if (start === undefined && end === undefined) return [];
  const { sql } = world.value({ kind: "field", name: "start", from: 0, to: 0 });
  // Starts are whole seconds.
  return [
    ...(start === undefined ? [] : [`${sql} >= ${Math.ceil(start)}`]),
    ...(end === undefined ? [] : [`${sql} < ${Math.ceil(end)}`]),
  ];
}
