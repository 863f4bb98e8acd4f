// NDJSON: one record a line, for the next command, or for jq.
import { copyLines } from "../encode/copyLines.ts";
import { NdjsonEncoder } from "../encode/ndjson.ts";
import { hasOtherNames, headingsOf } from "./headings.ts";
import type { PrinterDefinition } from "./printer.ts";

export const ndjson: PrinterDefinition = {
  brief: "one JSON object a line",
  hasColumns: false,
  isForCommands: true,
  open({ kernel, output, fields, look, isProjected = false }) {
    const isRenamed = hasOtherNames(look);
    const encoder = new NdjsonEncoder(kernel, output, (keys) => headingsOf(keys, look));
    return {
      print: (batch) => {
        if (fields === undefined && !isRenamed && !isProjected) copyLines(batch, output);
        else encoder.write(batch, fields ?? batch.fields);
      },
      end: () => undefined,
    };
  },
};
