// Lines over time on a canvas of dots. Of the values in one column of dots the first, the smallest, the largest and the last
// are drawn: the picture is that of all values, and a peak of one bin in a million is seen.
import { Canvas } from "./canvas.ts";
import type { TimeSeries } from "./series.ts";
import { fromTop, type ValueAxis } from "./valueAxis.ts";

/** Dots without a value that nobody sees. */
const SMALL_GAP = 8;
/** Where times are not bins, a gap is long from so many usual distances on. */
const LONG_GAP = 4;

/** `columns`, `height`: of characters. */
export function linePlot(data: TimeSeries, axis: ValueAxis, columns: number, height: number): Canvas {
  const canvas = new Canvas(columns, height);
  for (const number of data.series.keys()) drawLine(canvas, data, axis, number);
  return canvas;
}

function drawLine(canvas: Canvas, { times, step, series }: TimeSeries, axis: ValueAxis, number: number): void {
  const values = series[number]?.values ?? new Float64Array();
  const from = times[0] ?? 0;
  const span = (times.at(-1) ?? from) - from;
  const dotsPerSecond = span === 0 ? 0 : (canvas.width - 1) / span;
  // Neighbouring bins are joined however far apart they are on a wide screen.
  const reach = Math.max(step ?? (LONG_GAP * span) / (times.length - 1), SMALL_GAP / dotsPerSecond);
  const xOf = (place: number): number => Math.round(((times[place] ?? 0) - from) * dotsPerSecond);
  const yOf = (value: number): number => Math.round(fromTop(axis, value) * (canvas.height - 1));
  let [beforeX, beforeY, beforeTime] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let place = 0; place < values.length;) {
    const first = values[place] ?? Number.NaN;
    if (Number.isNaN(first)) {
      place++;
      continue;
    }
    const x = xOf(place);
    const time = times[place] ?? 0;
    let [least, most, last, lastTime] = [first, first, first, time];
    for (place++; place < values.length && xOf(place) === x; place++) {
      const value = values[place] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
      last = value;
      lastTime = times[place] ?? 0;
    }
    if (time - beforeTime <= reach) canvas.line(beforeX, beforeY, x, yOf(first), number);
    canvas.line(x, yOf(least), x, yOf(most), number);
    [beforeX, beforeY, beforeTime] = [x, yOf(last), lastTime];
  }
}
