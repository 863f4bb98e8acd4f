// Which options apply to which formats. An option that does not apply is an error; it is never silently ignored.
import { UsageError } from "@flowlogs/cli";
import type { OutputFormat } from "@flowlogs/core";

type FormatSet = readonly OutputFormat[];

const tables: FormatSet = ["table", "vertical", "markdown"];
const delimited: FormatSet = ["csv", "tsv"];
const charts: FormatSet = ["chart", "bars", "spark", "heatmap", "pivot"];
/** Those whose records can be the rows of a cross table. */
const records: FormatSet = [...delimited, "json", "ndjson"];
/** Those that are seen in a browser. */
const pages: FormatSet = ["html", "svg"];
const schema = "schema";

const formatsOf: Readonly<Record<string, FormatSet>> = {
  columns: [...tables, ...records, "log"],
  heading: [...delimited, "log"],
  human: [...tables, ...delimited, "pivot", "html"],
  exact: ["table", "vertical", "pivot"],
  time: [...tables, ...delimited, "bars", "pivot", ...pages],
  "time-for": [...tables, ...delimited, ...charts, ...pages],
  tz: [...tables, ...delimited, ...charts, ...pages],
  "names-for": [...tables, ...delimited, ...charts, ...pages],
  round: [...tables, ...delimited, "html"],
  null: [...tables, ...delimited, "bars", "pivot", ...pages],
  vertical: ["table", "vertical"],
  wrap: ["table", "pivot", schema],
  color: ["table", "vertical", ...charts, schema],
  width: ["table", ...charts, schema, "svg"],
  height: ["chart", "spark", "heatmap", "svg"],
  live: ["table", "vertical", ...charts],
  ascii: charts.filter((format) => format !== "pivot"),
  stack: ["chart", "svg"],
  title: pages,
  value: [...charts, ...pages, ...records],
  values: ["pivot", ...records],
  pivot: ["pivot", ...records],
  rename: [...tables, ...delimited, "json", "ndjson", "log"],
  names: [...tables, ...delimited, "json", "ndjson"],
  spreadsheet: delimited,
  pretty: ["json"],
};

/** Whether an option applies to this format. */
export function applies(option: string, format: string): boolean {
  return formatsOf[option]?.some((it) => it === format) !== false;
}

/** Throws UsageError for the first option that does not apply to this format. */
export function assertApplies(values: object, format: OutputFormat): void {
  for (const [option, value] of Object.entries(values)) {
    const formats = formatsOf[option];
    if (formats === undefined || value === undefined || value === false || formats.includes(format)) continue;
    throw new UsageError(
      { problem: `does not apply to -o ${format}`, advice: `it applies to ${formats.join(", ")}` },
      `--${option}`,
    );
  }
}

/** The least and the most that options of numbers may say. */
const limits: Readonly<Record<string, readonly [least: number, most: number]>> = {
  round: [0, 20],
  width: [20, 10_000],
  height: [2, 1000],
};
/** The same in pixels. */
const pixelLimits: typeof limits = { width: [200, 10_000], height: [120, 10_000] };

/** Throws UsageError for the first number with which nothing sensible can be drawn. */
export function assertInRange(values: object, format: OutputFormat): void {
  const allowed = format === "svg" ? { ...limits, ...pixelLimits } : limits;
  for (const [option, value] of Object.entries(values)) {
    const [least, most] = allowed[option] ?? [];
    if (least === undefined || most === undefined || typeof value !== "number") continue;
    if (value < least || value > most) {
      throw new UsageError({ problem: `${value} is out of range`, advice: `write ${least} to ${most}` }, `--${option}`);
    }
  }
}
