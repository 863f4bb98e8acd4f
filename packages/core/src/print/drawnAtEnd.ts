// What the charts have in common: they hold all records, say what they leave out, and draw at the end.
import type { ChartNeeds } from "./chartColumns.ts";
import { ChartRows } from "./chartRows.ts";
import type { Look } from "./look.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";

interface Picture {
  readonly lines: readonly string[];
  /** Records or groups that are in it. */
  readonly records: number;
}

type Draw = (rows: ChartRows, look: Look, note: (text: string) => void) => Picture;

/** A chart of this name in the help, which `draw` makes of the records. */
export function drawnAtEnd(brief: string, needs: ChartNeeds, draw: Draw): PrinterDefinition {
  return {
    brief,
    hasColumns: true,
    holds: true,
    open({ output, look, note }) {
      const write = writerOf(output);
      const rows = new ChartRows(look, needs);
      return {
        print: (batch) => rows.take(batch),
        end() {
          for (const remark of rows.finish()) note(remark);
          const { lines, records } = draw(rows, look, note);
          for (const line of lines) write(`${line}\n`);
          output.records += records;
        },
      };
    },
  };
}
