// One field a line, and a line between records: for records that are wider than any terminal.
import { outputKeys } from "../encode/keys.ts";
import { CellReader } from "./cells.ts";
import { colored, colorOf } from "./colors.ts";
import { headingsOf } from "./headings.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";
import { padded, widthOf } from "./textWidth.ts";

export const vertical: PrinterDefinition = {
  brief: "one field a line",
  hasColumns: true,
  isRowByRow: true,
  open({ output, look }) {
    const write = writerOf(output);
    const reader = new CellReader(look);
    let isFirst = true;
    return {
      print(batch) {
        const keys = outputKeys(batch, batch.fields);
        const headings = headingsOf(keys, look);
        const width = Math.max(...headings.map(widthOf));
        const names = headings.map((name) => colored(padded(look.visible(name), width, true), "bold", look.color));
        for (let place = 0; place < batch.selected; place++) {
          const lines = reader.row(batch, place, keys).map(({ text, isNull }, column) => {
            return `${names[column]}  ${colored(text, colorOf(text, isNull), look.color)}\n`;
          });
          write(`${isFirst ? "" : "\n"}${lines.join("")}`);
          isFirst = false;
        }
        output.records += batch.selected;
      },
      end: () => undefined,
    };
  },
};
