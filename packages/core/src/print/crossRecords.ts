// A cross table as records of JSON, a row each, for the formats that print records.
import { ChartRows } from "./chartRows.ts";
import { byText } from "./crossSums.ts";
import { distinctNames } from "./distinctNames.ts";
import type { PrinterContext, PrinterDefinition } from "./printer.ts";

/** Prints records of JSON in another format. `originals`: of which column the values of a column are. */
export type PrintRecords = (lines: string, originals: ReadonlyMap<string, string>, context: PrinterContext) => void;

/** A format whose records are the rows of a cross table of those that come. */
export function crossed(printer: PrinterDefinition, printRecords: PrintRecords): PrinterDefinition {
  return {
    brief: printer.brief,
    hasColumns: true,
    holds: true,
    open(context) {
      const { look, note } = context;
      const chart = new ChartRows(look, { pivot: true }, true);
      return {
        print: (batch) => chart.take(batch),
        end() {
          for (const remark of chart.finish()) note(remark);
          const columns = chart.pivotTexts.map((text, number) => ({ text, number })).toSorted(byText);
          const names = distinctNames([...chart.labelNames, ...columns.map(({ text }) => text)]);
          const originals = new Map(names.slice(chart.labelNames.length).map((name) => [name, chart.valueName]));
          const lines: string[] = [];
          for (const [label, cells] of chart.sums.rows) {
            const sums = columns.map(({ number }) => cells.get(number)?.toString() ?? "null");
            const values = [...(chart.labelTexts[label] ?? []), ...sums];
            lines.push(`{${values.map((value, i) => `${JSON.stringify(names[i])}:${value}`).join(",")}}\n`);
          }
          printRecords(lines.join(""), originals, context);
        },
      };
    },
  };
}
