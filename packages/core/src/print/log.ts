// The lines of an AWS flow log, byte for byte.
import { STYLE_LOG } from "@flowlogs/kernel/opcodes";
import { canonicalName, defaultFormat } from "../field.ts";
import { headingRemark, logName, textRemarks } from "../write/logText.ts";
import { delimitedPrinter, type DelimitedStyle } from "./delimited.ts";
import type { PrinterDefinition } from "./printer.ts";
import { plainLook } from "./look.ts";

const style: DelimitedStyle = {
  style: STYLE_LOG,
  separator: " ",
  name: logName,
  value: (text) => text,
  // A log that starts with the default format needs no heading to be read again, any other does.
  hasHeading: (keys, isFirst) => !isFirst || keys.map(canonicalName).join() !== defaultFormat.join(),
};

export const log: PrinterDefinition = {
  brief: "the lines of an AWS flow log",
  hasColumns: true,
  followsKeys: true,
  // A log has values as AWS writes them, whatever people would like better.
  open(context) {
    const { kernel, note } = context;
    const look = { ...context.look, ...plainLook, null: undefined, time: undefined, round: undefined };
    const told = new Set<string>();
    const tell = (text: string | undefined): void => {
      if (text === undefined || told.has(text)) return;
      told.add(text);
      note(text);
    };
    const named = { ...style, onHeading: (names: readonly string[]) => tell(headingRemark(names)) };
    const printer = delimitedPrinter(named, { ...context, look });
    return {
      ...printer,
      end() {
        printer.end();
        const { encoded, empty } = textRemarks(kernel);
        tell(encoded);
        tell(empty);
      },
    };
  },
};
