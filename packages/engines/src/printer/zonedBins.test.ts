// The pieces give each time the bin that the binner of the core gives it, around every change of the clocks.
import { formatInstant, isProblem, makeBinner, parseDuration, parseZone, type Zone } from "@flowlogs/core";
import { expect, test } from "vitest";
import { zonedPieces } from "./zonedBins.ts";

const zones = [
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
  "Asia/Tehran",
  "Pacific/Apia",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "-03:30",
];
const sizes = ["5m", "20m", "1h", "2h", "6h", "1d", "2d", "1w", "1mo", "1q", "1y"];
const [start, end] = [Date.UTC(2011, 0, 17, 3) / 1000, Date.UTC(2019, 4, 5) / 1000];

test.each(zones)("%s", (name) => {
  const zone = parseZone(name);
  if (isProblem(zone)) throw new Error(name);
  expect(sizes.flatMap((size) => wrongIn(zone, size))).toEqual([]);
});

function wrongIn(zone: Zone, text: string): readonly string[] {
  const size = parseDuration(text);
  if (isProblem(size)) throw new Error(text);
  const [binner, plain] = [makeBinner(size, zone), makeBinner(size)];
  const pieces = zonedPieces(size, zone, { start, end });
  expect(pieces.at(-1)?.end).toBe(end);
  let from = start;
  const wrong: string[] = [];
  for (const piece of pieces) {
    const label = (at: number): string => {
      if ("label" in piece) return piece.label;
      const civil = plain.binOf((at + piece.ahead) * 1000).low / 1000;
      return formatInstant(civil).replace("Z", piece.suffix);
    };
    // Its ends, and times that are closer together where it begins.
    const steps = [0, 1, 299, 899, 1800, 3599, 3600, 5400, 7200, 36_000, 86_399, 86_400, 200_000, 3e6, 9e6];
    for (const at of steps.flatMap((step) => [from + step, piece.end - 1 - step])) {
      if (at < from || at >= piece.end) continue;
      const expected = binner.binOf(at * 1000).label;
      if (label(at) !== expected) wrong.push(`${text}, ${at}: ${label(at)}, and not ${expected}`);
    }
    from = piece.end;
  }
  return wrong;
}

// By GNU date: TZ=Europe/Berlin date -Is -d @1792879200 and so on.
test("days of 25 and 23 hours", () => {
  const [zone, size] = [parseZone("Europe/Berlin"), parseDuration("1d")];
  if (isProblem(zone) || isProblem(size)) throw new Error("day");
  const ends = (month: number, day: number): readonly unknown[] => {
    const [first, last] = [Date.UTC(2026, month, day - 2) / 1000, Date.UTC(2026, month, day + 2) / 1000];
    return zonedPieces(size, zone, { start: first, end: last }).slice(0, 2);
  };
  expect(ends(9, 25)).toEqual([
    { end: 1_792_890_000, ahead: 7200, suffix: "+02:00" },
    { end: 1_792_969_200, label: "2026-10-25T00:00:00+02:00" },
  ]);
  expect(ends(2, 29)).toEqual([
    { end: 1_774_746_000, ahead: 3600, suffix: "+01:00" },
    { end: 1_774_821_600, label: "2026-03-29T00:00:00+01:00" },
  ]);
});
