// What fields are called in the output: as the data calls them.
import type { Batch } from "../batch.ts";

/** The key of each field; the name that was asked for where two would get the same one. */
export function outputKeys(batch: Batch, fields: readonly string[]): readonly string[] {
  const keys = fields.map((name) => {
    const column = batch.columnOf(name);
    return column < 0 ? name : batch.keyOf(column);
  });
  return distinctKeys(keys, fields);
}

/** These keys, and the names in their place that would otherwise be there twice. */
export function distinctKeys(keys: readonly string[], names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const asked = new Set(names);
  return keys.map((key, i) => {
    const name = names[i] ?? key;
    const isTaken = (counts.get(key) ?? 0) > 1 || asked.has(key);
    return key !== name && isTaken ? name : key;
  });
}
