// Reads what --from names: a file, a folder, or what is built in.
import type { LabelSource } from "@flowlogs/core/label";
import { builtInRecords } from "./builtIn.ts";
import { BUILTIN } from "./kind.ts";
import { type LabelContext, recordsSource } from "./recordsSource.ts";

/** The sources of a name, most often one. `key`: the column of a table that has the keys. */
export async function readSources(
  name: string,
  key: string | undefined,
  context: LabelContext,
): Promise<readonly LabelSource[]> {
  if (name === BUILTIN) return builtInRecords().map((records) => recordsSource(name, records, context));
  const { readLabels } = await import("./readLabels.ts");
  return [await readLabels(name, key, context)];
}
