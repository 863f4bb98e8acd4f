// Lines over time as a picture.
import { showerOf } from "../cells.ts";
import type { ChartRows } from "../chartRows.ts";
import type { Look } from "../look.ts";
import { largestSeries, rangeOf, type Series, type TimeSeries } from "../series.ts";
import { stacked, withOthers } from "../stack.ts";
import { titleOf } from "../titles.ts";
import { timeTicks } from "../timeTicks.ts";
import { formatInZone } from "../../time/zone.ts";
import { fromTop, valueAxis } from "../valueAxis.ts";
import {
  DEFAULT_HEIGHT,
  DEFAULT_WIDTH,
  fitted,
  FONT_SIZE,
  GRID,
  inks,
  MARGIN,
  short,
  textAt,
  textWidth,
  titled,
  TOP,
} from "./frame.ts";
import { areaOf, pathOf, piecesOf } from "./path.ts";

/** Lines that anybody tells apart. */
const MOST_LINES = inks.length;
/** Lines and gaps of each, in pixels. */
const DASHES = ["", "9 4", "2 3", "12 3 2 3", "5 2", "14 3 5 3", "9 3 2 3 2 3", "16 4"];
/** Pixels between two labels, about. */
const [ACROSS, DOWN] = [95, 55];
const SAMPLE = 28;
const LEGEND_LINE = 20;
/** Pixels that a name in the legend takes at most. */
const MOST_NAME = 260;

export function linePicture(data: TimeSeries, rows: ChartRows, look: Look, note: (text: string) => void): string {
  const width = look.chart.width || DEFAULT_WIDTH;
  const height = look.chart.height || DEFAULT_HEIGHT;
  const { isStacked } = look;
  const count = isStacked ? MOST_LINES - 1 : MOST_LINES;
  const series = isStacked ? withOthers(data.series, count) : largestSeries(data.series, count);
  const isCut = count < data.series.length;
  const remark = `the ${count} largest of ${data.series.length} series`;
  if (isCut) note(`${remark} are shown${isStacked ? " and the sum of the others" : "; use flow-top to choose others"}`);
  const legend = series.length > 1 ? legendOf(series, width, look) : { lines: 0, content: "" };
  const bottom = height - MARGIN - FONT_SIZE - 8;
  const top = TOP + 8 + legend.lines * LEGEND_LINE;
  const valueName = look.visible(rows.valueName);
  const [from, to] = [data.times[0] ?? 0, data.times.at(-1) ?? 0];
  const span = [from, to].map((time) => formatInZone(look.zone, Math.round(time * 1000))).join(" to ");
  const by = titleOf(valueName, rows.labelNames.map(look.visible));
  const content =
    legend.content +
    plot(isStacked ? stacked({ ...data, series }) : { ...data, series }, rows, look, {
      left: MARGIN,
      right: width - MARGIN,
      top,
      bottom,
    });
  const description = `${isStacked ? "Stacked areas" : "Lines"} of ${by} from ${span}${series.length > 1 ? `: ${series.map(({ label }) => look.visible(label)).join(", ")}` : ""}`;
  return titled({ width, height, by, remarks: [span, isCut ? remark : ""], description }, look, content);
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function plot({ times, series }: TimeSeries, rows: ChartRows, look: Look, box: Box): string {
  const ranges = series.map(({ values }) => rangeOf(values));
  const least = Math.min(...ranges.map((range) => range.least));
  const most = Math.max(...ranges.map((range) => range.most));
  const count = Math.max(2, Math.round((box.bottom - box.top) / DOWN));
  const axis = valueAxis(least, most, count, rows.isBytes);
  const labels = axis.marks.map((mark) => rows.show(mark));
  const left = box.left + Math.max(...labels.map((label) => textWidth(label))) + 8;
  const [from, to] = [times[0] ?? 0, times.at(-1) ?? 0];
  const x = (time: number): number =>
    from === to ? (left + box.right) / 2 : left + ((time - from) / (to - from)) * (box.right - left);
  const y = (value: number): number => box.top + fromTop(axis, value) * (box.bottom - box.top);
  const grid = axis.marks.map((mark, i) => {
    const line = `<line x1="${short(left)}" x2="${short(box.right)}" y1="${short(y(mark))}" y2="${short(y(mark))}" stroke="${mark === 0 ? "#4a5563" : GRID}"/>\n`;
    return line + textAt(left - 8, y(mark) + FONT_SIZE * 0.35, labels[i] ?? "", { anchor: "end" });
  });
  const lines = series.map(({ values }, number) => {
    const pieces = piecesOf(
      values.length,
      (i) => x(times[i] ?? 0),
      (i) => y(values[i] ?? Number.NaN),
    );
    const ink = inks[number] ?? "";
    return look.isStacked ? areaOf(pieces, y(0), ink) : pathOf(pieces, ink, DASHES[number] ?? "");
  });
  // The upper areas come first: each covers what is below its own part.
  if (look.isStacked) lines.reverse();
  return grid.join("") + timeAxis(from, to, x, { ...box, left }, look) + lines.join("");
}

function timeAxis(
  from: number,
  to: number,
  x: (time: number) => number,
  { left, right, bottom }: Box,
  look: Look,
): string {
  let free = 0;
  const show = showerOf("bin", look);
  const ticks = timeTicks(from, to, Math.floor((right - left) / ACROSS), look.zone).map(({ at, label: usual }) => {
    const label = look.time === undefined || look.time === "iso" ? usual : show(String(at), false).text;
    const half = textWidth(label) / 2;
    const middle = Math.max(half, Math.min(x(at), right - half));
    if (middle - half < free) return "";
    free = middle + half + 8;
    const mark = `<line x1="${short(x(at))}" x2="${short(x(at))}" y1="${short(bottom)}" y2="${short(bottom + 5)}" stroke="#4a5563"/>\n`;
    return mark + textAt(middle, bottom + FONT_SIZE + 7, label, { anchor: "middle" });
  });
  return ticks.join("");
}

function legendOf(series: readonly Series[], width: number, look: Look): { lines: number; content: string } {
  let [x, line] = [MARGIN, 0];
  const entries = series.map(({ label }, number) => {
    const name = fitted(look.visible(label), Math.min(MOST_NAME, width - 2 * MARGIN - SAMPLE));
    const size = SAMPLE + 6 + textWidth(name) + 18;
    if (x > MARGIN && x + size > width - MARGIN) [x, line] = [MARGIN, line + 1];
    const y = TOP + 8 + line * LEGEND_LINE;
    const sample = `<line x1="${short(x)}" x2="${short(x + SAMPLE)}" y1="${short(y - 4)}" y2="${short(y - 4)}" stroke="${inks[number]}" stroke-width="2.5" stroke-dasharray="${look.isStacked ? "" : DASHES[number]}"/>\n`;
    const entry = sample + textAt(x + SAMPLE + 6, y, name);
    x += size;
    return entry;
  });
  return { lines: line + 1, content: entries.join("") };
}
