// A cross table as records of JSON, a row each, for the formats that print records.
import { ChartRows } from "./chartRows.ts";
import { byText } from "./crossSums.ts";
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
    open(context) {
      const { look, note } = context;
      const chart = new ChartRows(look, { pivot: true, most: 0 }, true);
      return {
        print: (batch) => chart.take(batch),
        end() {
          for (const remark of chart.finish()) note(remark);
          const columns = chart.pivotTexts.map((text, number) => ({ text, number })).toSorted(byText);
          const names = distinctNames([...chart.labelNames, ...columns.map(({ text }) => text)]);
          const originals = new Map(names.slice(chart.labelNames.length).map((name) => [name, chart.valueName]));
          const numbers = columns.map(({ number }) => number);
          printRecords(linesOf(chart, names, numbers), originals, context);
        },
      };
    },
  };
}

/** The rows as they are asked for: all of them together may be large. `numbers`: those of the columns, in their order. */
function* linesOf(chart: ChartRows, names: readonly string[], numbers: readonly number[]): Iterable<string> {
  const keys = names.map((name) => JSON.stringify(name));
  for (const [label, cells] of chart.sums.rows) {
    const sums = numbers.map((number) => cells.get(number)?.toString() ?? "null");
    const values = [...(chart.labelTexts[label] ?? []), ...sums];
    yield `{${values.map((value, i) => `${keys[i]}:${value}`).join(",")}}\n`;
  }
}
