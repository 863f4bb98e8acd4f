import { expect, test } from "vitest";
import { secondsAt } from "./secondsAt.ts";

const read = (text: string): number => {
  const bytes = new TextEncoder().encode(`"${text}"`);
  return secondsAt(bytes, 1, bytes.length - 1);
};

test("times from bytes are those of Date.parse", () => {
  // Steps of a prime number of seconds from 1970 to 2106 meet all months and leap days.
  for (let seconds = 0; seconds < 2 ** 32; seconds += 1_299_709) {
    expect(read(new Date(seconds * 1000).toISOString().replace(".000Z", "Z"))).toBe(seconds);
  }
  expect(read("2024-02-29T23:59:59Z")).toBe(1_709_251_199);
  expect(read("1795168800")).toBe(1_795_168_800);
  expect(read("0")).toBe(0);
});

test.each([
  "",
  "-1",
  "1.5",
  "1234567890123456",
  "2026-02-29T00:00:00Z",
  "2026-04-31T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-00-01T00:00:00Z",
  "2026-01-00T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:60:00Z",
  "2026-01-01T00:00:60Z",
  "0026-01-01T00:00:00Z",
  "2026-01-01T00:00:00+",
  "2026-01-01 00:00:00Z",
  "x026-01-01T00:00:00Z",
])("what is written otherwise is left to another reader: %s", (text) => {
  expect(read(text)).toBeNaN();
});
