// Columns that belong together under a name: those of another tool's lines, whatever the records have.
import { fields } from "../field.ts";

export const columnSets = ["default47"] as const;
export type ColumnSet = (typeof columnSets)[number];

/** default47: the fields of versions 2 to 6, in the order of flowlogs-reader's lines. */
export function fieldsOfSet(_set: ColumnSet): readonly string[] {
  return fields.flatMap(({ name, version }) => (version <= 6 ? [name] : []));
}
