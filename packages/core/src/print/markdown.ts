// A table of GitHub's Markdown, row by row.
import { outputKeys } from "../encode/keys.ts";
import { CellReader } from "./cells.ts";
import { headingsOf } from "./headings.ts";
import { printKindOf } from "./printKind.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";

export const markdown: PrinterDefinition = {
  brief: "a table of Markdown",
  hasColumns: true,
  open({ output, look }) {
    const write = writerOf(output);
    const reader = new CellReader({ ...look, null: look.null ?? "" });
    let keys: readonly string[] | undefined;
    return {
      print(batch) {
        if (keys === undefined) {
          keys = outputKeys(batch, batch.fields);
          write(line(headingsOf(keys, look).map(look.visible)) + line(keys.map(rule)));
        }
        for (let place = 0; place < batch.selected; place++) {
          write(line(reader.row(batch, place, keys).map(({ text }) => text)));
        }
        output.records += batch.selected;
      },
      end: () => undefined,
    };
  },
};

function line(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|")).join(" | ")} |\n`;
}

/** Numbers are written to the right. */
function rule(name: string): string {
  const { kind } = printKindOf(name);
  return kind === "text" || kind === "time" ? "---" : "--:";
}
