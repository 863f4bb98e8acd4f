// The summary at the end of a run: names that no record had, files that were left out, and the counts.
import type { SourceContext } from "@flowlogs/cli";
import { listed } from "@flowlogs/core";
import { missingInRead } from "@flowlogs/core/stages";
import { reportOriginFilters } from "./originFilters.ts";
import type { ReadCounts } from "./readCounts.ts";
import type { ReadValues } from "./options.ts";
import type { Selection } from "./discovery/selection.ts";

/** `isResumed`: the run began where another one ended. */
export function reportRun(
  values: ReadValues,
  selection: Selection,
  counts: ReadCounts,
  context: SourceContext,
  isResumed = false,
): void {
  for (const { problem, isVital } of missingInRead(values, context.where === undefined ? counts : testedOf(counts))) {
    (context.where ?? context).missing(problem, isVital);
  }
  reportOriginFilters({ values, counts, origins: selection.origins, isResumed }, context);
  reportUndated(counts, context);
  reportFormat(values, counts, context);
  selection.report(counts, context);
}

/** What a command after this one would have seen, whose condition was tested here: the records in the window. */
function testedOf(counts: ReadCounts): ReadCounts {
  const { testedKeys } = counts;
  if (testedKeys === undefined) return counts;
  return testedKeys.length === 0 ? { ...counts, lines: 0, records: 0, keys: [] } : { ...counts, keys: testedKeys };
}

/** Reports records without a start, which may be in the window or not. */
function reportUndated({ dropped }: ReadCounts, context: SourceContext): void {
  const count = dropped["undated"] ?? 0;
  if (count === 0) return;
  const who = count === 1 ? "1 record has" : `${count.toLocaleString("en")} records have`;
  context.note(`${who} no start, and ${count === 1 ? "is" : "are"} left out: --start and --end need it`);
}

/** Reports a --format that fits no line: there is no answer then, and only the user knows the right one. */
function reportFormat({ format }: ReadValues, { formatFit: fit }: ReadCounts, context: SourceContext): void {
  if (fit === undefined || fit.isMet || fit.widths.length === 0) return;
  const has = numbers(format.map(({ length }) => length));
  const found = fit.widths.filter((width) => width > 0);
  const why =
    found.length > 0 ? `and the lines have ${numbers(found)}` : "as many as the lines, but their values do not fit";
  const problem = `no line without a header fits --format: it has ${has} columns, ${why}`;
  context.missing({ code: "format-does-not-fit", problem, advice: "name the columns of the lines" }, true);
}

function numbers(widths: readonly number[]): string {
  const sorted = [...new Set(widths)].toSorted((a, b) => a - b);
  return listed(sorted.map(String), "or", 5);
}
