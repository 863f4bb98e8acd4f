// A ranking as bars: a line for each record, with its share of all that are shown.
import type { ChartRows } from "./chartRows.ts";
import { colored } from "./colors.ts";
import { drawnAtEnd } from "./drawnAtEnd.ts";
import { alignedLabels, partsThatFit } from "./labelColumns.ts";
import type { Look } from "./look.ts";
import { MOST_LINES, rangeOf } from "./series.ts";
import { padded, widthOf } from "./textWidth.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/** Columns for the share: `100.0 %`, with the blanks before it. */
const SHARE = 9;
/** Blanks around the value. */
const GAPS = 4;
/** Columns that bars have at least. */
const LEAST_BAR = 10;

export const bars = drawnAtEnd("a ranking as bars, with shares", { most: MOST_LINES }, (rows, look, note) => {
  const { count } = rows;
  if (count === 0) return { lines: [], records: 0 };
  const records = rows.values.length;
  if (records < count) note(`the first ${records} of ${count} records are shown; use flow-top to choose`);
  return { lines: linesOf(rows, records, look, note), records };
});

function linesOf(chart: ChartRows, count: number, look: Look, note: (text: string) => void): string[] {
  const values = Float64Array.from(chart.values.first(count));
  const { least, most } = rangeOf(values);
  const largest = Math.max(Math.abs(least), Math.abs(most)) || 1;
  const sum = values.reduce((total, value) => total + (value || 0), 0);
  const valueName = look.visible(chart.valueName);
  const texts = Array.from(values, (value) => (Number.isNaN(value) ? (look.null ?? "-") : chart.show(value)));
  const valueWidth = texts.reduce((width, text) => Math.max(width, widthOf(text)), widthOf(valueName));
  const room = look.chart.width - valueWidth - SHARE - GAPS;
  const parts = partsThatFit(room - LEAST_BAR);
  const leftOut = chart.labelNames.slice(parts);
  if (leftOut.length > 0) {
    const what = leftOut.length === 1 ? "1 column does" : `${leftOut.length} columns do`;
    note(`${what} not fit (${leftOut.map(look.visible).join(", ")}); give a larger --width`);
  }
  const names = Array.from(values, (_, i) => (chart.labelTexts[chart.labels.at(i)] ?? []).slice(0, parts));
  const all = [chart.labelNames.slice(0, parts), ...names];
  const [heading = "", ...labels] = alignedLabels(all, look, room - LEAST_BAR);
  const barWidth = Math.max(LEAST_BAR, room - widthOf(heading));
  const head = colored(`${heading}  ${padded(valueName, valueWidth, true)}`, "bold", look.color);
  const lines = Array.from(values, (value, i) => {
    const bar = barOf(Number.isNaN(value) ? 0 : Math.abs(value) / largest, barWidth, look.ascii);
    const share = sum === 0 || Number.isNaN(value) ? "" : `${((value / sum) * 100).toFixed(1)} %`;
    const start = `${labels[i]}  ${padded(texts[i] ?? "", valueWidth, true)}  `;
    return `${start}${colored(padded(bar, barWidth, false), "cyan", look.color)}${share.padStart(SHARE)}`.trimEnd();
  });
  return [head, ...lines];
}

function barOf(part: number, width: number, isAscii: boolean): string {
  const eighths = Math.round(part * width * 8);
  if (isAscii) return "#".repeat(Math.round(eighths / 8));
  // What is there is seen, however little it is.
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths === 0 && part > 0 ? 1 : eighths % 8] ?? "");
}
