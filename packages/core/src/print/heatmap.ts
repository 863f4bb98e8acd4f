// Groups over time as shades: a line for each group, a column for each bin or for some of them.
import { colored } from "./colors.ts";
import { drawnAtEnd } from "./drawnAtEnd.ts";
import { timeAxis } from "./plotFrame.ts";
import { linesFor, peaksOf, rangeOf, timeSeriesOf } from "./series.ts";
import { padded, shortened, widest, widthOf } from "./textWidth.ts";

const SHADES = [..." ░▒▓█"];
const ASCII_SHADES = [..." .:*#"];
/** Columns of shades that show anything. */
const LEAST_COLUMNS = 8;
/** Columns of a bin, where there are few of them. */
const WIDEST_CELL = 6;

export const heatmap = drawnAtEnd("groups over time as shades", { time: true }, (rows, look, note) => {
  const data = timeSeriesOf(rows);
  const { times, step } = data;
  const series = linesFor(data.series, look.chart.lines, note);
  if (series.length === 0) return { lines: [], records: 0 };
  const { width } = look.chart;
  const labels = series.map(({ label }) => shortened(look.visible(label), Math.floor(width / 2)));
  const labelWidth = widest(labels);
  const gap = labelWidth > 0 ? 2 : 0;
  const room = Math.max(LEAST_COLUMNS, width - labelWidth - gap);
  const cells = series.map(({ values }) => peaksOf(data, values, room));
  const isEachBin = step !== undefined && times.length <= room;
  const cell = isEachBin ? Math.min(WIDEST_CELL, Math.floor(room / times.length)) : 1;
  const most = cells.reduce((largest, line) => Math.max(largest, rangeOf(line).most || 0), 0);
  const shades = look.ascii ? ASCII_SHADES : SHADES;
  const lines = cells.map((values, i) => {
    const shaded = Array.from(values, (value) => shadeOf(value, most, shades).repeat(cell)).join("");
    const name = padded(labels[i] ?? "", labelWidth, false);
    return `${name}${" ".repeat(gap)}${colored(shaded, "yellow", look.color)}`.trimEnd();
  });
  const axis = timeAxis(times, Math.max(LEAST_COLUMNS, cell * (cells[0]?.length ?? 0)), look, cell);
  const start = " ".repeat(labelWidth + gap);
  const limits = shades.slice(1).map((shade, i) => `${shade} ${rows.show((most * (i + 1)) / (shades.length - 1))}`);
  const legend = wrappedWords([`${shortened(look.visible(rows.valueName), width - 7)} up to:`, ...limits], width);
  return { lines: [...lines, `${start}${axis.rule}`, `${start}${axis.labels}`, ...legend], records: series.length };
});

/** Blank is nothing at all; the lightest shade is more than that. */
function shadeOf(value: number, most: number, shades: readonly string[]): string {
  if (!(value > 0) || most <= 0) return " ";
  return shades[Math.min(shades.length - 1, Math.ceil((value / most) * (shades.length - 1)))] ?? " ";
}

/** The texts with two blanks between them, after the first one, on as many lines as they need. */
function wrappedWords([first = "", ...texts]: readonly string[], width: number): string[] {
  const lines = [first];
  for (const [i, text] of texts.entries()) {
    const line = `${lines.at(-1)}${i === 0 ? " " : "  "}${text}`;
    if (widthOf(line) <= width) lines[lines.length - 1] = line;
    else lines.push(text);
  }
  return lines;
}
