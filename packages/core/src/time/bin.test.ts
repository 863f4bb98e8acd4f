import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "../problem.ts";
import { binSize, makeBinner, type Binner } from "./bin.ts";

const at = (text: string): number => Date.parse(text) / 1000;

function binner(size: string): Binner {
  const duration = binSize.parse(size);
  if (isProblem(duration)) throw new Error(duration.problem);
  return makeBinner(duration);
}

test.each([
  ["5m", "2026-11-21T10:07:31Z", "2026-11-21T10:05:00Z", "2026-11-21T10:10:00Z"],
  ["5m", "2026-11-21T10:05:00Z", "2026-11-21T10:05:00Z", "2026-11-21T10:10:00Z"],
  ["1h", "2026-11-21T10:59:59Z", "2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z"],
  ["1d", "2026-11-21T10:59:59Z", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"],
  // 2026-11-21 is a Saturday.
  ["1w", "2026-11-21T10:59:59Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"],
  ["7d", "2026-11-16T00:00:00Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"],
  ["1mo", "2026-02-28T23:59:59Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"],
  ["1q", "2026-11-21T10:59:59Z", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"],
  ["1y", "2024-12-31T23:59:59Z", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"],
  ["1mo", "1969-12-31T23:59:59Z", "1969-12-01T00:00:00Z", "1970-01-01T00:00:00Z"],
  ["1m", "1969-12-31T23:59:59Z", "1969-12-31T23:59:00Z", "1970-01-01T00:00:00Z"],
])("%s around %s", (size, instant, low, high) => {
  expect(binner(size).binOf(at(instant))).toEqual({ low: at(low), high: at(high), label: low });
});

test("bins under a second", () => {
  const { low, high, label } = binner("100ms").binOf(1795255500.3);
  expect([low, high, label]).toEqual([1795255500.3, 1795255500.4, "2026-11-21T10:05:00.300Z"]);
});

test.each([
  ["90s", 90],
  ["1h", 3600],
  ["1d", 86_400],
  ["1w", 86_400],
  ["1mo", 86_400],
  ["1y", 86_400],
])("boundaries of %s are multiples of %i", (size, granule) => {
  expect(binner(size).granule).toBe(granule);
});

const sizes = fc.constantFrom("1s", "90s", "7m", "1h", "1d", "1w", "2w", "1mo", "1q", "5mo", "1y");
const instants = fc.integer({ min: -4_000_000_000, max: 8_000_000_000 });

test("an instant lies in its bin, bins touch, and boundaries are multiples of the granule", () => {
  fc.assert(
    fc.property(sizes, instants, (size, seconds) => {
      const { binOf, granule } = binner(size);
      const bin = binOf(seconds);
      expect(bin.low <= seconds && seconds < bin.high).toBe(true);
      expect(bin.low % granule === 0).toBe(true);
      expect(binOf(bin.low)).toEqual(bin);
      expect(binOf(bin.high).low).toBe(bin.high);
      expect(binOf(bin.high - 1)).toEqual(bin);
    }),
  );
});
