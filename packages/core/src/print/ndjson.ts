// NDJSON: one record a line, for the next command, or for jq.
import { copyLines } from "../encode/copyLines.ts";
import { NdjsonEncoder } from "../encode/ndjson.ts";
import type { PrinterDefinition } from "./printer.ts";

export const ndjson: PrinterDefinition = {
  brief: "one JSON object a line",
  hasColumns: false,
  open({ kernel, output, fields }) {
    const encoder = new NdjsonEncoder(kernel, output);
    return {
      print: (batch) => (fields === undefined ? copyLines(batch, output) : encoder.write(batch, fields)),
      end: () => undefined,
    };
  },
};
