// The end of a run: what is said of names that no record had, and of files, and what was counted.
import type { Counts, SourceContext } from "@flowlogs/cli";
import { missingInRead } from "@flowlogs/core/stages";
import type { ReadValues } from "./readValues.ts";
import type { Tally } from "./walk/tally.ts";

export function settle(values: ReadValues, tally: Tally, counts: Counts, context: SourceContext): void {
  for (const { problem, isVital } of missingInRead(values, counts)) context.missing(problem, isVital);
  tellUndated(counts, context);
  tally.settle(counts, context);
}

/** Nobody can say whether they are in the window. */
function tellUndated({ dropped }: Counts, context: SourceContext): void {
  const count = dropped["undated"] ?? 0;
  if (count === 0) return;
  const who = count === 1 ? "1 record has" : `${count.toLocaleString("en")} records have`;
  context.note(`${who} no start, and ${count === 1 ? "is" : "are"} left out: --start and --end are about that`);
}
