// A small chart over time in one line for each group.
import { colored } from "./colors.ts";
import { drawnAtEnd } from "./drawnAtEnd.ts";
import { linesFor, peaksOf, rangeOf, timeSeriesOf } from "./series.ts";
import { padded, shortened, widest } from "./textWidth.ts";

const LEVELS = [..."▁▂▃▄▅▆▇█"];
const ASCII_LEVELS = [..."_.-~=*#@"];
/** Columns of a line that shows anything. */
const LEAST_COLUMNS = 8;

export const spark = drawnAtEnd(
  "a small chart over time in a line for each group",
  { time: true },
  (rows, look, note) => {
    const data = timeSeriesOf(rows);
    const series = linesFor(data.series, look.chart.lines, note);
    const { width } = look.chart;
    const ranges = series.map(({ values }) => rangeOf(values));
    const texts = ranges.map(({ least, most }) => `${rows.show(least)} to ${rows.show(most)}`);
    const rest = width - LEAST_COLUMNS - widest(texts) - 4;
    const most = Math.max(LEAST_COLUMNS, Math.min(rest, Math.floor(width / 2)));
    const labels = series.map(({ label }) => shortened(look.visible(label), most));
    const labelWidth = widest(labels);
    const gaps = labelWidth > 0 ? 4 : 2;
    const columns = Math.max(LEAST_COLUMNS, width - labelWidth - widest(texts) - gaps);
    const levels = look.ascii ? ASCII_LEVELS : LEVELS;
    const lines = series.map(({ values }, i) => {
      const line = Array.from(peaksOf(data, values, columns), (value) => levelOf(value, ranges[i]?.most ?? 0, levels));
      const name = labelWidth > 0 ? `${padded(labels[i] ?? "", labelWidth, false)}  ` : "";
      return `${name}${colored(line.join(""), "cyan", look.color)}  ${texts[i]}`;
    });
    return { lines, records: series.length };
  },
);

/** Levels are counted from zero, so that lines of different groups can be compared in shape, not in height. */
function levelOf(value: number, most: number, levels: readonly string[]): string {
  if (Number.isNaN(value)) return " ";
  const level = most <= 0 ? 0 : Math.ceil((value / most) * levels.length) - 1;
  return levels[Math.max(0, Math.min(levels.length - 1, level))] ?? "";
}
