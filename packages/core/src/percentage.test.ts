import { expect, test } from "vitest";
import { percentage } from "./percentage.ts";

test.each([
  ["80%", 80n, 100n],
  ["100%", 100n, 100n],
  ["99.50%", 9950n, 10_000n],
  ["0.000000000000000000001%", 1n, 10n ** 23n],
])("%s is a fraction, to the last digit", (text, numerator, denominator) => {
  expect(percentage.parse(text)).toEqual({ text, numerator, denominator });
});

test.each(["80", "0.8", "%", "-1%", "1e1%", "1 %", ".5%", "5.%", ""])("%j is not a percentage", (text) => {
  expect(percentage.parse(text)).toHaveProperty("advice", "write it with %, such as 80%");
});

test.each(["0%", "0.00%", "100.1%", "101%"])("%s is out of range", (text) => {
  expect(percentage.parse(text)).toHaveProperty("problem", `${text} is out of range`);
});
