// Stacked areas over time in block characters: a cell has eight steps, and the colours of two series.
import type { PlotCell } from "./canvas.ts";
import type { TimeSeries } from "./series.ts";
import { fromTop, type ValueAxis } from "./valueAxis.ts";

const STEPS = 8;
const BLOCKS = [..." ▁▂▃▄▅▆▇█"];
const EMPTY: PlotCell = { text: " ", series: undefined };

export class StackPlot {
  /** For each column the upper edges of the series, in steps from the bottom. */
  readonly #edges: readonly (readonly number[])[];
  readonly #height: number;

  /** `data`: stacked. `columns`, `height`: of characters. */
  constructor(data: TimeSeries, axis: ValueAxis, columns: number, height: number) {
    this.#height = height;
    const stepsOf = (value: number): number => Math.round((1 - fromTop(axis, value)) * height * STEPS);
    this.#edges = placesOf(data, columns).map((place) =>
      data.series.map(({ values }) => {
        const value = values[place] ?? Number.NaN;
        // What is there is seen, however little it is.
        return value > 0 ? Math.max(1, stepsOf(value)) : 0;
      }),
    );
  }

  /** The cells of a line, counted from above. `signs`: of the series, where there are no colours. */
  row(line: number, signs: readonly string[] | undefined): PlotCell[] {
    const bottom = (this.#height - 1 - line) * STEPS;
    return this.#edges.map((edges) => {
      const parts = edges.map((edge, series) => {
        const from = Math.max(bottom, edges[series - 1] ?? 0);
        return { series, size: Math.max(0, Math.min(edge, bottom + STEPS) - from) };
      });
      return signs === undefined ? blockOf(parts) : signOf(parts, signs, line === this.#height - 1);
    });
  }
}

interface Part {
  readonly series: number;
  /** Steps that it takes of a cell. */
  readonly size: number;
}

/** The two largest parts of a cell: the lower one as a block, the upper one, or nothing, as its ground. */
function blockOf(parts: readonly Part[]): PlotCell {
  const [first, second] = parts.filter(({ size }) => size > 0).toSorted((a, b) => b.size - a.size);
  if (first === undefined) return EMPTY;
  const filled = parts.reduce((sum, { size }) => sum + size, 0);
  if (second === undefined) return { text: BLOCKS[first.size] ?? "", series: first.series };
  const [lower, upper] = first.series < second.series ? [first, second] : [second, first];
  // A cell has two colours: at the upper edge of the stack one is the ground of the screen.
  if (filled < STEPS) return { text: BLOCKS[filled] ?? "", series: first.series };
  return { text: BLOCKS[lower.size] ?? "", series: lower.series, ground: upper.series };
}

/** The sign of the largest part, if it is half of the cell, or the lowest one of a stack. */
function signOf(parts: readonly Part[], signs: readonly string[], isLowest: boolean): PlotCell {
  const largest = parts.reduce<Part | undefined>((best, it) => (it.size > (best?.size ?? 0) ? it : best), undefined);
  const filled = parts.reduce((sum, { size }) => sum + size, 0);
  if (largest === undefined || (filled < STEPS / 2 && !isLowest)) return EMPTY;
  return { text: signs[largest.series % signs.length] ?? "", series: largest.series };
}

/** The point of time of each column: of several the one with the largest sum, otherwise the nearest; -1: none is near. */
function placesOf({ times, step, series }: TimeSeries, columns: number): number[] {
  const sums = series.at(-1)?.values ?? new Float64Array();
  const from = times[0] ?? 0;
  const span = (times.at(-1) ?? from) - from;
  const secondsPerColumn = span / (columns - 1);
  const places = Array.from({ length: columns }, () => -1);
  for (let place = 0; place < times.length; place++) {
    const column = span === 0 ? 0 : Math.round(((times[place] ?? 0) - from) / secondsPerColumn);
    const before = places[column] ?? -1;
    if (before < 0 || (sums[place] ?? 0) > (sums[before] ?? 0)) places[column] = place;
  }
  const reach = (step ?? span / Math.max(1, times.length - 1)) / 2;
  let next = 0;
  return places.map((there, column) => {
    if (there >= 0) return there;
    const time = from + column * secondsPerColumn;
    while (next < times.length - 1 && (times[next + 1] ?? 0) - time <= time - (times[next] ?? 0)) next++;
    if (next < times.length - 1 && (times[next + 1] ?? 0) - time < Math.abs(time - (times[next] ?? 0))) next++;
    return Math.abs((times[next] ?? 0) - time) <= reach ? next : -1;
  });
}
