// The end of a run: what is said of names that no record had, and of files, and what was counted.
import type { Counts, SourceContext } from "@flowlogs/cli";
import { missingInRead } from "@flowlogs/core/stages";
import type { ReadValues } from "./readValues.ts";
import type { Tally } from "./walk/tally.ts";

export function settle(values: ReadValues, tally: Tally, counts: Counts, context: SourceContext): void {
  for (const { problem, isVital } of missingInRead(values, counts)) context.missing(problem, isVital);
  tally.settle(counts, context);
}
