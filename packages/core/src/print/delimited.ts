// Lines of values with a separator between them, written by the kernel; value by value only where null has a text or a
// spreadsheet is to be kept from running texts.
import type { Batch } from "../batch.ts";
import { outputKeys } from "../encode/keys.ts";
import type { Output } from "../encode/output.ts";
import { CellReader } from "./cells.ts";
import { headingsOf } from "./headings.ts";
import { type Printer, type PrinterContext, writerOf } from "./printer.ts";
import { ShownColumns } from "./shownColumns.ts";

export interface DelimitedStyle {
  /** Its number in the kernel (@flowlogs/kernel/opcodes). */
  readonly style: number;
  readonly separator: string;
  /** How the heading writes a name, by the same rules as the values. */
  readonly name: (name: string) => string;
  /** The same for a value that is not as it lies in the record. */
  readonly value: (text: string) => string;
  /** Whether a heading is usual for these columns. */
  readonly hasHeading: (keys: readonly string[], isFirst: boolean) => boolean;
  /** Takes the names of each heading that is written. */
  readonly onHeading?: (names: readonly string[]) => void;
}

export function delimitedPrinter(style: DelimitedStyle, context: PrinterContext): Printer {
  const { output, heading, look } = context;
  const write = writerOf(output);
  const reader = new CellReader({ ...look, null: look.null ?? "" });
  let headed: readonly string[] | undefined;
  let keys: readonly string[] = [];
  const isByKernel = look.null === undefined && !look.isForSpreadsheet;
  let shown: ShownColumns | undefined;
  function head(batch: Batch): void {
    keys = outputKeys(batch, batch.fields);
    shown = isByKernel ? new ShownColumns(batch.kernel, keys, look) : undefined;
    const isUsual = style.hasHeading(keys, headed === undefined);
    headed = batch.fields;
    const names = headingsOf(keys, look).map((name) => (look.isForSpreadsheet ? defused(name) : name));
    if (!(heading ?? isUsual)) return;
    write(`${names.map(style.name).join(style.separator)}\n`);
    style.onHeading?.(names);
  }
  return {
    print(batch) {
      if (batch.fields !== headed) head(batch);
      if (shown !== undefined) {
        shown.show(batch);
        writeRows(style, batch, output);
        return;
      }
      for (let place = 0; place < batch.selected; place++) {
        const cells = reader.row(batch, place, keys);
        const texts = cells.map(({ text, isNumber, isNull }) => {
          if (isNull && text === "") return "";
          return style.value(look.isForSpreadsheet && !isNumber ? defused(text) : text);
        });
        write(`${texts.join(style.separator)}\n`);
      }
      output.records += batch.selected;
    },
    end: () => undefined,
  };
}

/** What a spreadsheet takes for a formula if a text begins with it; also in the full width of East Asian texts. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uff0b\uff0d\uff1d\uff20])/;

/** The text with an apostrophe before what a spreadsheet would run; a number stays one. */
function defused(text: string): string {
  return FORMULA.test(text) && !/^[-+]?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text;
}

function writeRows({ style, separator }: DelimitedStyle, batch: Batch, output: Output): void {
  const { list, selected, kernel, fields } = batch;
  const byte = separator.charCodeAt(0);
  output.write(
    selected,
    (from, out, limit) => kernel.writeDelimited(list, from, selected, fields.length, style, byte, out, limit),
    () => kernel.written.value,
  );
}
