// The source that rows of labels make, and what is told of keys that make no sense, or that several rows have.
import type { Context } from "@flowlogs/cli";
import { listed } from "@flowlogs/core";
import type { LabelSource } from "@flowlogs/core/label";
import { type LabelRecord, sourceOf } from "./labelRecord.ts";

export type LabelContext = Pick<Context, "load" | "refuse" | "note">;

export function recordsSource(name: string, records: readonly LabelRecord[], context: LabelContext): LabelSource {
  if (records.length === 0)
    context.refuse(name, { problem: "it has no labels", advice: "give one that lists something" });
  return sourceOf(name, records, {
    invalid: (key) => context.refuse(name, { problem: `"${key}" is not an address or a prefix` }),
    ambiguous: (keys) => {
      const [count, has] = keys.length === 1 ? ["1 key", "has"] : [`${keys.length} keys`, "have"];
      context.note(`${name}: ${count} ${has} several owners, and no label: ${listed(keys, "and", 4)}`);
    },
  });
}
