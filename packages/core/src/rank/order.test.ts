import { expect, test } from "vitest";
import { sortValue } from "./order.ts";

test.each([
  ["12", 12],
  ["-1.5", -1.5],
  ["1e3", 1000],
  ["007", 7],
  ["9007199254740993", 9007199254740993n],
  ["-9007199254740993", -9007199254740993n],
  ["", ""],
  ["abc", "abc"],
  ["10.0.0.1", "10.0.0.1"],
  ["true", "true"],
  [" ", " "],
  ["0x10", "0x10"],
  ["Infinity", "Infinity"],
  ["+5", "+5"],
  [".5", ".5"],
  ["5.", "5."],
  ["7 ", "7 "],
  ["-", "-"],
  ["1E+3", 1000],
])("%j sorts by %s", (text, value) => {
  expect(sortValue(text)).toBe(value);
});
