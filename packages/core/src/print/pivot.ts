// A cross table: a row for each key, a column for each value of the field of --pivot.
import type { Cell } from "./cells.ts";
import { type CrossColumn, CrossTable } from "./crossTable.ts";
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
    const cross = new CrossTable(look, false);
    return {
      print: (batch) => cross.take(batch),
      end() {
        for (const remark of cross.remarks()) note(remark);
        if (cross.isEmpty) return;
        const columns = cross.columns();
        if (columns.length > LIMIT) note(`the first ${LIMIT} of ${columns.length} columns are shown`);
        const shown = columns.slice(0, LIMIT);
        const missing: Cell = { text: look.null ?? "-", isNumber: false, isNull: true };
        const textCell = (text: string): Cell => ({ text: look.visible(text), isNumber: false, isNull: false });
        const numberCell = ({ sumOf, show }: CrossColumn, label: number): Cell => {
          const sum = sumOf(label);
          if (sum === undefined) return missing;
          const text = String(sum);
          return { text: look.human ? show(Number(text)) : text, isNumber: true, isNull: false };
        };
        const leftOut = (names: readonly string[]): void => {
          note(`${names.length} columns do not fit: ${names.join(", ")}; give a larger --width`);
        };
        const heading = [...cross.labelNames, ...shown.map(({ heading: text }) => text)].map(look.visible);
        const table = new TableWriter(heading, write, { ...look, leftOut });
        for (const [label, texts] of cross.rows()) {
          table.add([...texts.map(textCell), ...shown.map((column) => numberCell(column, label))]);
          output.records++;
        }
        table.end();
      },
    };
  },
};
