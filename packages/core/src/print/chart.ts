// A time series as lines: axes with round numbers, a legend where there are several series.
import { Canvas } from "./canvas.ts";
import { ChartRows } from "./chartRows.ts";
import { colored, seriesColors } from "./colors.ts";
import type { Look } from "./look.ts";
import { type PrinterDefinition, writerOf } from "./printer.ts";
import { largestSeries, rangeOf, resampled, type Series, type TimeSeries, timeSeriesOf } from "./series.ts";
import { padded, shortened, widthOf } from "./textWidth.ts";
import { timeTicks } from "./timeTicks.ts";
import { valueAxis } from "./valueAxis.ts";

/** What tells series apart where there are no colours. */
const SIGNS = ["*", "+", "o", "x", "#", "@"];
/** Lines between two labels of the vertical axis. */
const LINES_PER_TICK = 4;
/** Dots without a value over which no line goes. */
const LONG_GAP = 8;
/** Columns between two labels of times. */
const COLUMNS_PER_TICK = 14;

export const chart: PrinterDefinition = {
  brief: "a time series as lines",
  hasColumns: true,
  holds: true,
  open({ output, look, note }) {
    const write = writerOf(output);
    const rows = new ChartRows(look, { time: true });
    return {
      print: (batch) => rows.take(batch),
      end() {
        const { omissions } = rows;
        if (omissions !== undefined) note(omissions);
        const data = timeSeriesOf(rows);
        if (data.series.length === 0) return;
        const shown = largestSeries(data.series, seriesColors.length);
        if (shown.length < data.series.length) {
          note(`the ${shown.length} largest of ${data.series.length} series are shown; use flow-top to choose others`);
        }
        write(`${colored(look.visible(rows.valueName), "bold", look.color)}\n`);
        for (const line of picture({ times: data.times, series: shown }, look, rows)) write(`${line}\n`);
        if (shown.length > 1) write(`${legend(shown, look)}\n`);
        output.records += rows.values.length;
      },
    };
  },
};

function picture(data: TimeSeries, look: Look, rows: ChartRows): string[] {
  const { height } = look.chart;
  const ranges = data.series.map(({ values }) => rangeOf(values));
  const least = Math.min(...ranges.map((range) => range.least));
  const most = Math.max(...ranges.map((range) => range.most));
  const count = Math.max(2, Math.ceil(height / LINES_PER_TICK));
  const { bottom, top, marks } = valueAxis(least, most, count, rows.isBytes);
  const lineOf = (value: number): number => Math.round(((top - value) / (top - bottom)) * (height - 1));
  const labels = new Map(marks.map((mark) => [lineOf(mark), rows.show(mark)] as const));
  const axisWidth = Math.max(...[...labels.values()].map(widthOf));
  const columns = Math.max(10, look.chart.width - axisWidth - 2);
  const canvas = drawn(data, columns, height, bottom, top);
  const signs = (data.series.length > 1 && !look.color) || look.ascii ? SIGNS : undefined;
  const [tick, axis] = look.ascii ? ["+", "|"] : ["┤", "│"];
  const lines = Array.from({ length: height }, (_, line) => {
    const label = labels.get(line);
    const cells = canvas.row(line, signs).map(({ text, series }) => {
      return series === undefined ? text : colored(text, seriesColors[series % seriesColors.length], look.color);
    });
    return `${padded(label ?? "", axisWidth, true)} ${label === undefined ? axis : tick}${cells.join("").trimEnd()}`;
  });
  return [...lines, ...timeAxis(data.times, columns, axisWidth, look)];
}

function drawn({ times, series }: TimeSeries, columns: number, height: number, bottom: number, top: number): Canvas {
  const canvas = new Canvas(columns, height);
  const count = Math.min(times.length, canvas.width);
  const x = (place: number): number => (count < 2 ? 0 : Math.round((place / (count - 1)) * (canvas.width - 1)));
  const y = (value: number): number => Math.round(((top - value) / (top - bottom)) * (canvas.height - 1));
  for (const [number, { values }] of series.entries()) {
    let before: readonly [number, number] | undefined;
    for (const [place, value] of resampled(values, count).entries()) {
      if (Number.isNaN(value)) continue;
      const [px, py] = [x(place), y(value)];
      // Where values are missing for long, there is no line.
      const [fromX, fromY] = before === undefined || px - before[0] > LONG_GAP ? [px, py] : before;
      canvas.line(fromX, fromY, px, py, number);
      before = [px, py];
    }
  }
  return canvas;
}

function timeAxis(times: Float64Array, columns: number, axisWidth: number, look: Look): string[] {
  const from = times[0] ?? 0;
  const to = times.at(-1) ?? from;
  const rule: string[] = Array.from({ length: columns }, () => (look.ascii ? "-" : "─"));
  const text: string[] = Array.from({ length: columns }, () => " ");
  let free = 0;
  for (const { at, label } of timeTicks(from, to, Math.floor(columns / COLUMNS_PER_TICK), look.zone)) {
    const column = to === from ? 0 : Math.round(((at - from) / (to - from)) * (columns - 1));
    const start = Math.max(0, Math.min(column - Math.floor(label.length / 2), columns - label.length));
    if (start < free) continue;
    rule[column] = look.ascii ? "+" : "┬";
    for (const [i, character] of [...label].entries()) text[start + i] = character;
    free = start + label.length + 1;
  }
  const corner = look.ascii ? "+" : "└";
  return [
    `${" ".repeat(axisWidth + 1)}${corner}${rule.join("")}`,
    `${" ".repeat(axisWidth + 2)}${text.join("").trimEnd()}`,
  ];
}

function legend(series: readonly Series[], look: Look): string {
  const signs = look.color && !look.ascii ? undefined : SIGNS;
  const names = series.map(({ label }, i) => {
    const name = `${signs?.[i % signs.length] ?? "━"} ${shortened(look.visible(label), 30)}`;
    return colored(name, seriesColors[i % seriesColors.length], look.color);
  });
  return names.join("   ");
}
