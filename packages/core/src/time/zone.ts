// Time zones: what the clocks on a wall show at an instant, and when they show it. All times here are milliseconds, as
// Date has them; a civil time is what a wall shows, counted as if that were UTC. Rests on the zones that come with Intl,
// which is asked once for three days and not for each record.
import { isProblem, type Problem, problemAt } from "@flowlogs/base/problem";
import { nearest } from "@flowlogs/base/nearest";

/** A stretch of time [from, to) in which the clocks go evenly: they show the instant plus `offset`. */
interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

export interface Zone {
  readonly name: string;
  /** A stretch around an instant; its bounds need not be changes of the clock. */
  spanAt(instant: number): OffsetSpan;
}

/** The kind of a time zone: a name of the IANA database, a fixed offset (+05:30), UTC, or `local`, this machine's. */
export const timeZone = { placeholder: "ZONE", samples: ["UTC"], parse: parseZone };

/** UTC itself. */
export const utc: Zone = fixedZone("UTC", 0);

/** This machine's zone, by the variable TZ or its settings; UTC where it has none that is known. */
export function localZone(): Zone {
  const zone = parseZone("local");
  return isProblem(zone) ? utc : zone;
}

export function parseZone(text: string): Zone | Problem {
  const word = text.trim();
  if (/^(?:utc|z)$/i.test(word)) return utc;
  const [, sign, hours = "", minutes = "0"] = /^([+-])(\d\d?)(?::?(\d\d))?$/.exec(word) ?? [];
  if (sign !== undefined && Number(hours) < 24 && Number(minutes) < 60) {
    return fixedZone(word, (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000);
  }
  if (word.toLowerCase() === "local") return parseZone(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  try {
    return namedZone(word);
  } catch {
    const likely = suggestZone(word);
    const advice = likely === undefined ? zoneAdvice : `did you mean "${likely}"?`;
    const problem = word === "" ? "the time zone is empty" : `unknown time zone "${word}"`;
    return problemAt(text, 0, text.length, problem, advice);
  }
}

/**
 * When the clocks show a civil time. What they show twice is the first time; what they pass over is the moment at which
 * they do so: what comes later on the clock is never an earlier instant.
 */
export function instantOf(zone: Zone, civil: number): number {
  // No clock is, or was, more than 30 hours ahead of UTC.
  let span = zone.spanAt(civil - 30 * hour);
  while (span.to + span.offset <= civil && span.to < Infinity) span = zone.spanAt(span.to);
  return Math.max(span.from, civil - span.offset);
}

/** What the clocks show at an instant. */
export function civilOf(zone: Zone, instant: number): number {
  return instant + zone.spanAt(instant).offset;
}

/** ISO 8601 with the offset of that moment: `2026-11-21T00:00:00+01:00`; in UTC itself with a Z. */
export function formatInZone(zone: Zone, instant: number): string {
  const { offset } = zone.spanAt(instant);
  const date = new Date(instant + offset);
  if (Number.isNaN(date.getTime())) return String(instant / 1000);
  return date.toISOString().replace(/(\.000)?Z$/, zone === utc ? "Z" : offsetText(offset));
}

function offsetText(offset: number): string {
  const clock = new Date(Math.abs(offset)).toISOString().slice(11, 19);
  // Before there were zones, places had their own time, to the second.
  return `${offset < 0 ? "-" : "+"}${clock.replace(/:00$/, "")}`;
}

const hour = 3_600_000;
const zoneAdvice = "name a place, such as Europe/Berlin or America/New_York, or an offset, such as +05:30";
/** The last instant of the calendar, 275760-09-13, and with a minus the first. */
const last = 8.64e15;
/** Three days; no zone has changed its clocks and changed them back in less. */
const cellSize = 72 * hour;
const cellLimit = 10_000;

function fixedZone(name: string, offset: number): Zone {
  const always = { from: -Infinity, to: Infinity, offset };
  return { name, spanAt: () => always };
}

/** Throws RangeError when the zone is unknown. */
function namedZone(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  const offsetAt = (instant: number): number => offsetIn(format.format(Math.max(-last, Math.min(last, instant))));
  const cells = new Map<number, readonly OffsetSpan[]>();
  let recent: OffsetSpan = { from: 0, to: 0, offset: 0 };

  function cellAt(number: number): readonly OffsetSpan[] {
    const known = cells.get(number);
    if (known !== undefined) return known;
    if (cells.size >= cellLimit) cells.clear();
    const spans = evenSpans(number * cellSize, (number + 1) * cellSize, offsetAt);
    cells.set(number, spans);
    return spans;
  }

  return {
    name,
    spanAt(instant) {
      if (instant >= recent.from && instant < recent.to) return recent;
      const spans = cellAt(Math.floor(instant / cellSize));
      recent = spans.find(({ to }) => instant < to) ?? recent;
      return recent;
    },
  };
}

/** The minutes in "11/21/2026, GMT+05:30"; "GMT" alone is none. */
function offsetIn(formatted: string): number {
  const [, sign, hours, minutes, seconds = "0"] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(formatted) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

/** Cuts [from, to) where the offset changes; clocks change on whole seconds. */
function evenSpans(from: number, to: number, offsetAt: (instant: number) => number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  const lastOffset = offsetAt(to - 1000);
  for (let start = from; start < to;) {
    const offset = offsetAt(start);
    const end = offset === lastOffset ? to : firstOther(start, to - 1000, (instant) => offsetAt(instant) === offset);
    spans.push({ from: start, to: end, offset });
    start = end;
  }
  return spans;
}

/** The first second after `from`, where it is so, at which it is not, as it is not at `to`. */
function firstOther(from: number, to: number, isSo: (instant: number) => boolean): number {
  let same = from;
  let other = to;
  while (other - same > 1000) {
    const middle = Math.floor((same + other) / 2000) * 1000;
    if (isSo(middle)) same = middle;
    else other = middle;
  }
  return other;
}

/** The zone of that name or of a place of that name, give or take a slip. */
function suggestZone(word: string): string | undefined {
  const names = Intl.supportedValuesOf("timeZone");
  const places = names.map((name) => name.slice(name.lastIndexOf("/") + 1));
  const likely = nearest(word.replaceAll(" ", "_"), word.includes("/") ? names : places, word.length < 5 ? 0 : 2);
  return likely === undefined || word.includes("/") ? likely : names[places.indexOf(likely)];
}
