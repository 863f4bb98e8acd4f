// Series on top of one another: where each begins and ends, so that the upper edge of all is the sum.
import { ChartProblem } from "./chartProblem.ts";
import { largestSeries, type Series, type TimeSeries } from "./series.ts";

/** The largest series, and one more that is the sum of the others, if there are any. */
export function withOthers(all: readonly Series[], count: number): readonly Series[] {
  const chosen = largestSeries(all, count);
  const others = all.filter((it) => !chosen.includes(it));
  if (others.length === 0) return chosen;
  const rest = edgesOf(others).at(-1) ?? new Float64Array();
  return [...chosen, { label: `other (${others.length})`, values: rest }];
}

/** The data with, in place of the values of each series, the sum of its own and of those below it. */
export function stacked(data: TimeSeries): TimeSeries {
  const edges = edgesOf(data.series);
  return { ...data, series: data.series.map(({ label }, i) => ({ label, values: edges[i] ?? new Float64Array() })) };
}

/** The upper edge of each series; NaN where neither it nor one below it has a value. Throws ChartProblem for negative values. */
function edgesOf(series: readonly Series[]): Float64Array[] {
  let below: Float64Array | undefined;
  return series.map(({ values }) => {
    const edge = values.slice();
    for (const [place, value] of values.entries()) {
      if (value < 0) throw new ChartProblem("a stacked chart cannot show negative values", "leave out --stack");
      const sum = below?.[place] ?? Number.NaN;
      if (!Number.isNaN(sum)) edge[place] = Number.isNaN(value) ? sum : sum + value;
      if (edge[place] === Number.POSITIVE_INFINITY) {
        throw new ChartProblem("the sums are too large for a chart", "leave out --stack");
      }
    }
    below = edge;
    return edge;
  });
}
