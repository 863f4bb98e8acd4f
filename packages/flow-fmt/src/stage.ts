// The stage of flow-fmt: checks that its options agree, and makes its worker.
import { type Context, UsageError, visible } from "@flowlogs/cli";
import type { OutputFormat } from "@flowlogs/core";
import { type ColumnSet, completeColumns, fieldsOfSet, type PrintColumn } from "@flowlogs/core/kinds";
import {
  crossWorker,
  type FormatStageOptions,
  formatWorker,
  liveWorker,
  loadPrinter,
  type StageWorker,
} from "@flowlogs/core/stages";
import { assertApplies, assertInRange } from "./applies.ts";
import { lookOf, type LookValues } from "./look.ts";

export interface FormatValues extends LookValues {
  readonly output: OutputFormat;
  readonly fields?: readonly (string | PrintColumn)[] | undefined;
  /** Columns under a name. */
  readonly columns?: ColumnSet | undefined;
  readonly heading?: "yes" | "no" | undefined;
  /** Print one field per line. */
  readonly vertical?: boolean | undefined;
  /** Draw in place as records arrive, where the output is a terminal. */
  readonly live?: boolean | undefined;
}

/** Formats that have colours and readable values on a terminal. */
function isForPeople(format: OutputFormat): boolean {
  return !["csv", "tsv", "json", "ndjson", "log", "markdown", "html", "svg", "schema-ndjson"].includes(format);
}

/** Throws UsageError for values of records that are printed as they are. */
function assertCrossed({ output, value, values, pivot }: FormatValues): void {
  if (value !== undefined && values !== undefined) {
    throw new UsageError({ problem: "--value names a column too", advice: "leave one of them out" }, "--values");
  }
  if (pivot !== undefined || !["csv", "tsv", "json", "ndjson"].includes(output)) return;
  const option = values === undefined ? value && "--value" : "--values";
  if (option === undefined) return;
  throw new UsageError({ problem: `needs --pivot with -o ${output}`, advice: "choose columns with --fields" }, option);
}

/** Throws UsageError for options that do not agree, before it loads the printer. */
export default function stage(values: FormatValues, context: Context): Promise<StageWorker> {
  const { output, vertical } = values;
  const chosen = columnsOf(values);
  assertApplies(values, output);
  assertInRange(values, output);
  assertCrossed(values);
  const format = vertical === true && output === "table" ? "vertical" : output;
  if (values.live === true && context.outputIsTerminal && context.env["TERM"] !== "dumb") {
    return live({ ...values, output: format }, context);
  }
  const shown = lookOf(values, isForPeople(format), context);
  // A picture is measured in pixels, and what is not given by what is in it.
  const chart = format === "svg" ? { width: values.width ?? 0, height: values.height ?? 0 } : shown.chart;
  const look = { ...shown, chart, visible };
  const hasHeading = hasHeadingIn(values);
  return loadPrinter(format).then((loaded) => {
    // Lines that keep their keys are copied; renamed ones are written column by column.
    const isRewritten = !loaded.hasColumns && (values.rename ?? values.names) !== undefined;
    const printer = isRewritten ? { ...loaded, hasColumns: true, followsKeys: true } : loaded;
    const isCrossed = values.pivot !== undefined && format !== "pivot";
    return (isCrossed ? crossWorker : formatWorker)({ printer, ...chosen, heading: hasHeading, look }, context);
  });
}

/** Undefined: as usual for the format. The lines of another tool have none. */
function hasHeadingIn({ heading, columns, output }: FormatValues): boolean | undefined {
  if (heading !== undefined) return heading === "yes";
  return columns !== undefined && output === "log" ? false : undefined;
}

/** Fields are not computed where none has to be. Throws UsageError where it is not clear of what to leave some out. */
function columnsOf({
  fields,
  columns: set,
}: FormatValues): Pick<FormatStageOptions, "fields" | "oneIsEnough" | "columns"> {
  if (set !== undefined) {
    if (fields === undefined) return { fields: fieldsOfSet(set), oneIsEnough: true };
    throw new UsageError({ problem: "--fields names columns too", advice: "leave one of them out" }, "--columns");
  }
  if (fields === undefined) return {};
  const columns = completeColumns(fields.map((field) => (typeof field === "string" ? { name: field } : field)));
  if (columns === undefined) {
    throw new UsageError(
      { problem: "a field is left out, but only those of the list are printed", advice: "add * for all others" },
      "--fields",
    );
  }
  const isPlain = columns.every(({ scalar, role }) => scalar === undefined && role === undefined);
  return isPlain ? { fields: columns.map(({ name }) => name) } : { columns };
}

async function live(values: FormatValues, context: Context): Promise<StageWorker> {
  const { output: format } = values;
  const { env } = context;
  return liveWorker(
    {
      printer: await loadPrinter(format),
      ...columnsOf(values),
      heading: hasHeadingIn(values),
      look({ columns, rows }) {
        return { ...lookOf(values, true, { outputIsTerminal: true, columns, rows, env }), visible };
      },
      open(redraw) {
        const screen = context.openScreen?.(redraw);
        if (screen === undefined) throw new Error("a command has a screen");
        return screen;
      },
    },
    context,
  );
}
