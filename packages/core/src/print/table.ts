// A table for people.
import { outputKeys } from "../encode/keys.ts";
import { AlignedRows } from "./alignedRows.ts";
import { CellReader } from "./cells.ts";
import { colored } from "./colors.ts";
import { headingsOf } from "./headings.ts";
import { type Look, plainLook } from "./look.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";
import { ShownColumns } from "./shownColumns.ts";
import { TableWriter } from "./tableWriter.ts";
import { FooterTimes } from "./footerTimes.ts";

/** Names that a note lists. */
const LISTED = 6;

export const table: PrinterDefinition = {
  brief: "columns for people",
  hasColumns: true,
  isRowByRow: true,
  // The first rows are held until the widths of their columns are known.
  holds: true,
  open({ output, look, note }) {
    const write = writerOf(output);
    const reader = new CellReader(look);
    const span = new FooterTimes(look);
    let writer: TableWriter | undefined;
    /** Reads rows whose values are what is shown already. */
    const shownReader = new CellReader({ ...look, ...plainLook, time: undefined, round: undefined });
    let shown: ShownColumns | undefined;
    let aligned: AlignedRows | undefined;
    let keys: readonly string[] = [];
    let rows = 0;
    const leftOut = (names: readonly string[]): void => {
      const what = names.length === 1 ? "1 column does" : `${names.length} columns do`;
      const some = names.length > LISTED ? [...names.slice(0, LISTED), "..."] : names;
      note(`${what} not fit (${some.join(", ")}); --vertical shows everything, --fields chooses`);
    };
    return {
      print(batch) {
        if (writer === undefined) {
          keys = outputKeys(batch, batch.fields);
          writer = new TableWriter(headingsOf(keys, look).map(look.visible), write, { ...look, keys, leftOut });
          if (isOfTexts(look)) {
            shown = new ShownColumns(batch.kernel, keys, look);
            aligned = new AlignedRows(batch.kernel, output);
          }
        }
        if (look.footer) span.take(batch, keys);
        let place = 0;
        const isReady = (): boolean => aligned !== undefined && writer?.layout !== undefined;
        while (place < batch.selected && !isReady()) writer.add(reader.row(batch, place++, keys));
        shown?.show(batch, place);
        aligned?.write(batch, place, writer.layout, (odd) => writer?.add(shownReader.row(batch, odd, keys)));
        rows += batch.selected;
        output.records += batch.selected;
      },
      idle: () => writer?.start(),
      end() {
        writer?.end();
        if (look.footer && rows > 0) write(`${colored(footer(rows, span.text()), "dim", look.color)}\n`);
      },
    };
  },
};

/** Nothing is in a row but the texts of its values, and blanks. */
function isOfTexts(look: Look): boolean {
  return look.width === undefined && !look.color && !look.wrap && look.null === undefined;
}

function footer(rows: number, span: string | undefined): string {
  const count = rows === 1 ? "1 row" : `${rows.toLocaleString("en-US")} rows`;
  return span === undefined ? count : `${count}, ${span}`;
}
