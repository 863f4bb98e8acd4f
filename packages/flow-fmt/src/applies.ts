// Which options have a meaning for which formats: one that has none is an error, and not forgotten without a word.
import { UsageError } from "@flowlogs/cli";
import type { OutputFormat } from "@flowlogs/core";

type Formats = readonly OutputFormat[];

const tables: Formats = ["table", "vertical", "markdown"];
const delimited: Formats = ["csv", "tsv"];
const charts: Formats = ["chart", "bars", "spark", "heatmap", "pivot"];

const formatsOf: Readonly<Record<string, Formats>> = {
  heading: [...delimited, "log"],
  human: [...tables, ...delimited, "pivot"],
  exact: ["table", "vertical", "pivot"],
  time: [...tables, ...delimited, "bars", "pivot"],
  tz: [...tables, ...delimited, ...charts],
  "names-for": [...tables, ...delimited, ...charts],
  round: [...tables, ...delimited],
  null: [...tables, ...delimited, "bars", "pivot"],
  vertical: ["table", "vertical"],
  wrap: ["table", "pivot"],
  color: ["table", "vertical", ...charts],
  width: ["table", ...charts],
  height: ["chart"],
  ascii: charts.filter((format) => format !== "pivot"),
  value: charts,
  pivot: ["pivot"],
};

/** Throws UsageError for the first option that says nothing about this format. */
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
