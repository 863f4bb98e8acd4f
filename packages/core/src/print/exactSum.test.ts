// Sums with every digit; the expected ones are added by hand.
import { describe, expect, test } from "vitest";
import { ExactSum } from "./exactSum.ts";

describe("ExactSum", () => {
  test.each([
    [["9007199254740993"], "9007199254740993"],
    [["9007199254740992", "1", "1"], "9007199254740994"],
    [["18446744073709551615", "1"], "18446744073709551616"],
    [["-9007199254740993", "-2"], "-9007199254740995"],
    [["0.1", "0.2"], "0.3"],
    [["1.50", "0.5"], "2"],
    [["-0.5", "0.25"], "-0.25"],
    [["1e3", "1"], "1001"],
    [["12345678901234567890.5", "0.25"], "12345678901234567890.75"],
    [[], "0"],
  ])("%j", (texts, sum) => {
    const sums = new ExactSum();
    for (const text of texts) sums.addText(text);
    expect(sums.toString()).toBe(sum);
    expect(sums.isRounded).toBe(false);
  });

  test("whole numbers that are exact alone and not together", () => {
    const sums = new ExactSum();
    for (let i = 0; i < 3; i++) sums.addWhole(9007199254740991);
    expect(sums.toString()).toBe("27021597764222973");
  });

  test("beyond decimals it says that it is rounded", () => {
    const sums = new ExactSum();
    sums.addText("1e300");
    sums.addWhole(1);
    expect(sums.toString()).toBe("1e+300");
    expect(sums.isRounded).toBe(true);
  });
});
