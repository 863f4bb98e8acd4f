import { describe, expect, test } from "vitest";
import { linePlot } from "./linePlot.ts";
import { peaksOf } from "./series.ts";
import { valueAxis } from "./valueAxis.ts";

const [COLUMNS, LINES] = [70, 6];

/** The lines of a plot of values at these times, a star where a line goes. */
function plotted(times: number[], values: number[], step?: number): string[] {
  const there = values.filter((value) => !Number.isNaN(value));
  const axis = valueAxis(Math.min(...there), Math.max(...there), 3, false);
  const series = [{ label: "", values: Float64Array.from(values) }];
  const canvas = linePlot({ times: Float64Array.from(times), step, series }, axis, COLUMNS, LINES);
  const lines = Array.from({ length: LINES }, (_, line) => canvas.row(line, ["*"]));
  return lines.map((cells) => cells.map(({ text }) => text).join(""));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe("lines over time", () => {
  test.each([1, -1])("a peak of one bin in 10,000 is as high as the peak: %i", (sign) => {
    const values = upTo(10_000).map((i) => (i === 4242 ? 1000 * sign : sign));
    const lines = plotted(upTo(10_000), values, 1);
    const last = sign > 0 ? lines : lines.toReversed();
    // 4,242 of 9,999 on 140 dots is the 59th: column 29.
    expect(last[0]?.trimEnd()).toBe(`${" ".repeat(29)}*`);
    expect(last.every((line) => line[29] === "*")).toBe(true);
    expect(last.at(-1)).toBe("*".repeat(COLUMNS));
  });

  test("neighbouring bins are joined however few they are, and a bin without a value is a gap", () => {
    expect(plotted([0, 60, 120], [5, 5, 5], 60).join("").replaceAll(" ", "")).toBe("*".repeat(COLUMNS));
    const gap = plotted([0, 60, 120, 180], [5, 5, Number.NaN, 5], 60).join("").trim();
    expect(gap).toMatch(/^\*{23,24} +\*$/);
  });

  test("times that are not bins are where the axis has them", () => {
    const [upper] = plotted([0, 10, 11, 100], [0, 9, 0, 0]);
    // 10 of 100 on 140 dots is the 14th: column 7. In the next one the line is down again.
    expect(upper?.lastIndexOf("*")).toBe(7);
  });

  test("values at the end of all doubles", () => {
    const lines = plotted([0, 1], [1.7e308, -1.7e308], 1);
    expect(lines[0]?.startsWith("*")).toBe(true);
    expect(lines.at(-1)?.endsWith("*")).toBe(true);
  });
});

describe("fewer columns than values", () => {
  const values = Float64Array.from([1, 9, 2, 3, Number.NaN, Number.NaN, Number.NaN, -1]);
  const times = Float64Array.from(upTo(8));

  test("have the largest of each", () => {
    const bins = { times, step: 1, series: [] };
    expect(peaksOf(bins, values, 4)).toEqual(Float64Array.from([9, 3, Number.NaN, -1]));
    expect(peaksOf(bins, values, 8)).toBe(values);
  });

  test("have it where its time is, if times are not bins", () => {
    const odd = { times: Float64Array.from([0, 1, 100]), step: undefined, series: [] };
    expect(peaksOf(odd, Float64Array.from([5, 7, 6]), 4)).toEqual(Float64Array.from([7, Number.NaN, Number.NaN, 6]));
  });
});
