// A cross table as records of JSON, a row each, for the formats that print records.
import { CrossTable, type CrossColumn } from "./crossTable.ts";
import { distinctNames } from "./distinctNames.ts";
import type { PrinterContext, PrinterDefinition } from "./printer.ts";

/** Prints records of JSON, a line each, in another format. `originals`: of which column the values of a column are. */
export type PrintRecords = (
  lines: Iterable<string>,
  originals: ReadonlyMap<string, string>,
  context: PrinterContext,
) => void;

/** A format whose records are the rows of a cross table of those that come. */
export function crossed(printer: PrinterDefinition, printRecords: PrintRecords): PrinterDefinition {
  return {
    brief: printer.brief,
    hasColumns: true,
    holds: true,
    isForCommands: printer.isForCommands === true,
    open(context) {
      const { look, note } = context;
      const cross = new CrossTable(look, true);
      return {
        print: (batch) => cross.take(batch),
        end() {
          for (const remark of cross.remarks()) note(remark);
          const columns = cross.columns();
          const { labelNames } = cross;
          const names = distinctNames([...labelNames, ...columns.map(({ heading }) => heading)]);
          const originals = new Map(columns.map(({ valueName }, i) => [names[labelNames.length + i] ?? "", valueName]));
          printRecords(linesOf(cross, names, columns), originals, context);
        },
      };
    },
  };
}

/** The rows as they are asked for: all of them together may be large. */
function* linesOf(cross: CrossTable, names: readonly string[], columns: readonly CrossColumn[]): Iterable<string> {
  const keys = names.map((name) => JSON.stringify(name));
  for (const [label, texts] of cross.rows()) {
    const sums = columns.map(({ sumOf }) => sumOf(label)?.toString() ?? "null");
    yield `{${[...texts, ...sums].map((value, i) => `${keys[i]}:${value}`).join(",")}}\n`;
  }
}
