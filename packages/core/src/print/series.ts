// The records of a chart over time as series: a value for each point of time, for each label.
import { ChartProblem, type ChartRows } from "./chartRows.ts";

export interface Series {
  readonly label: string;
  /** A value for each of the times, NaN where there is none. */
  readonly values: Float64Array;
}

export interface TimeSeries {
  /** Epoch seconds, in order; at equal distances where they are bins. */
  readonly times: Float64Array;
  readonly series: readonly Series[];
}

/** Of several records with the same label and time, the sum. Bins that nobody has are there, without values. */
export function timeSeriesOf({ times: at, values, labels, labelTexts }: ChartRows): TimeSeries {
  const times = withGaps(distinct(at.all));
  if (labelTexts.length * times.length > MOST_POINTS) {
    const what = `${labelTexts.length} groups at ${times.length} points of time are too many for a chart`;
    throw new ChartProblem(what, "use flow-top to choose groups, or flow-bin with larger bins");
  }
  const series: (Float64Array | undefined)[] = [];
  for (let i = 0; i < values.length; i++) {
    const place = placeOf(times, at.at(i));
    const value = values.at(i);
    if (place === undefined || Number.isNaN(value)) continue;
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
  return { times, series: named };
}

/** The series with the largest sums, `count` at most, in the order in which they are. */
export function largestSeries(series: readonly Series[], count: number): readonly Series[] {
  if (series.length <= count) return series;
  const sums = new Map(series.map((it) => [it, it.values.reduce((sum, value) => sum + (value || 0), 0)]));
  const chosen = new Set(series.toSorted((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0)).slice(0, count));
  return series.filter((it) => chosen.has(it));
}

/** The numbers in order, each once. */
function distinct(numbers: Float64Array | Uint32Array): Float64Array {
  const sorted = Float64Array.from(numbers).toSorted();
  return sorted.filter((number, i) => !Number.isNaN(number) && number !== sorted[i - 1]);
}

/** Where a time is among those in order. */
function placeOf(times: Float64Array, time: number): number | undefined {
  let [low, high] = [0, times.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = times[middle] ?? Number.NaN;
    if (there === time) return middle;
    if (there < time) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** Values that all series may have together: 160 MB. */
const MOST_POINTS = 20_000_000;

/** More bins than that are not filled up: the times are no bins. */
const MOST_BINS = 100_000;

/** The times, and those between them where all distances are multiples of the smallest one. */
function withGaps(times: Float64Array): Float64Array {
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? first;
  let step = Number.POSITIVE_INFINITY;
  for (let i = 1; i < times.length; i++) step = Math.min(step, (times[i] ?? 0) - (times[i - 1] ?? 0));
  const count = Math.round((last - first) / step) + 1;
  const isRegular = times.every((time) => (time - first) % step === 0);
  if (!Number.isFinite(step) || count > MOST_BINS || !isRegular) return times;
  return Float64Array.from({ length: count }, (_, i) => first + i * step);
}

/** Reduces values to `columns` values: each is the mean of those that fall into its column. */
export function resampled(values: Float64Array, columns: number): Float64Array {
  if (values.length <= columns) return values;
  return Float64Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
    const there = values.subarray(from, to).filter((value) => !Number.isNaN(value));
    return there.length === 0 ? Number.NaN : there.reduce((sum, value) => sum + value, 0) / there.length;
  });
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
