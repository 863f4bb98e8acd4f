// Points in time as a person writes them, and as the toolkit prints them: epoch seconds inside, UTC unless a zone is
// given. What a zone is is in zone.ts.
import { isProblem, problemAt, type Problem } from "@flowlogs/base/problem";
import { nearest } from "@flowlogs/base/nearest";
import { parseDuration, type Duration } from "./duration.ts";
import { civilOf, instantOf, utc, type Zone } from "./zone.ts";

export interface InstantOptions {
  /** In epoch seconds. */
  readonly now: number;
  /** Whose clocks a time without a zone is read from, and whose midnights and months count; UTC if not given. */
  readonly zone?: Zone | undefined;
}

/**
 * Reads ISO 8601 (without an offset: in the zone), also in its basic form (`20260521T0200Z`) and without its last parts:
 * a date is its midnight, a month or a year its beginning. Reads epoch seconds and milliseconds by their number of
 * digits, `now`, `today`, `yesterday`, or a duration before now (`2h`, `-30m`, `2h ago`; months keep the day, or take the
 * month's last). The answer is in epoch seconds, with a fraction where one was given.
 */
export function parseInstant(text: string, { now, zone = utc }: InstantOptions): number | Problem {
  const word = text.trim();
  const absolute = parseAbsoluteInstant(word, zone);
  if (typeof absolute === "number") return absolute;
  if (absolute !== undefined) return problemAt(text, 0, text.length, absolute.problem, absolute.advice);
  const days = new Map([
    ["now", () => now],
    ["today", () => midnight(now, 0, zone)],
    ["yesterday", () => midnight(now, -1, zone)],
  ]);
  const named = days.get(word.toLowerCase());
  if (named !== undefined) return named();
  const relative = /^(?:-\s*)?(\d.*?)(?:\s+ago)?$/i.exec(word)?.[1];
  const duration = relative === undefined ? undefined : parseDuration(relative);
  if (duration !== undefined && !isProblem(duration)) return before(now, duration, zone);
  const likely = nearest(word, [...days.keys()]);
  const advice = likely === undefined ? instantAdvice : `did you mean "${likely}"?`;
  return problemAt(text, 0, text.length, word === "" ? "the time is empty" : `"${word}" is not a time`, advice);
}

/**
 * Reads only what names the same instant whenever it is read: ISO 8601, a date, epoch seconds or milliseconds.
 * Undefined when the text is not of that shape, a problem when it is but no such moment exists (2026-02-30).
 */
export function parseAbsoluteInstant(text: string, zone: Zone = utc): number | Problem | undefined {
  const parts = isoPattern.exec(text) ?? basicPattern.exec(text);
  if (parts === null) return /^\d+(?:\.\d+)?$/.test(text) ? epochOf(text) : undefined;
  const [, year = "", month = "01", day = "01", hour = "0", minute = "0", second = "0", fraction = "", written] = parts;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const offset = written === undefined ? 0 : offsetSeconds(written);
  const isDate = new Date(date).toISOString().startsWith(`${year}-${month}-${day}`);
  const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && offset !== undefined;
  if (!isDate || !isClock) return problemAt(text, 0, text.length, `"${text}" is not in the calendar`);
  const civil = date / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const whole = written === undefined ? instantOf(zone, civil * 1000) / 1000 : civil - offset;
  return fraction === "" ? whole : whole + Number(`0.${fraction}`);
}

/** Whether digits are a day (20261126) or a year (2026) and not epoch seconds, which would be of 1970 and of no flow log. */
export function isDateOfDigits(text: string): boolean {
  return /^(?:\d{8}|(?:19[7-9]|2\d\d)\d)$/.test(text);
}

/** Epoch seconds of 1973 to 2286, milliseconds of the same time, or 0. Other numbers of digits are slips. */
function epochOf(text: string): number | Problem {
  const digits = text.replace(/\..*/, "").length;
  if (digits === 9 || digits === 10 || Number(text) === 0) return Number(text);
  if (digits === 12 || digits === 13) return Number(text) / 1000;
  return problemAt(text, 0, text.length, `"${text}" is not a time`, digitsAdvice);
}

/** ISO 8601 in UTC; milliseconds only when there is a fraction. Beyond the years a date can hold, the number itself. */
export function formatInstant(seconds: number): string {
  const date = new Date(Math.round(seconds * 1000));
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace(".000Z", "Z");
}

const dayMilliseconds = 86_400_000;
const instantAdvice = "write 2016-05-21, 2016-05-21T02:00:00Z, epoch seconds, 2h (ago), today or yesterday";
const digitsAdvice = "epoch seconds have 9 or 10 digits, milliseconds 12 or 13, a date 8 (20160521), a year 4";
const isoPattern =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d){0,2})?)?)?$/i;
/** The same without separators; of years only those that may have flow logs: 1200 is a slip of 12:00. */
const basicPattern =
  /^(\d{4}(?=\d)|(?:19[7-9]|2\d\d)\d$)(?:(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d){0,2})?)?)?$/i;

function offsetSeconds(offset: string): number | undefined {
  if (offset.toUpperCase() === "Z") return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (offset.match(/\d\d/g) ?? []).map(Number);
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
}

/** The midnight with which a day begins: today, or `days` later. */
function midnight(now: number, days: number, zone: Zone): number {
  const today = Math.floor(civilOf(zone, now * 1000) / dayMilliseconds);
  return instantOf(zone, (today + days) * dayMilliseconds) / 1000;
}

function before(now: number, duration: Duration, zone: Zone): number {
  if ("seconds" in duration) return now - duration.seconds;
  const date = new Date(civilOf(zone, now * 1000));
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - duration.months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return instantOf(zone, date.getTime()) / 1000;
}
