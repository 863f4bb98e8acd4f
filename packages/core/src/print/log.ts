// The lines of an AWS flow log, byte for byte.
import { STYLE_LOG } from "@flowlogs/kernel/opcodes";
import { canonicalName, defaultFormat } from "../field.ts";
import { delimitedPrinter, type DelimitedStyle } from "./delimited.ts";
import type { PrinterDefinition } from "./printer.ts";
import { plainLook } from "./look.ts";

const style: DelimitedStyle = {
  style: STYLE_LOG,
  separator: " ",
  name: (name) => name.replaceAll("_", "-").replaceAll(/[\p{Cc} ]/gu, encodeURIComponent) || "-",
  value: (text) => text,
  // A log that starts with the default format needs no heading to be read again, any other does.
  hasHeading: (keys, isFirst) => !isFirst || keys.map(canonicalName).join() !== defaultFormat.join(),
};

export const log: PrinterDefinition = {
  brief: "the lines of an AWS flow log",
  hasColumns: true,
  followsKeys: true,
  // A log has values as AWS writes them, whatever people would like better.
  open: (context) =>
    delimitedPrinter(style, {
      ...context,
      look: { ...context.look, ...plainLook, null: undefined, time: undefined, round: undefined },
    }),
};
