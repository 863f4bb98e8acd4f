// What flow-label adds, as values that are worked out from the fields of a record: for another engine, which has no such tables.
import { statSync } from "node:fs";
import type { Scalar } from "@flowlogs/core";
import { labelChoice } from "@flowlogs/core/label";
import { AWS, DNS } from "./from/kind.ts";
import type { LabelContext } from "./from/recordsSource.ts";
import { lookupOf, type LookupValues } from "./lookup.ts";

export interface LabelChoices {
  readonly fields: readonly string[];
  readonly columns: ReadonlyMap<string, Scalar>;
}

/** Or why there are no such values. Throws UsageError. */
export async function labelColumns(
  values: Pick<LookupValues, "as" | "fields" | "from" | "key" | "labels">,
  context: Pick<LabelContext, "load" | "refuse">,
): Promise<LabelChoices | string> {
  const { from, as: nameOf } = values;
  const live = from.find((name) => name.startsWith(AWS) || name === DNS);
  if (live !== undefined) return `flow-label asks ${live}`;
  const pipe = from.find(isPipe);
  if (pipe !== undefined) return `${pipe} can be read only once`;
  const notes: string[] = [];
  const quiet = { ...context, note: (text: string) => void notes.push(text), env: {}, missing: () => {} };
  const asked = { ...values, refresh: false, save: () => {} };
  const { fields, sources, labels } = await lookupOf(asked, quiet);
  // They are told where flow-label runs.
  if (notes.length > 0) return "flow-label has notes on these labels";
  const columns = new Map<string, Scalar>();
  for (const field of fields) {
    for (const label of labels.get(field) ?? []) {
      const choice = labelChoice({ field, label, sources, refuse: context.refuse });
      if (typeof choice === "string") return choice;
      columns.set(nameOf(field, label), choice);
    }
  }
  return { fields, columns };
}

/** The labels are read again where what cannot be asked is done here. */
function isPipe(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
}
