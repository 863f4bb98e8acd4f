// The records of a chart over time as series: a value for each point of time, for each label.
import { ChartProblem } from "./chartProblem.ts";
import type { ChartRows } from "./chartRows.ts";
import type { NumberList } from "./numberList.ts";

export interface Series {
  readonly label: string;
  /** A value for each of the times, NaN where there is none. */
  readonly values: Float64Array;
}

export interface TimeSeries {
  /** Epoch seconds, in order; at equal distances where they are bins. */
  readonly times: Float64Array;
  /** The distance of bins; undefined where the times are not bins. */
  readonly step: number | undefined;
  readonly series: readonly Series[];
}

/** Of several records with the same label and time, the sum. Bins that nobody has are there, without values. */
export function timeSeriesOf({ times: at, values, labels, labelTexts }: ChartRows): TimeSeries {
  const { times, step } = withGaps(distinct(at));
  if (labelTexts.length * times.length > MOST_POINTS) {
    const what = `${labelTexts.length} groups at ${times.length} points of time are too many for a chart`;
    throw new ChartProblem(what, "use flow-top to choose groups, or flow-bin with larger bins");
  }
  const series: (Float64Array | undefined)[] = [];
  let place = 0;
  for (let i = 0; i < values.length; i++) {
    const [time, value] = [at.at(i), values.at(i)];
    if (Number.isNaN(time) || Number.isNaN(value)) continue;
    // Most records are in order.
    if (times[place] !== time && times[++place] !== time) place = placeOf(times, time);
    const line = (series[labels.at(i)] ??= new Float64Array(times.length).fill(Number.NaN));
    const before = line[place] ?? Number.NaN;
    const sum = Number.isNaN(before) ? value : before + value;
    if (!Number.isFinite(sum))
      throw new ChartProblem("the sums are too large for a chart", "choose another column with --value");
    line[place] = sum;
  }
  const named = labelTexts.flatMap((parts, number) => {
    const line = series[number];
    return line === undefined ? [] : [{ label: parts.join(" "), values: line }];
  });
  return { times, step, series: named };
}

/** Lines for groups or records that anybody looks at. */
export const MOST_LINES = 10_000;

/** The series that are shown in a line each: the largest ones, if they are more than the screen has lines. */
export function linesFor(
  series: readonly Series[],
  lines = MOST_LINES,
  note: (text: string) => void,
): readonly Series[] {
  const shown = largestSeries(series, lines);
  if (shown.length < series.length) {
    const advice = `use flow-top to choose others${lines < MOST_LINES ? ", or give a larger --height" : ""}`;
    note(`the ${lines} largest of ${series.length} groups are shown; ${advice}`);
  }
  return shown;
}

/** The series with the largest sums, `count` at most, in the order in which they are. */
export function largestSeries(series: readonly Series[], count: number): readonly Series[] {
  if (series.length <= count) return series;
  const sums = new Map(series.map((it) => [it, it.values.reduce((sum, value) => sum + (value || 0), 0)]));
  const chosen = new Set(series.toSorted((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0)).slice(0, count));
  return series.filter((it) => chosen.has(it));
}

/** The numbers in order, each once; without NaN. */
function distinct(numbers: NumberList): Float64Array {
  let [before, count, isInOrder] = [Number.NEGATIVE_INFINITY, 0, true];
  for (let i = 0; i < numbers.length && isInOrder; i++) {
    const number = numbers.at(i);
    if (number > before) count++;
    // NaN is neither.
    if (number < before) isInOrder = false;
    if (!Number.isNaN(number)) before = number;
  }
  const all = isInOrder ? numbers : numbers.first().toSorted();
  const each = all instanceof Float64Array ? all : new Float64Array(count);
  count = 0;
  for (let i = 0; i < all.length; i++) {
    const number = all.at(i) ?? Number.NaN;
    if (!Number.isNaN(number) && (count === 0 || number !== each[count - 1])) each[count++] = number;
  }
  return each.subarray(0, count);
}

/** Where a time is among those in order, of which it is one. */
function placeOf(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Values that all series may have together: 160 MB. */
const MOST_POINTS = 20_000_000;

/** More bins than that are not filled up: the times are no bins. */
const MOST_BINS = 100_000;

/** The times, and those between them where all distances are multiples of the smallest one. */
function withGaps(times: Float64Array): Pick<TimeSeries, "times" | "step"> {
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? first;
  let step = Number.POSITIVE_INFINITY;
  for (let i = 1; i < times.length; i++) step = Math.min(step, (times[i] ?? 0) - (times[i - 1] ?? 0));
  const count = Math.round((last - first) / step) + 1;
  const isRegular = Number.isFinite(step) && times.every((time) => (time - first) % step === 0);
  if (isRegular && count === times.length) return { times, step };
  if (!isRegular || count > MOST_BINS) return { times, step: undefined };
  return { times: Float64Array.from({ length: count }, (_, i) => first + i * step), step };
}

/** Reduces the values of a series to columns: each has the largest of its span of time, so that no peak is lost. */
export function peaksOf({ times, step }: TimeSeries, values: Float64Array, columns: number): Float64Array {
  if (values.length < 2 || (step !== undefined && values.length <= columns)) return values;
  const from = times[0] ?? 0;
  const span = (times.at(-1) ?? from) - from + (step ?? 0);
  const peaks = new Float64Array(columns).fill(Number.NaN);
  for (const [place, value] of values.entries()) {
    const column = Math.min(columns - 1, Math.floor((((times[place] ?? 0) - from) / span) * columns));
    if (!(value <= (peaks[column] ?? 0))) peaks[column] = Number.isNaN(value) ? (peaks[column] ?? value) : value;
  }
  return peaks;
}

/** The smallest and the largest value; NaN for both where there is none. */
export function rangeOf(values: Float64Array): { least: number; most: number } {
  let [least, most] = [Number.NaN, Number.NaN];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    least = Number.isNaN(least) ? value : Math.min(least, value);
    most = Number.isNaN(most) ? value : Math.max(most, value);
  }
  return { least, most };
}
