// The formats that records can be printed in: a file of this folder, and a line here. A run loads the one that it prints.
import type { PrinterDefinition } from "./printer.ts";

const printers = {
  table: async () => (await import("./table.ts")).table,
  vertical: async () => (await import("./vertical.ts")).vertical,
  csv: async () => (await import("./csv.ts")).csv,
  tsv: async () => (await import("./tsv.ts")).tsv,
  json: async () => (await import("./json.ts")).json,
  ndjson: async () => (await import("./ndjson.ts")).ndjson,
  log: async () => (await import("./log.ts")).log,
  markdown: async () => (await import("./markdown.ts")).markdown,
  chart: async () => (await import("./chart.ts")).chart,
  bars: async () => (await import("./bars.ts")).bars,
  spark: async () => (await import("./spark.ts")).spark,
  heatmap: async () => (await import("./heatmap.ts")).heatmap,
  pivot: async () => (await import("./pivot.ts")).pivot,
  html: async () => (await import("./html.ts")).html,
  schema: async () => (await import("./schema.ts")).schema,
  "schema-ndjson": async () => (await import("./schema.ts")).schemaNdjson,
  svg: async () => (await import("./svg.ts")).svg,
} satisfies Record<string, () => Promise<PrinterDefinition>>;

export type OutputFormat = keyof typeof printers;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object that was just written
export const outputFormats = Object.keys(printers) as OutputFormat[];

export function loadPrinter(format: OutputFormat): Promise<PrinterDefinition> {
  return printers[format]();
}
