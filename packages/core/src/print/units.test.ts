// Expected texts by hand; each is read back by the expression language.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { parseExpression } from "../expression/parse/parse.ts";
import { humanBytes, humanCount, humanRate } from "./units.ts";

test.each([
  [0, "0 B"],
  [512, "512 B"],
  [1023, "1023 B"],
  [1024, "1 KiB"],
  [1536, "1.5 KiB"],
  [48_444_211, "46.2 MiB"],
  [1023.6 * 1024, "1 MiB"],
  [1_047_552, "1023 KiB"],
  [-2048, "-2 KiB"],
  [5 * 1024 ** 5, "5 PiB"],
  [12_345 * 1024 ** 5, "12345 PiB"],
  [1.5e300, "1.50e+300 B"],
])("%i bytes are %s", (bytes, text) => {
  expect(humanBytes(bytes)).toBe(text);
});

test.each([
  [999, "999"],
  [1000, "1k"],
  [1340, "1.34k"],
  [999_499, "999k"],
  [999_500, "1M"],
  [1_300_000_000, "1.3G"],
  [0.25, "0.25"],
])("a count of %d is %s", (count, text) => {
  expect(humanCount(count)).toBe(text);
});

test("rates have their unit", () => {
  expect(humanRate(12_000_000, "bit/s")).toBe("12 Mbit/s");
  expect(humanRate(7, "packet/s")).toBe("7 packet/s");
});

test("expressions read them back, to three digits", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 52 }), (number) => {
      for (const text of [humanBytes(number), humanCount(number), humanRate(number, "bit/s")]) {
        const expression = parseExpression(`bytes = ${text}`);
        if (isProblem(expression) || expression.kind !== "compare" || expression.value.kind !== "number") {
          throw new Error(`${text} is not read back`);
        }
        expect(Math.abs(Number(expression.value.text) - number)).toBeLessThanOrEqual(number * 0.005);
      }
    }),
  );
});
