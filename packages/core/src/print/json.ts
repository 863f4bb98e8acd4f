// One JSON array of all records.
import { Output } from "../encode/output.ts";
import { jsonArray } from "./jsonArray.ts";
import { ndjson } from "./ndjson.ts";
import type { PrinterDefinition } from "./printer.ts";

export const json: PrinterDefinition = {
  brief: "one JSON array",
  hasColumns: false,
  // The array is to be closed.
  holds: true,
  open(context) {
    const { kernel, output, look } = context;
    const array = jsonArray((bytes) => output.append(bytes), look.isIndented);
    const lines = new Output(kernel, array.write);
    const printer = ndjson.open({ ...context, output: lines });
    return {
      print(batch) {
        printer.print(batch);
        lines.flush();
        output.records = lines.records;
      },
      end: () => array.end(),
    };
  },
};
