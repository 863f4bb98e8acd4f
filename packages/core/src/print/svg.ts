// A picture for reports: lines over time, or bars where there are no times. It needs no program and no network, and reads in
// black and white too, because dashes tell the lines apart.
import { ChartRows } from "./chartRows.ts";
import type { Look } from "./look.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";
import { timeSeriesOf } from "./series.ts";
import { barPicture } from "./svg/barPicture.ts";
import { emptyPicture } from "./svg/frame.ts";
import { linePicture } from "./svg/linePicture.ts";

export const svg: PrinterDefinition = {
  brief: "a picture for a report: lines over time, or bars",
  hasColumns: true,
  holds: true,
  open({ output, look, note }) {
    const write = writerOf(output);
    const rows = new ChartRows(look, { time: "ifThere" });
    return {
      print: (batch) => rows.take(batch),
      end() {
        const { omissions } = rows;
        if (omissions !== undefined) note(omissions);
        write(pictureOf(rows, look, note));
        output.records += rows.values.length;
      },
    };
  },
};

function pictureOf(rows: ChartRows, look: Look, note: (text: string) => void): string {
  if (rows.values.length === 0) return emptyPicture(look, "no records");
  if (!rows.hasTime) return barPicture(rows, look, note);
  const data = timeSeriesOf(rows);
  return data.series.length === 0 ? emptyPicture(look, "no values") : linePicture(data, rows, look, note);
}
