import { expect, test } from "vitest";
import { compareRanked, type SortValue, sortValue } from "./order.ts";

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

const inOrder: readonly SortValue[] = [-5, 0, 0.5, 1, 9007199254740992, 9007199254740993n, 1e300, "", "a", "b"];

test("numbers before texts, each among its own kind; descending turns that round; null is last", () => {
  for (const descending of [false, true]) {
    const keys = [{ field: "x", descending }];
    const ordered = [...(descending ? inOrder.toReversed() : inOrder), undefined];
    const sorted = ordered.toReversed().toSorted((a, b) => compareRanked([a], [b], keys));
    expect(sorted).toEqual(ordered);
  }
});

test("the second key decides between equals of the first", () => {
  const keys = [
    { field: "x", descending: true },
    { field: "y", descending: false },
  ];
  expect(compareRanked([1, 5], [1, 6], keys)).toBeLessThan(0);
  expect(compareRanked([2, 6], [1, 5], keys)).toBeLessThan(0);
  expect(compareRanked([1, 5], [1, 5], keys)).toBe(0);
  expect(compareRanked([5n, undefined], [5, 1], keys)).toBeGreaterThan(0);
});
