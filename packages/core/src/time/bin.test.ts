import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { binSize, civilProblem, makeBinner, type Binner } from "./bin.ts";
import { parseZone } from "./zone.ts";

const at = (text: string): number => Date.parse(text);

function binner(size: string, zone?: string): Binner {
  const duration = binSize.parse(size);
  const place = zone === undefined ? undefined : parseZone(zone);
  if (isProblem(duration)) throw new Error(duration.problem);
  if (isProblem(place)) throw new Error(place.problem);
  return makeBinner(duration, place);
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
  ["100ms", "2026-11-21T10:05:00.300Z", "2026-11-21T10:05:00.300Z", "2026-11-21T10:05:00.400Z"],
])("%s around %s", (size, instant, low, high) => {
  expect(binner(size).binOf(at(instant))).toEqual({ low: at(low), high: at(high), label: low });
});

// The offsets and the days on which the clocks are set are those of the IANA database, as GNU date shows them.
test.each([
  ["1d", "Europe/Berlin", "2026-11-21T10:00:00Z", "2026-11-21T00:00:00+01:00", "2026-11-22T00:00:00+01:00"],
  ["1d", "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"],
  ["1d", "Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"],
  ["1w", "Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-19T00:00:00+02:00", "2026-10-26T00:00:00+01:00"],
  ["1mo", "Europe/Berlin", "2026-10-31T23:30:00Z", "2026-11-01T00:00:00+01:00", "2026-12-01T00:00:00+01:00"],
  ["1q", "America/New_York", "2026-04-01T03:59:59Z", "2026-01-01T00:00:00-05:00", "2026-04-01T00:00:00-04:00"],
  ["1y", "Asia/Kolkata", "2025-12-31T18:30:00Z", "2026-01-01T00:00:00+05:30", "2027-01-01T00:00:00+05:30"],
  ["1h", "Asia/Kolkata", "2026-11-21T10:29:00Z", "2026-11-21T15:00:00+05:30", "2026-11-21T16:00:00+05:30"],
  ["1h", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"],
  ["1h", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00"],
  ["1h", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00"],
  ["6h", "Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-25T00:00:00+02:00", "2026-10-25T06:00:00+01:00"],
  ["2h", "Europe/Berlin", "2026-03-29T01:30:00Z", "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00"],
  // The second 2 o'clock comes in the middle of a bin of 90 minutes, and the bin waits for 3.
  ["90m", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T01:30:00+02:00", "2026-10-25T03:00:00+01:00"],
  // Bins of 45 minutes are counted anew.
  ["45m", "Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-25T02:15:00+02:00", "2026-10-25T02:00:00+01:00"],
  ["45m", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T02:00:00+01:00", "2026-10-25T02:15:00+01:00"],
  ["45m", "Europe/Berlin", "2026-10-25T01:45:00Z", "2026-10-25T02:15:00+01:00", "2026-10-25T03:00:00+01:00"],
  // Lord Howe sets its clocks by half an hour: this hour has ninety minutes, and its half hours are three.
  ["1h", "Australia/Lord_Howe", "2026-04-04T15:10:00Z", "2026-04-05T01:00:00+11:00", "2026-04-05T02:00:00+10:30"],
  ["30m", "Australia/Lord_Howe", "2026-04-04T14:50:00Z", "2026-04-05T01:30:00+11:00", "2026-04-05T01:30:00+10:30"],
  ["30m", "Australia/Lord_Howe", "2026-04-04T15:10:00Z", "2026-04-05T01:30:00+10:30", "2026-04-05T02:00:00+10:30"],
  ["1h", "Australia/Lord_Howe", "2026-10-03T15:40:00Z", "2026-10-04T02:30:00+11:00", "2026-10-04T03:00:00+11:00"],
  // Days without a midnight, with two, and none at all.
  ["1d", "Africa/Cairo", "2024-04-26T10:00:00Z", "2024-04-26T01:00:00+03:00", "2024-04-27T00:00:00+03:00"],
  ["1d", "America/Havana", "2026-11-01T10:00:00Z", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"],
  ["1d", "America/St_Johns", "2010-11-07T03:00:00Z", "2010-11-07T00:00:00-02:30", "2010-11-08T00:00:00-03:30"],
  ["1d", "Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00"],
  // The 21st is day 20778 of the epoch.
  ["2d", "UTC", "2026-11-22T10:00:00Z", "2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z"],
  ["100ms", "+05:30", "2026-11-21T10:05:00.350Z", "2026-11-21T15:35:00.300+05:30", "2026-11-21T15:35:00.400+05:30"],
])("%s in %s around %s", (size, zone, instant, low, high) => {
  expect(binner(size, zone).binOf(at(instant))).toEqual({ low: at(low), high: at(high), label: low });
});

test("the calendar ends in the middle of a month", () => {
  for (const zone of [undefined, "Europe/Berlin"]) {
    expect(binner("1mo", zone).binOf(8.64e15).low).toBeLessThan(8.64e15);
    expect(binner("1mo", zone).binOf(-8.64e15).high).toBeGreaterThan(-8.64e15);
  }
});

test.each([
  ["7m", expect.stringContaining("6m or 8m")],
  ["7h", expect.stringContaining("6h or 8h")],
  ["55s", expect.stringContaining("54s or 1m")],
  ["13h", expect.stringContaining("12h or 24h")],
  ["36h", expect.stringContaining("whole days")],
])("bins of %s do not fit the days of a zone", (size, advice: unknown) => {
  const duration = binSize.parse(size);
  if (isProblem(duration)) throw new Error(duration.problem);
  expect(civilProblem(duration)).toMatchObject({ advice });
});

const sizes = fc.constantFrom("1s", "90s", "7m", "1h", "1d", "1w", "2w", "1mo", "1q", "5mo", "1y");
const instants = fc.integer({ min: -4_000_000_000_000, max: 8_000_000_000_000 });

/** What is wrong with the bin of an instant and its neighbours. */
function faultsOf({ binOf }: Binner, instant: number): string[] {
  const bin = binOf(instant);
  const truths = {
    "holds the instant": bin.low <= instant && instant < bin.high,
    "is the bin of its first instant": binOf(bin.low).high === bin.high,
    "is the bin of its last instant": binOf(bin.high - 1).low === bin.low,
    "ends where the next begins": binOf(bin.high).low === bin.high,
    "begins where the last ends": binOf(bin.low - 1).high === bin.low,
    "is called by its start": at(bin.label) === bin.low,
  };
  return Object.entries(truths).flatMap(([name, isTrue]) => (isTrue ? [] : name));
}

test("an instant lies in its bin, and bins touch", () => {
  fc.assert(
    fc.property(sizes, instants, (size, instant) => {
      expect(faultsOf(binner(size), instant)).toEqual([]);
    }),
  );
});

const civilSizes = fc.constantFrom(..."1m 5m 15m 30m 45m 1h 90m 2h 6h 12h 1d 3d 1w 1mo 1q".split(" "));
const zones = fc.constantFrom(
  ..."Europe/Berlin America/New_York Australia/Lord_Howe Asia/Kathmandu America/St_Johns Africa/Casablanca".split(" "),
  ..."Africa/Cairo Pacific/Apia America/Havana Asia/Tehran Antarctica/Troll Pacific/Chatham America/Nuuk".split(" "),
);
/** Without St. John's, where days began twice: the first minute of one came before the last hour of the other. */
const plainZones = zones.filter((zone) => zone !== "America/St_Johns");
const recent = fc.integer({ min: at("1980-01-01T00:00:00Z") / 1000, max: at("2037-01-01T00:00:00Z") / 1000 });

test("the same in zones, whose clocks are set now and then", () => {
  fc.assert(
    fc.property(civilSizes, zones, recent, (size, zone, second) => {
      expect(faultsOf(binner(size, zone), second * 1000)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

/** The instants around which the offset of a zone changes in some years, found by Intl alone, hour by hour. */
function changesOf(zone: string, from: string, to: string): number[] {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const name = (instant: number): string => format.format(instant).split("GMT")[1] ?? "";
  const hours: number[] = [];
  for (let hour = at(from); hour < at(to); hour += 3_600_000)
    if (name(hour) !== name(hour + 3_600_000)) hours.push(hour);
  return hours;
}

test.each([
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Havana",
  "America/St_Johns",
  "Africa/Casablanca",
])("the same every ten minutes around each change in %s, one bin after the other", (zone) => {
  const changes = changesOf(zone, "2010-01-01T00:00:00Z", "2012-01-01T00:00:00Z");
  expect(changes.length).toBeGreaterThanOrEqual(4);
  for (const size of ["15m", "30m", "45m", "1h", "90m", "2h", "3h", "6h", "1d"]) {
    const binnerThere = binner(size, zone);
    const { binOf } = binnerThere;
    for (const change of changes) {
      let before = binOf(change - 30 * 3_600_000);
      for (let instant = change - 30 * 3_600_000; instant < change + 30 * 3_600_000; instant += 600_000) {
        const bin = binOf(instant);
        const place = `${size} ${new Date(instant).toISOString()}`;
        const follows = bin.low === before.low || bin.low === before.high;
        expect({ place, faults: faultsOf(binnerThere, instant), follows }).toEqual({
          place,
          faults: [],
          follows: true,
        });
        before = bin;
      }
    }
  }
});

/** The date and the hour that a zone's clocks show, by Intl's own reckoning. */
function shownByIntl(zone: string, instant: number): { readonly date: string; readonly hour: number } {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const [date = "", clock = ""] = format.format(instant).split(" ");
  return { date, hour: Number(clock.slice(0, 2)) };
}

test("days and hours are those that the clocks show", () => {
  fc.assert(
    fc.property(plainZones, recent, (zone, second) => {
      const instant = second * 1000;
      const shown = shownByIntl(zone, instant);
      const day = binner("1d", zone).binOf(instant);
      const hour = binner("1h", zone).binOf(instant);
      expect(shownByIntl(zone, day.low).date).toBe(shown.date);
      expect(shownByIntl(zone, day.low - 1).date).not.toBe(shown.date);
      expect(shownByIntl(zone, day.high - 1).date).toBe(shown.date);
      expect(shownByIntl(zone, hour.low)).toEqual(shown);
      expect(shownByIntl(zone, hour.high - 1)).toEqual(shown);
    }),
    { numRuns: 400 },
  );
});
