// The formats that records can be printed in: a file of this folder, and a line here.
import { bars } from "./bars.ts";
import { chart } from "./chart.ts";
import { csv } from "./csv.ts";
import { heatmap } from "./heatmap.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { log } from "./log.ts";
import { markdown } from "./markdown.ts";
import { ndjson } from "./ndjson.ts";
import { pivot } from "./pivot.ts";
import type { PrinterDefinition } from "./printer.ts";
import { spark } from "./spark.ts";
import { svg } from "./svg.ts";
import { table } from "./table.ts";
import { tsv } from "./tsv.ts";
import { vertical } from "./vertical.ts";

const printers = {
  table,
  vertical,
  csv,
  tsv,
  json,
  ndjson,
  log,
  markdown,
  chart,
  bars,
  spark,
  heatmap,
  pivot,
  html,
  svg,
};

export type OutputFormat = keyof typeof printers;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object that was just written
export const outputFormats = Object.keys(printers) as OutputFormat[];

export function printerOf(format: OutputFormat): PrinterDefinition {
  return printers[format];
}
