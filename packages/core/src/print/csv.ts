// CSV as RFC 4180 has it.
import { STYLE_CSV } from "@flowlogs/kernel/opcodes";
import { delimitedPrinter, type DelimitedStyle } from "./delimited.ts";
import type { PrinterDefinition } from "./printer.ts";

const quoted = (text: string): string =>
  text === "" || /^[ #]| $|[",\p{Cc}]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const style: DelimitedStyle = {
  style: STYLE_CSV,
  separator: ",",
  name: (name) => (name === "" ? "" : quoted(name)),
  value: quoted,
  hasHeading: () => true,
};

export const csv: PrinterDefinition = {
  brief: "comma-separated values, as spreadsheets and databases read them",
  hasColumns: true,
  open: (context) => delimitedPrinter(style, context),
};
