// A time series as lines or stacked areas: axes with round numbers, a legend where there are several series.
import type { ChartRows } from "./chartRows.ts";
import { colored, seriesColors } from "./colors.ts";
import { drawnAtEnd } from "./drawnAtEnd.ts";
import { linePlot } from "./linePlot.ts";
import type { Look } from "./look.ts";
import { framed, legend } from "./plotFrame.ts";
import { largestSeries, rangeOf, type TimeSeries, timeSeriesOf } from "./series.ts";
import { stacked, withOthers } from "./stack.ts";
import { StackPlot } from "./stackPlot.ts";
import { shortened } from "./textWidth.ts";
import { valueAxis } from "./valueAxis.ts";

/** Lines between two labels of the vertical axis. */
const LINES_PER_TICK = 4;

export const chart = drawnAtEnd("a time series as lines or stacked areas", { time: true }, (rows, look, note) => {
  const data = timeSeriesOf(rows);
  if (data.series.length === 0) return { lines: [], records: 0 };
  const count = seriesColors.length;
  const series = look.isStacked ? withOthers(data.series, count) : largestSeries(data.series, count);
  if (count < data.series.length) {
    const others = look.isStacked ? "and the sum of the others" : "use flow-top to choose others";
    note(`the ${count} largest of ${data.series.length} series are shown${look.isStacked ? " " : "; "}${others}`);
  }
  const title = colored(shortened(look.visible(rows.valueName), look.chart.width), "bold", look.color);
  const names = series.map(({ label }) => look.visible(label));
  const lines = [title, ...picture({ ...data, series }, look, rows), ...(names.length > 1 ? legend(names, look) : [])];
  return { lines, records: rows.values.length };
});

function picture(all: TimeSeries, look: Look, rows: ChartRows): string[] {
  const data = look.isStacked ? stacked(all) : all;
  const ranges = data.series.map(({ values }) => rangeOf(values));
  const least = Math.min(...ranges.map((range) => range.least));
  const most = Math.max(...ranges.map((range) => range.most));
  const axis = valueAxis(least, most, Math.max(2, Math.ceil(look.chart.height / LINES_PER_TICK)), rows.isBytes);
  const frame = {
    axis,
    times: data.times,
    show: (mark: number) => rows.show(mark),
    isPlain: data.series.length === 1 && !look.isStacked,
  };
  return framed(frame, look, (columns, height) =>
    look.isStacked ? new StackPlot(data, axis, columns, height) : linePlot(data, axis, columns, height),
  );
}
