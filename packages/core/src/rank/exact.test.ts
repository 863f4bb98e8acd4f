import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exactOf, minus, percentOf, plus } from "./exact.ts";

test.each([
  ["12", 12n],
  ["-007", -7n],
  ["9007199254740993", 9007199254740993n],
  ["-1.5", -1.5],
  ["1e3", 1000],
  ["1E+3", 1000],
])("%j is the number %s", (text, value) => {
  expect(exactOf(text)).toBe(value);
});

test.each(["", "abc", "10.0.0.1", "true", " ", "0x10", "Infinity", "+5", ".5", "5.", "7 ", "-", undefined])(
  "%j is no number",
  (text) => {
    expect(exactOf(text)).toBeUndefined();
  },
);

test("integers are added and taken away exactly", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
      expect(plus(a, b)).toBe(a + b);
      expect(minus(plus(a, b), b)).toBe(a);
    }),
  );
});

test("what is left of a sum with fractions has no digits that the sum did not have", () => {
  expect(minus(0.1 + 0.2, 0.2)).toBe(0.1);
  expect(minus(1234.5, 1234n)).toBe(0.5);
  expect(minus(1e22 + 0.5, 1e22)).toBe(0);
  expect(minus(0.5, 0.5)).toBe(0);
  expect(minus(3e-7, 1e-7)).toBe(2e-7);
  // Cents: in whole numbers the difference is exact.
  const cents = fc.integer({ min: 0, max: 1e9 });
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      expect(minus((a + b) / 100, b / 100)).toBe(a / 100);
    }),
  );
});

test("percent to four decimals, null of nothing", () => {
  expect(percentOf(1n, 3n)).toBe(33.3333);
  expect(percentOf(2n, 3n)).toBe(66.6667);
  expect(percentOf(2n ** 64n, 2n ** 65n)).toBe(50);
  expect(percentOf(1n, 10n ** 9n)).toBe(0);
  expect(percentOf(0n, 0n)).toBeNull();
  expect(percentOf(0.5, Infinity)).toBe(0);
  expect(percentOf(Infinity, Infinity)).toBeNull();
});
