// Tab-separated values, with \t \n \r \\ for what would break a line.
import { STYLE_TSV } from "@flowlogs/kernel/opcodes";
import { delimitedPrinter, type DelimitedStyle } from "./delimited.ts";
import type { PrinterDefinition } from "./printer.ts";

const escaped = (text: string): string =>
  text.replaceAll(/[\\\t\n\r]/g, (odd) => JSON.stringify(odd).slice(1, -1)).replace(/^"/, '\\"');

const style: DelimitedStyle = {
  style: STYLE_TSV,
  separator: "\t",
  name: (name) => name.replaceAll(/[\\\t\n\r]/g, (odd) => JSON.stringify(odd).slice(1, -1)),
  value: escaped,
  hasHeading: () => true,
};

export const tsv: PrinterDefinition = {
  brief: "tab-separated values, for awk and cut",
  hasColumns: true,
  open: (context) => delimitedPrinter(style, context),
};
