import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { formatTime } from "./format.ts";
import { patternProblem, strptime } from "./strptime.ts";
import { parseZone, type Zone } from "./zone.ts";

function zone(name: string): Zone {
  const found = parseZone(name);
  if (isProblem(found)) throw new Error(found.problem);
  return found;
}

// By Python: datetime.strptime(text, pattern), with the zone's tzinfo where the text has none.
test.each([
  ["2026-11-20 10:05:07", "%Y-%m-%d %H:%M:%S", "UTC", 1795169107],
  ["20/Nov/2026:10:05:07 +0530", "%d/%b/%Y:%H:%M:%S %z", "Europe/Berlin", 1795149307],
  ["November 20, 2026 12:00 AM", "%B %d, %Y %I:%M %p", "Europe/Berlin", 1795129200],
  ["12:30 pm 11/20/26", "%I:%M %p %D", "UTC", 1795177800],
  ["324 2026", "%j %Y", "UTC", 1795132800],
  ["Fri, 20 Nov 2026 10:05:07 GMT", "%a, %d %b %Y %T %Z", "Asia/Tokyo", 1795169107],
  ["20261120100507.250", "%Y%m%d%H%M%S.%f", "UTC", 1795169107.25],
  ["1999  10:20", "%Y %R", "America/New_York", 915204000],
  ["69-1-2", "%y-%m-%d", "UTC", -31449600],
  ["68-1-2", "%y-%-m-%d", "UTC", 3092688000],
  ["1795169107.5", "%s.%f", "Asia/Tokyo", 1795169107.5],
  ["100% 2026", "100%% %Y", "UTC", 1767225600],
])("%s by %s in %s", (text, pattern, name, expected) => {
  expect(patternProblem(pattern)).toBeUndefined();
  expect(strptime(text, pattern, zone(name))).toBe(expected);
});

test.each([
  ["2026-13-01", "%F", '"13" does not fit: %m is a month from 1 to 12', 5, 7],
  ["2026-1x-01", "%F", '"x" does not fit: the format has "-"', 6, 7],
  ["2026-02-30", "%F", '"2026-02-30" is not in the calendar', 0, 10],
  ["2025 366", "%Y %j", '"2025 366" is not in the calendar', 0, 8],
  ["Thu 20 Nov 2026", "%a %d %b %Y", '"Thu 20 Nov 2026" is not in the calendar', 0, 15],
  ["20/Nox/2026", "%d/%b/%Y", '"Nox" does not fit: %b is a short name of a month, such as Jan', 3, 6],
  ["2026-11", "%F", '"2026-11" ends too early: the format has "-"', 7, 8],
  ["2026-11-20T", "%F", '"T" is left over after the format', 10, 11],
  ["2026 24:00", "%Y %R", '"24" does not fit: %H is an hour from 0 to 23', 5, 7],
  ["2026 13 PM", "%Y %I %p", '"13" does not fit: %I is an hour from 1 to 12', 5, 7],
  ["2026 CEST", "%Y %Z", '"CEST" does not fit: %Z is a time zone, such as UTC or Europe/Berlin', 5, 9],
  ["", "%Y", '"" ends too early: %Y is a year of four digits', 0, 1],
])("%j does not fit %s", (text, pattern, problem, from, to) => {
  expect(strptime(text, pattern, zone("UTC"))).toMatchObject({ problem, text, from, to });
});

test.each([
  ["%Y-%q", '"%q" is not a time directive'],
  ["%Y %", '"%" is not a time directive'],
  ["%H:%M", '"%H:%M" has no year'],
  ["%Y %I", '"%Y %I" has %I without %p'],
  ["%Y %H %p", '"%Y %H %p" has %p without %I'],
  ["", '"" has no year'],
])("%j is not a format", (pattern, problem) => {
  expect(patternProblem(pattern)).toMatchObject({ problem });
});

test("what is formatted reads back", () => {
  const patterns = fc.constantFrom(
    "%Y-%m-%d %H:%M:%S %z",
    "%a %d %b %Y %I:%M:%S %p %z",
    "%j/%Y %T.%L %z",
    "%s",
    "%A, %e. %B %y %R:%S %Z",
  );
  const zones = fc.constantFrom("UTC", "Asia/Kathmandu", "+05:30").map(zone);
  fc.assert(
    fc.property(patterns, zones, fc.integer({ min: 0, max: 3_000_000_000 }), (pattern, place, seconds) => {
      expect(strptime(formatTime(seconds, pattern, place) ?? "", pattern, zone("America/New_York"))).toBe(seconds);
    }),
  );
});
