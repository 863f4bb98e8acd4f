import { expect, test } from "vitest";
import { utc } from "../time/zone.ts";
import { timeTicks } from "./timeTicks.ts";
import { valueAxis } from "./valueAxis.ts";

test("marks are round numbers, of bytes in powers of 1,024", () => {
  expect(valueAxis(3, 97, 5, false)).toEqual({ bottom: 0, top: 100, marks: [0, 20, 40, 60, 80, 100] });
  const mib = 1024 ** 2;
  expect(valueAxis(0, 1.52 * mib, 4, true)).toEqual({
    bottom: 0,
    top: 2 * mib,
    marks: [0, 0.5, 1, 1.5, 2].map((it) => it * mib),
  });
  expect(valueAxis(0, 0, 4, false).top).toBeGreaterThan(0);
});

test("times are those of the clocks, and midnight names the day", () => {
  // 2026-11-20T22:00:00Z and four hours on.
  const from = 1_795_212_000;
  expect(timeTicks(from, from + 14_400, 4, utc).map(({ label }) => label)).toEqual([
    "22:00",
    "23:00",
    "11-21",
    "01:00",
    "02:00",
  ]);
});

test.each([true, false])("an axis at the end of all doubles is finite; in powers of 1,024: %s", (isBinary) => {
  const { bottom, top, marks } = valueAxis(-1.7e308, 1.7e308, 5, isBinary);
  expect([bottom, top, ...marks].filter((place) => !Number.isFinite(place))).toEqual([]);
  expect(bottom).toBeLessThanOrEqual(-1.7e308);
  expect(top).toBeGreaterThanOrEqual(1.7e308);
  expect(marks).toContain(0);
});
