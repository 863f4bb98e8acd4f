import { expect, test } from "vitest";
import { formatInstant, parseAbsoluteInstant, parseInstant } from "./instant.ts";

// Computed with GNU date: date -u -d 2026-11-21T10:05:00Z +%s
const now = 1795255500;

test.each([
  ["2026-11-21T10:05:00Z", 1795255500],
  ["2026-11-21t10:05:00z", 1795255500],
  ["2026-11-21T10:05:00", 1795255500],
  ["2026-11-21T10:05", 1795255500],
  ["2026-11-21T11:05:00+01:00", 1795255500],
  ["2026-11-21 05:05:00 -0500", 1795255500],
  ["2026-11-21T11:05+01", 1795255500],
  ["2026-11-21T10:05:00.25Z", 1795255500.25],
  ["2016-05-21 02:00:00", 1463796000],
  ["2016-05-21", 1463788800],
  ["2024-02-29", 1709164800],
  ["1432917027", 1432917027],
  ["1432917027.5", 1432917027.5],
  ["1432917027123", 1432917027.123],
  ["143291702712", 143291702.712],
  // GNU date: TZ=UTC date -d 2026-11-26 +%s, and -d 2026-01-01, -d 2026-11-01, -d '2026-11-26 10:10:30'
  ["20261126", 1795651200],
  ["2026", 1767225600],
  ["2026-11", 1793491200],
  ["20261126T101030Z", 1795687830],
  ["20261126T1010", 1795687800],
  ["20261126T111030.5+0100", 1795687830.5],
  ["0", 0],
  ["now", 1795255500],
  ["today", 1795219200],
  ["Yesterday", 1795132800],
  ["2h", 1795248300],
  ["-30m", 1795253700],
  ["2h ago", 1795248300],
  ["1h30m ago", 1795250100],
  ["1mo", 1792577100],
  [" today ", 1795219200],
])("%s", (text, expected) => {
  expect(parseInstant(text, { now })).toBe(expected);
});

test("a month before the 31st is the last day of a shorter month", () => {
  const march31 = Date.UTC(2026, 2, 31, 12) / 1000;
  expect(parseInstant("1mo", { now: march31 })).toBe(Date.UTC(2026, 1, 28, 12) / 1000);
  expect(parseInstant("1y", { now: march31 })).toBe(Date.UTC(2025, 2, 31, 12) / 1000);
});

test.each([
  ["2026-02-30", '"2026-02-30" is not in the calendar'],
  ["2025-02-29", '"2025-02-29" is not in the calendar'],
  ["2026-13-01", '"2026-13-01" is not in the calendar'],
  ["2026-01-01T24:00:00Z", '"2026-01-01T24:00:00Z" is not in the calendar'],
  ["2026-01-01T00:60", '"2026-01-01T00:60" is not in the calendar'],
  ["2026-01-01T00:00+24:00", '"2026-01-01T00:00+24:00" is not in the calendar'],
  ["20261340", '"20261340" is not in the calendar'],
  ["20260230", '"20260230" is not in the calendar'],
  ["20261126T2460Z", '"20261126T2460Z" is not in the calendar'],
  ["1200", '"1200" is not a time'],
  ["202611", '"202611" is not a time'],
  ["99999999999", '"99999999999" is not a time'],
  ["20261126103000", '"20261126103000" is not a time'],
  ["5", '"5" is not a time'],
  ["soon", '"soon" is not a time'],
  ["-30", '"-30" is not a time'],
  ["+2h", '"+2h" is not a time'],
  ["2 parsecs", '"2 parsecs" is not a time'],
  ["", "the time is empty"],
])("%j is wrong", (text, problem) => {
  expect(parseInstant(text, { now })).toMatchObject({ problem, text, from: 0, to: text.length });
});

test("a slip is seen", () => {
  expect(parseInstant("yesterdya", { now })).toMatchObject({ advice: 'did you mean "yesterday"?' });
});

test("relative words are not absolute", () => {
  expect(parseAbsoluteInstant("2h")).toBeUndefined();
  expect(parseAbsoluteInstant("now")).toBeUndefined();
});

test.each([
  [0, "1970-01-01T00:00:00Z"],
  [1795255500, "2026-11-21T10:05:00Z"],
  [1795255500.25, "2026-11-21T10:05:00.250Z"],
  [-1, "1969-12-31T23:59:59Z"],
  [1e300, "1e+300"],
])("%d is %s", (seconds, expected) => {
  expect(formatInstant(seconds)).toBe(expected);
});
