// The stage of flow-fmt: checks that its options agree, and makes its worker.
import { type Context, visible } from "@flowlogs/cli";
import type { OutputFormat } from "@flowlogs/core";
import { formatWorker, type StageWorker } from "@flowlogs/core/stages";
import { assertApplies, assertInRange } from "./applies.ts";
import { lookOf, type LookValues } from "./look.ts";

export interface FormatValues extends LookValues {
  readonly output: OutputFormat;
  readonly fields?: readonly string[] | undefined;
  readonly heading?: "yes" | "no" | undefined;
  /** Print one field per line. */
  readonly vertical?: boolean | undefined;
}

/** Formats that have colours and readable values on a terminal. */
function isForPeople(format: OutputFormat): boolean {
  return !["csv", "tsv", "json", "ndjson", "log", "markdown", "html", "svg"].includes(format);
}

export default function stage(values: FormatValues, context: Context): StageWorker {
  const { output, fields, heading, vertical } = values;
  assertApplies(values, output);
  assertInRange(values, output);
  const format = vertical === true && output === "table" ? "vertical" : output;
  const shown = lookOf(values, isForPeople(format), context);
  // A picture is measured in pixels, and what is not given by what is in it.
  const chart = format === "svg" ? { width: values.width ?? 0, height: values.height ?? 0 } : shown.chart;
  const look = { ...shown, chart, visible };
  return formatWorker(
    { format, fields, heading: heading === undefined ? undefined : heading === "yes", look },
    context,
  );
}
