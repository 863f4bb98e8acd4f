import { expect, test } from "vitest";
import { milliseconds } from "./plan.ts";

test.each([
  [0, 0],
  [1.5, 1500],
  [1.0001, 1001],
  [1_700_000_000.003, 1_700_000_000_003],
  [1_700_000_000.001_5, 1_700_000_000_002],
])("%d seconds are whole milliseconds", (seconds, whole) => {
  expect(milliseconds(seconds)).toBe(whole);
});
