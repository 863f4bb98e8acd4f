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
    let first: string | undefined;
    let others = 0;
    const onHeading = (names: readonly string[]): void => {
      const remark = headingRemark(names);
      if (remark === undefined || remark === first) return;
      if (first !== undefined) {
        others++;
        return;
      }
      first = remark;
      note(remark);
    };
    const printer = delimitedPrinter({ ...style, onHeading }, { ...context, look });
    return {
      ...printer,
      end() {
        printer.end();
        if (others > 0) note(`${others} more heading${others === 1 ? " is" : "s are"} not read back as written`);
        for (const remark of Object.values(textRemarks(kernel))) note(remark);
      },
    };
  },
};
