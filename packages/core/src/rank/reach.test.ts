import { expect, test } from "vitest";
import { percentage } from "../percentage.ts";
import { reaches } from "./reach.ts";

test.each([
  [80n, 100n, "80%", true],
  [79n, 100n, "80%", false],
  // Three quarters of 4 * (2^53 + 1): doubles cannot tell them apart.
  [3n * (2n ** 53n + 1n), 4n * (2n ** 53n + 1n), "75%", true],
  [3n * (2n ** 53n + 1n) - 1n, 4n * (2n ** 53n + 1n), "75%", false],
  [0n, 0n, "1%", true],
  // Sums of tenths, which doubles do not have: 0.1 + 0.2, and 0.1 ten times.
  [0.1 + 0.2, 1, "30%", true],
  [0.7999999999999999, 0.9999999999999999, "80%", true],
  [0.79, 1, "80%", false],
  [1n, 2.5, "40%", true],
])("%s of %s reaches %s: %s", (sum, total, part, expected) => {
  const parsed = percentage.parse(part);
  if ("problem" in parsed) throw new Error(parsed.problem);
  expect(reaches(sum, total, parsed)).toBe(expected);
});
