import { expect, test } from "vitest";
import { percentage } from "./percentage.ts";
import { rateOf } from "./sampleRate.ts";

test.each([
  ["1%", undefined, "0.01"],
  ["100%", undefined, "1"],
  ["12.50%", undefined, "0.125"],
  ["50%", "0.1", "0.05"],
  // 0.1 * 0.1 is 0.010000000000000002 in doubles.
  ["10%", "0.1", "0.01"],
  ["10%", "1e-2", "0.001"],
  ["3%", "1.0", "0.03"],
  ["0.000001%", "0.000001", "0.00000000000001"],
])("%s of what was sampled at %s has the rate %s", (text, before, rate) => {
  const part = percentage.parse(text);
  if ("problem" in part) throw new Error(part.problem);
  expect(rateOf(part, before)).toBe(rate);
});

test.each(["0", "0.0", "-0.5", "1.5", "100", "x", "", "null", "true"])("%s is not a rate", (before) => {
  expect(rateOf({ text: "50%", numerator: 50n, denominator: 100n }, before)).toBeUndefined();
});
