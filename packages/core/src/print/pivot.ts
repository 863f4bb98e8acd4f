// A cross table: a row for each key, a column for each value of the field of --pivot.
import type { Cell } from "./cells.ts";
import { ChartRows } from "./chartRows.ts";
import { byText } from "./crossSums.ts";
import type { ExactSum } from "./exactSum.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";
import { TableWriter } from "./tableWriter.ts";

/** More columns than any table has. */
const LIMIT = 1000;

export const pivot: PrinterDefinition = {
  brief: "a cross table: --pivot names the field whose values are its columns",
  hasColumns: true,
  holds: true,
  open({ output, look, note }) {
    const write = writerOf(output);
    const chart = new ChartRows(look, { pivot: true, most: 0 });
    return {
      print: (batch) => chart.take(batch),
      end() {
        for (const remark of chart.finish()) note(remark);
        if (chart.count === 0) return;
        const columns = chart.pivotTexts.map((text, number) => ({ text, number })).toSorted(byText);
        if (columns.length > LIMIT) note(`the first ${LIMIT} of ${columns.length} columns are shown`);
        const shown = columns.slice(0, LIMIT);
        const missing: Cell = { text: look.null ?? "-", isNumber: false, isNull: true };
        const textCell = (text: string): Cell => ({ text: look.visible(text), isNumber: false, isNull: false });
        const numberCell = (sum: ExactSum): Cell => {
          const text = String(sum);
          return { text: look.human ? chart.show(Number(text)) : text, isNumber: true, isNull: false };
        };
        const leftOut = (names: readonly string[]): void => {
          note(`${names.length} columns do not fit: ${names.join(", ")}; give a larger --width`);
        };
        const heading = [...chart.labelNames, ...shown.map(({ text }) => text)].map(look.visible);
        const table = new TableWriter(heading, write, { ...look, leftOut });
        const { rows } = chart.sums;
        for (const [label, cells] of rows) {
          const values = shown.map(({ number }) => cells.get(number));
          table.add([
            ...(chart.labelTexts[label] ?? []).map(textCell),
            ...values.map((value) => (value === undefined ? missing : numberCell(value))),
          ]);
        }
        table.end();
        output.records += rows.size;
      },
    };
  },
};
