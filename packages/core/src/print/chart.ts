// A time series as lines: axes with round numbers, a legend where there are several series.
import type { ChartRows } from "./chartRows.ts";
import { colored, seriesColors } from "./colors.ts";
import { drawnAtEnd } from "./drawnAtEnd.ts";
import { linePlot } from "./linePlot.ts";
import type { Look } from "./look.ts";
import { framed, legend } from "./plotFrame.ts";
import { largestSeries, rangeOf, type TimeSeries, timeSeriesOf } from "./series.ts";
import { shortened } from "./textWidth.ts";
import { valueAxis } from "./valueAxis.ts";

/** Lines between two labels of the vertical axis. */
const LINES_PER_TICK = 4;

export const chart = drawnAtEnd("a time series as lines", { time: true }, (rows, look, note) => {
  const data = timeSeriesOf(rows);
  if (data.series.length === 0) return { lines: [], records: 0 };
  const series = largestSeries(data.series, seriesColors.length);
  if (series.length < data.series.length) {
    note(`the ${series.length} largest of ${data.series.length} series are shown; use flow-top to choose others`);
  }
  const title = colored(shortened(look.visible(rows.valueName), look.chart.width), "bold", look.color);
  const names = series.map(({ label }) => look.visible(label));
  const lines = [title, ...picture({ ...data, series }, look, rows), ...(names.length > 1 ? legend(names, look) : [])];
  return { lines, records: rows.values.length };
});

function picture(data: TimeSeries, look: Look, rows: ChartRows): string[] {
  const ranges = data.series.map(({ values }) => rangeOf(values));
  const least = Math.min(...ranges.map((range) => range.least));
  const most = Math.max(...ranges.map((range) => range.most));
  const axis = valueAxis(least, most, Math.max(2, Math.ceil(look.chart.height / LINES_PER_TICK)), rows.isBytes);
  const frame = { axis, times: data.times, show: (mark: number) => rows.show(mark), isPlain: data.series.length === 1 };
  return framed(frame, look, (columns, height) => linePlot(data, axis, columns, height));
}
