// Points in time as a person writes them, and as the toolkit prints them: UTC, epoch seconds inside. Zones other than
// those written in the text are left to others.
import { isProblem, problemAt, type Problem } from "../problem.ts";
import { nearest } from "../text/suggest.ts";
import { parseDuration, type Duration } from "./duration.ts";

/**
 * Reads ISO 8601 (without a zone: UTC), a date (its midnight), epoch seconds or milliseconds (from 1e11 on: as seconds
 * that would be the year 5138), `now`, `today`, `yesterday`, or a duration before now (`2h`, `-30m`, `2h ago`; months
 * keep the day, or take the month's last). `now` is in epoch seconds, and so is the answer, with a fraction where one
 * was given.
 */
export function parseInstant(text: string, { now }: { readonly now: number }): number | Problem {
  const word = text.trim();
  const absolute = parseAbsoluteInstant(word);
  if (absolute !== undefined) return isProblem(absolute) ? problemAt(text, 0, text.length, absolute.problem) : absolute;
  const midnight = Math.floor(now / daySeconds) * daySeconds;
  const days = new Map([
    ["now", now],
    ["today", midnight],
    ["yesterday", midnight - daySeconds],
  ]);
  const named = days.get(word.toLowerCase());
  if (named !== undefined) return named;
  const relative = /^(?:-\s*)?(\d.*?)(?:\s+ago)?$/i.exec(word)?.[1];
  const duration = relative === undefined ? undefined : parseDuration(relative);
  if (duration !== undefined && !isProblem(duration)) return before(now, duration);
  const likely = nearest(word, [...days.keys()]);
  const advice = likely === undefined ? instantAdvice : `did you mean "${likely}"?`;
  return problemAt(text, 0, text.length, word === "" ? "the time is empty" : `"${word}" is no time`, advice);
}

/**
 * Reads only what names the same instant whenever it is read: ISO 8601, a date, epoch seconds or milliseconds.
 * Undefined when the text is not of that shape, a problem when it is but no such moment exists (2026-02-30).
 */
export function parseAbsoluteInstant(text: string): number | Problem | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) >= 1e11 ? Number(text) / 1000 : Number(text);
  const parts = isoPattern.exec(text);
  if (parts === null) return undefined;
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = parts;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const offset = zoneSeconds(zone);
  const isDate = new Date(midnight).toISOString().startsWith(`${year}-${month}-${day}`);
  const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && offset !== undefined;
  if (!isDate || !isClock) return problemAt(text, 0, text.length, `"${text}" is not in the calendar`);
  const whole = midnight / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset;
  return fraction === "" ? whole : whole + Number(`0.${fraction}`);
}

/** ISO 8601 in UTC; milliseconds only when there is a fraction. Beyond the years a date can hold, the number itself. */
export function formatInstant(seconds: number): string {
  const date = new Date(Math.round(seconds * 1000));
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace(".000Z", "Z");
}

const daySeconds = 86_400;
const instantAdvice = "write 2016-05-21, 2016-05-21T02:00:00Z, epoch seconds, 2h (ago), today or yesterday";
const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

function zoneSeconds(zone: string): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", ""));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function before(now: number, duration: Duration): number {
  if ("seconds" in duration) return now - duration.seconds;
  const date = new Date(now * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - duration.months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime() / 1000;
}
