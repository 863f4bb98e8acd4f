import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isProblem } from "@flowlogs/base/problem";
import { parseInstant } from "./instant.ts";
import { civilOf, formatInZone, instantOf, parseZone, type Zone } from "./zone.ts";

const at = (text: string): number => Date.parse(text);

function zone(name: string): Zone {
  const found = parseZone(name);
  if (isProblem(found)) throw new Error(found.problem);
  return found;
}

// By GNU date: TZ=Europe/Berlin date -d @1774745999 and so on.
test.each([
  ["Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"],
  ["Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"],
  ["Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00"],
  ["Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"],
  ["europe/berlin", "2026-11-20T23:00:00Z", "2026-11-21T00:00:00+01:00"],
  ["Asia/Kolkata", "2026-11-20T18:30:00Z", "2026-11-21T00:00:00+05:30"],
  ["Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05T01:59:59+11:00"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05T01:30:00+10:30"],
  ["America/New_York", "2026-11-01T05:59:59.250Z", "2026-11-01T01:59:59.250-04:00"],
  ["Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00+14:00"],
  ["Africa/Monrovia", "1970-01-01T00:00:00Z", "1969-12-31T23:15:30-00:44:30"],
  ["UTC", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00Z"],
  ["+05:30", "2026-11-20T18:30:00Z", "2026-11-21T00:00:00+05:30"],
  ["-0330", "2026-11-21T00:00:00Z", "2026-11-20T20:30:00-03:30"],
  ["+2", "2026-11-21T00:00:00Z", "2026-11-21T02:00:00+02:00"],
])("in %s, %s is %s", (name, instant, shown) => {
  expect(formatInZone(zone(name), at(instant))).toBe(shown);
});

test.each([
  ["Europe/Berlin", "2026-07-01T00:00:00", "2026-06-30T22:00:00Z", "as it is"],
  ["Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z", "skipped: when the clocks skip it"],
  ["Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z", "the first that is shown again"],
  ["Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", "shown twice: the first time"],
  ["Africa/Cairo", "2024-04-26T00:00:00", "2024-04-25T22:00:00Z", "a day without a midnight"],
  ["America/St_Johns", "2010-11-07T00:00:30", "2010-11-07T02:30:30Z", "a day that begins twice"],
  ["Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T10:00:00Z", "a day that never was"],
  ["+05:30", "2026-01-01T00:00:00", "2025-12-31T18:30:00Z", "fixed"],
])("the clocks of %s show %s at %s: %s", (name, civil, instant) => {
  expect(new Date(instantOf(zone(name), at(`${civil}Z`))).toISOString()).toBe(new Date(at(instant)).toISOString());
});

test.each([
  ["Europe/Berln", 'unknown time zone "Europe/Berln"', 'did you mean "Europe/Berlin"?'],
  ["Berlin", 'unknown time zone "Berlin"', 'did you mean "Europe/Berlin"?'],
  ["new york", 'unknown time zone "new york"', 'did you mean "America/New_York"?'],
  ["CEST", 'unknown time zone "CEST"', expect.stringContaining("Europe/Berlin or America/New_York")],
  ["+24:00", 'unknown time zone "+24:00"', expect.stringContaining("+05:30")],
  ["", "the time zone is empty", expect.stringContaining("+05:30")],
])("%j is no zone", (text, problem, advice: unknown) => {
  expect(parseZone(text)).toEqual({ problem, advice, text, from: 0, to: text.length });
});

test("local is where this machine is, as Date has it", () => {
  for (const instant of [at("2026-01-21T00:00:00Z"), at("2026-07-21T00:00:00Z")]) {
    expect(civilOf(zone("local"), instant) + 60_000 * new Date(instant).getTimezoneOffset()).toBe(instant);
  }
});

const names = fc.constantFrom(
  ..."Europe/Berlin America/New_York Australia/Lord_Howe Asia/Kathmandu America/St_Johns Africa/Casablanca".split(" "),
  ..."Africa/Cairo Pacific/Apia America/Havana Asia/Tehran Antarctica/Troll Pacific/Chatham America/Nuuk".split(" "),
);
const instants = fc.integer({ min: at("1971-01-01T00:00:00Z") / 1000, max: at("2037-01-01T00:00:00Z") / 1000 });

/** What the clocks show, by another way through Intl. */
function shownByIntl(name: string, instant: number): string {
  const units = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit" } as const;
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: name,
    ...units,
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return format.format(instant).replace(" ", "T");
}

test("the clocks show what Intl says they show", () => {
  fc.assert(
    fc.property(names, instants, (name, seconds) => {
      expect(new Date(civilOf(zone(name), seconds * 1000)).toISOString().slice(0, 19)).toBe(
        shownByIntl(name, seconds * 1000),
      );
    }),
  );
});

test("the instant of what is shown is that instant or, of two, the earlier; later on the clock is never earlier", () => {
  fc.assert(
    fc.property(names, instants, fc.integer({ min: 0, max: 200_000 }), (name, seconds, more) => {
      const place = zone(name);
      const civil = civilOf(place, seconds * 1000);
      const found = instantOf(place, civil);
      expect(found).toBeLessThanOrEqual(seconds * 1000);
      expect(civilOf(place, found)).toBe(civil);
      expect(instantOf(place, civil + more * 1000)).toBeGreaterThanOrEqual(found);
    }),
  );
});

test.each([
  ["2016-05-21 02:00:00", "2016-05-21T00:00:00Z"],
  ["2016-05-21 02:00:00Z", "2016-05-21T02:00:00Z"],
  ["2016-05-21T02:00:00.25", "2016-05-21T00:00:00.250Z"],
  ["2016-05-21", "2016-05-20T22:00:00Z"],
  // now is Monday after the clocks went back, half past midnight: yesterday had 25 hours.
  ["now", "2026-10-25T23:30:00Z"],
  ["today", "2026-10-25T23:00:00Z"],
  ["yesterday", "2026-10-24T22:00:00Z"],
  ["24h", "2026-10-24T23:30:00Z"],
  ["1mo", "2026-09-25T22:30:00Z"],
])("in Berlin %s is %s", (text, expected) => {
  const now = at("2026-10-25T23:30:00Z") / 1000;
  expect(parseInstant(text, { now, zone: zone("Europe/Berlin") })).toBe(at(expected) / 1000);
});
