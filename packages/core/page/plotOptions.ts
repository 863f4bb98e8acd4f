// How uPlot draws the chart: with the axes of the charts in a terminal, in the colours of the page.
import type uPlot from "uplot";
import type { PageChart } from "../src/print/page/pageData.ts";
import { timeTicks } from "../src/print/timeTicks.ts";
import { humanAmount } from "../src/print/units.ts";
import { valueAxis } from "../src/print/valueAxis.ts";
import type { Zone } from "../src/time/zone.ts";
import { dashOf } from "./legend.ts";

/** Pixels between two labels, about. */
const [ACROSS, DOWN] = [100, 60];
/** Of a digit in the font of the axes. */
const DIGIT = 7.2;
const FONT = "12px system-ui, sans-serif";

interface Drawing {
  readonly data: PageChart;
  readonly zone: Zone;
  /** A colour of the style sheet by the name of its property, as it is now. */
  readonly color: (property: string) => string;
  readonly seriesColor: (place: number) => string;
}

export function plotOptions({ data, zone, color, seriesColor }: Drawing): Omit<uPlot.Options, "width" | "height"> {
  const isBytes = data.kind.kind === "bytes";
  const [first = 0, last = first] = [data.times[0], data.times.at(-1)];
  const ticks = (plot: uPlot, from: number, to: number) =>
    timeTicks(from, to, Math.floor(plot.over.clientWidth / ACROSS), zone);
  const axis = { font: FONT, stroke: () => color("--text"), grid: { stroke: () => color("--line"), width: 1 } };
  return {
    legend: { show: false },
    // Room for half of the last label.
    padding: [null, 34, null, null],
    scales: {
      x: {
        time: false,
        // A single point of time is in the middle.
        range: (_, from, to) => (first === last ? [first - 1, first + 1] : [from, to]),
      },
      y: {
        range(plot, least, most) {
          const { bottom, top } = valueAxis(least ?? 0, most ?? 0, marksOf(plot), isBytes);
          return [bottom, top];
        },
      },
    },
    axes: [
      {
        ...axis,
        size: 36,
        ticks: { stroke: () => color("--line"), size: 6 },
        splits: (plot, _, from, to) => ticks(plot, from, to).map(({ at }) => at),
        values(plot) {
          const { min, max } = plot.scales["x"] ?? {};
          return ticks(plot, min ?? 0, max ?? 0).map(({ label }) => label);
        },
      },
      {
        ...axis,
        ticks: { show: false },
        splits: (plot, _, from, to) => [...valueAxis(from, to, marksOf(plot), isBytes).marks],
        values: (_, places) => places.map((place) => humanAmount(data.kind, place)),
        size: (_, labels) => 16 + DIGIT * Math.max(4, ...(labels ?? []).map((label) => label.length)),
      },
    ],
    series: [
      {},
      ...data.series.map(({ label, values }, i) => ({
        label,
        stroke: () => seriesColor(i),
        width: 2,
        dash: [...dashOf(i)],
        points: { show: true, size: 6, fill: () => seriesColor(i), filter: lonePoints(values) },
      })),
    ],
    cursor: {
      y: false,
      drag: { x: true, y: false },
      focus: { prox: 24 },
      dataIdx: (_, __, closest) => closest,
      move: (plot, left, top) => [snapped(plot, left), top],
    },
    focus: { alpha: 0.35 },
  };
}

/** The place of the nearest point of time, if that is in view: the cursor is where there are values. */
function snapped(plot: uPlot, left: number): number {
  const place = plot.valToPos(plot.data[0][plot.posToIdx(left)] ?? 0, "x");
  return left < 0 || place < 0 || place > plot.over.clientWidth ? left : place;
}

/** How many marks the axis of values has, about. */
function marksOf(plot: uPlot): number {
  return Math.max(2, Math.round(plot.over.clientHeight / DOWN));
}

/** The places of values to which no line goes, because neither neighbour has a value. */
function lonePoints(values: readonly (number | null)[]): (...plot: readonly unknown[]) => number[] {
  const isThere = (place: number): boolean => (values[place] ?? null) !== null;
  const lone = values.flatMap((_, i) => (isThere(i) && !isThere(i - 1) && !isThere(i + 1) ? [i] : []));
  return () => lone;
}
