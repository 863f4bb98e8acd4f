// What flow-label adds to a plan: values that are worked out from the fields of a record, before bins and groups.
import { fieldsOf, keyFor } from "@flowlogs/core/spelling";
import type { Plan } from "@flowlogs/engines";
import type { Scalar } from "@flowlogs/core";

/** The fields that are looked up, and each label as a value that is worked out from them. */
export interface PlanLabels {
  readonly fields: readonly string[];
  readonly columns: ReadonlyMap<string, Scalar>;
}

export function labelPart(
  { filter, fields: kept, labels: before, bin, group, rank, output }: Plan,
  labels: PlanLabels | string,
): Partial<Plan> | string {
  if (typeof labels === "string") return labels;
  if ([before, bin, group, rank, output].some((it) => it !== undefined))
    return "flow-label comes after other commands than filters";
  const names = [...labels.columns.keys()];
  // Before them there are no labels.
  if (filter !== undefined && fieldsOf(filter).some((name) => keyFor(name, names) !== undefined))
    return "flow-filter is about labels, and comes before flow-label";
  if (kept !== undefined && !labels.fields.every((name) => keyFor(name, kept) !== undefined))
    return "flow-label is about fields that flowlogs-read leaves out";
  return { labels: labels.columns };
}
