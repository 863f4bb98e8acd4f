// The end of a run: what is said of names that no record had, and of files, and what was counted.
import type { SourceContext } from "@flowlogs/cli";
import { listed } from "@flowlogs/core";
import { missingInRead } from "@flowlogs/core/stages";
import { tellHeld } from "./heldFields.ts";
import type { ReadCounts } from "./readCounts.ts";
import type { ReadValues } from "./options.ts";
import type { Selection } from "./discovery/selection.ts";

/** `isResumed`: it went on where another run ended. */
export function settle(
  values: ReadValues,
  selection: Selection,
  counts: ReadCounts,
  context: SourceContext,
  isResumed = false,
): void {
  for (const { problem, isVital } of missingInRead(values, counts)) context.missing(problem, isVital);
  tellHeld({ values, counts, told: selection.told, isResumed }, context);
  tellUndated(counts, context);
  tellFormat(values, counts, context);
  selection.settle(counts, context);
}

/** Nobody can say whether they are in the window. */
function tellUndated({ dropped }: ReadCounts, context: SourceContext): void {
  const count = dropped["undated"] ?? 0;
  if (count === 0) return;
  const who = count === 1 ? "1 record has" : `${count.toLocaleString("en")} records have`;
  context.note(`${who} no start, and ${count === 1 ? "is" : "are"} left out: --start and --end need it`);
}

/** Without a format that fits there is no answer: which one it should be, only the user knows. */
function tellFormat({ format }: ReadValues, { formatFit: fit }: ReadCounts, context: SourceContext): void {
  if (fit === undefined || fit.isMet || fit.widths.length === 0) return;
  const has = numbers(format.map(({ length }) => length));
  const found = fit.widths.filter((width) => width > 0);
  const why =
    found.length > 0 ? `and the lines have ${numbers(found)}` : "as many as the lines, but their values do not fit";
  const problem = `no line without a header fits --format: it has ${has} columns, ${why}`;
  context.missing({ problem, advice: "name the columns of the lines" }, true);
}

function numbers(widths: readonly number[]): string {
  const sorted = [...new Set(widths)].toSorted((a, b) => a - b);
  return listed(sorted.map(String), "or", 5);
}
