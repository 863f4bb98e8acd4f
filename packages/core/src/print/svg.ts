// A picture for reports: lines over time, or bars where there are no times. It needs no program and no network, and reads in
// black and white too, because dashes tell the lines apart.
import type { ChartRows } from "./chartRows.ts";
import { drawnAtEnd } from "./drawnAtEnd.ts";
import type { Look } from "./look.ts";
import { timeSeriesOf } from "./series.ts";
import { barPicture, MOST_BARS } from "./svg/barPicture.ts";
import { emptyPicture } from "./svg/frame.ts";
import { linePicture } from "./svg/linePicture.ts";

export const svg = drawnAtEnd(
  "a picture for a report: lines over time, or bars",
  { time: "ifThere", most: MOST_BARS },
  (rows, look, note) => ({ lines: [pictureOf(rows, look, note)], records: rows.count }),
);

function pictureOf(rows: ChartRows, look: Look, note: (text: string) => void): string {
  if (rows.count === 0) return emptyPicture(look, "no records");
  if (!rows.hasTime) return barPicture(rows, look, note);
  const data = timeSeriesOf(rows);
  return data.series.length === 0 ? emptyPicture(look, "no values") : linePicture(data, rows, look, note);
}
