import { describe, expect, test } from "vitest";
import type { Series } from "./series.ts";
import { stacked, withOthers } from "./stack.ts";
import { StackPlot } from "./stackPlot.ts";
import { valueAxis } from "./valueAxis.ts";

const series = (label: string, ...values: number[]): Series => ({ label, values: Float64Array.from(values) });
const at = (times: number[], ...all: Series[]) => ({ times: Float64Array.from(times), step: 60, series: all });
const none = Number.NaN;

describe("stacked series", () => {
  test("each begins where the one below it ends, and the upper edge is the sum", () => {
    const data = stacked(at([0, 60, 120, 180], series("a", 1, none, 3, none), series("b", 10, 20, none, none)));
    expect(data.series.map(({ values }) => [...values])).toEqual([
      [1, none, 3, none],
      [11, 20, 3, none],
    ]);
  });

  test("the others are one series, whose values are their sum", () => {
    const all = [series("a", 5, 5), series("b", 1, none), series("c", 2, 7), series("d", none, none)];
    expect(withOthers(all, 2)).toEqual([series("a", 5, 5), series("c", 2, 7), series("other (2)", 1, none)]);
    expect(withOthers(all, 4)).toEqual(all);
  });

  test("negative values are told", () => {
    expect(() => stacked(at([0], series("a", -1)))).toThrow("a stacked chart cannot show negative values");
  });
});

describe("a plot of them", () => {
  /** Two series of 2 and 6 on an axis up to 8, in four lines: two cells a line. */
  const plot = new StackPlot(
    stacked(at([0, 60], series("a", 2, 2), series("b", 6, 2))),
    valueAxis(0, 8, 4, false),
    4,
    4,
  );
  const signs = ["*", "+"];

  test("has as many cells of each series as its value says", () => {
    const lines = [0, 1, 2, 3].map((line) => plot.row(line, signs).map(({ text }) => text));
    expect(lines.map((line) => line.join(""))).toEqual(["++  ", "++  ", "++++", "****"]);
  });

  test("has two colours in a cell in which one series ends and another begins", () => {
    const half = new StackPlot(
      stacked(at([0], series("a", 3), series("b", 5))),
      { bottom: 0, top: 8, marks: [] },
      1,
      2,
    );
    expect(half.row(1, undefined)).toEqual([{ text: "▆", series: 0, ground: 1 }]);
    expect(half.row(0, undefined)).toEqual([{ text: "█", series: 1 }]);
  });

  test("shows the largest sum of the bins in a column", () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i === 4242 ? 8 : 1));
    const times = values.map((_, i) => i * 60);
    const many = new StackPlot(stacked(at(times, series("a", ...values))), valueAxis(0, 8, 4, false), 70, 4);
    const upper = many.row(0, signs).map(({ text }) => text);
    // 4,242 of 9,999 on 70 columns is the 29th.
    expect(upper.join("").trimEnd()).toBe(`${" ".repeat(29)}*`);
  });
});
