import { expect, test } from "vitest";
import { compareDecimals, parseDecimal, parsePlainDecimal } from "./decimal.ts";

test.each([
  ["5", "5"],
  ["+5", "5"],
  ["-5", "-5"],
  ["-0", "0"],
  ["-0.0", "0"],
  ["007", "7"],
  [".5", "0.5"],
  ["-.25", "-0.25"],
  ["1.50", "1.5"],
  ["1.5k", "1500"],
  ["0.0001k", "0.1"],
  ["2K", "2000"],
  ["1M", "1000000"],
  ["1G", "1000000000"],
  ["1Ki", "1024"],
  ["1.5Mi", "1572864"],
  ["3Gi", "3221225472"],
  ["1e3", "1000"],
  ["1e-3", "0.001"],
  ["123456789012345678901234567890", "123456789012345678901234567890"],
  ["9007199254740993k", "9007199254740993000"],
  ["", undefined],
  [".", undefined],
  ["5.", undefined],
  ["k", undefined],
  ["1m", undefined],
  ["0x10", undefined],
  ["1e999", undefined],
  ["1_000", undefined],
])("%j is %s", (word, expected) => {
  expect(parseDecimal(word)).toBe(expected);
});

test("in quotes there is neither suffix nor exponent", () => {
  expect(["8088", "-1.50", "1k", "1e3", ".5", " 1"].map(parsePlainDecimal)).toEqual(["8088", "-1.5", ...Array(4)]);
});

test.each([
  ["1", "2", -1],
  ["10", "9", 1],
  ["1.5", "1.50", 0],
  ["-0.5", "0.25", -1],
  ["-0.5", "-0.25", -1],
  ["9007199254740993", "9007199254740992", 1],
])("%s against %s is %i", (left, right, expected) => {
  expect(compareDecimals(left, right)).toBe(expected);
});
