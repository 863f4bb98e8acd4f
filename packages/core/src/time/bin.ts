// Cuts time into bins of one size, aligned to UTC or to the clocks of a zone. Times are milliseconds here, as Date has
// them. Which instant of a flow counts, and what a bin gathers, is left to the stage that bins.
import type { Problem } from "@flowlogs/base/problem";
import { parseDuration, type Duration } from "./duration.ts";
import { formatInstant } from "./instant.ts";
import { civilOf, formatInZone, instantOf, type Zone } from "./zone.ts";

/** One bin: `low` belongs to it, `high` to the next. `label` is `low` in ISO 8601. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

export interface Binner {
  /** How long a bin is at least, but for those cut short by a change of the clocks. */
  readonly span: number;
  /** The bin of an instant. */
  readonly binOf: (instant: number) => Bin;
}

/** A cut of the number line: [low, high) around a number. */
type Cut = (time: number) => readonly [low: number, high: number];

/**
 * Bins of a fixed size start at the epoch, 1970-01-01T00:00:00Z; whole weeks (and so `7d`) start on Mondays; months,
 * quarters and years on the calendar. In a zone the same is cut by its clocks. What they skip belongs to no bin: one is
 * short, or missing. Where they are set back by less than a bin, the bin under way goes on until they show the next
 * one's start; by a bin or more, each bin of what they show twice is there twice.
 */
export function makeBinner(size: Duration, zone?: Zone): Binner {
  const span = "months" in size ? size.months * 28 * day : milliseconds(size.seconds);
  const cut = "months" in size ? monthCut(size.months) : fixedCut(span);
  if (zone !== undefined) {
    return { span: span < day ? span : span - longestShift, binOf: (instant) => civilBin(instant, cut, span, zone) };
  }
  return {
    span,
    binOf(instant) {
      const [low, high] = cut(instant);
      return { low, high, label: formatInstant(low / 1000) };
    },
  };
}

/** The option kind for the size of a bin. */
export const binSize = {
  placeholder: "SIZE",
  samples: ["10s", "30s", "1m", "5m", "15m", "1h", "1d", "1w", "1mo"],
  parse: (text: string): Duration | Problem => parseDuration(text),
};

/** The times of a record that may say in which bin it is. */
export const moments = ["start", "middle", "end"] as const;
export type Moment = (typeof moments)[number];

/** What keeps bins of a size from starting at every midnight of a zone. */
export function civilProblem(size: Duration): Problem | undefined {
  if ("months" in size) return undefined;
  const length = milliseconds(size.seconds);
  if (length >= day ? length % day === 0 : day % length === 0) return undefined;
  const problem = "bins of this size cannot start at each midnight of a time zone";
  const advice =
    length > day
      ? "give whole days, weeks, months or years, or leave --tz out"
      : `give a size that divides a day, such as ${nearestDivisors(length).join(" or ")}, or leave --tz out`;
  return { problem, advice };
}

/** The next sizes of whole minutes, or seconds, that divide a day. */
function nearestDivisors(length: number): string[] {
  const unit = length < 120_000 ? 1000 : 60_000;
  const whole = Array.from({ length: day / unit }, (_, i) => (i + 1) * unit).filter((size) => day % size === 0);
  const [below, above] = [whole.findLast((size) => size < length), whole.find((size) => size > length)];
  return [below, above].flatMap((size) => (size === undefined ? [] : writeSize(size)));
}

function writeSize(length: number): string {
  if (length % 3_600_000 === 0) return `${length / 3_600_000}h`;
  return length % 60_000 === 0 ? `${length / 60_000}m` : `${length / 1000}s`;
}

/** As a whole number, which a length in seconds times 1000 need not be. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

const day = 86_400_000;
const week = 7 * day;
const lastInstant = 8.64e15;
const beyond = 9e15;
/** 1970-01-05; the epoch itself is a Thursday. */
const firstMonday = 4 * day;
/** Clocks are set by no more than three hours, but for a few days of which the date changed. */
const longestShift = 3 * 3_600_000;

function fixedCut(size: number): Cut {
  const offset = size % week === 0 ? firstMonday : 0;
  return (time) => {
    const low = Math.floor((time - offset) / size) * size + offset;
    return [low, low + size];
  };
}

function monthCut(months: number): Cut {
  return (time) => {
    const date = new Date(time);
    const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
    const first = Math.floor(month / months) * months;
    const [low, high] = [Date.UTC(1970, first, 1), Date.UTC(1970, first + months, 1)];
    // The calendar ends in the middle of a month at either end.
    return [Number.isNaN(low) ? -lastInstant : low, Number.isNaN(high) ? beyond : high];
  };
}

function civilBin(instant: number, cut: Cut, size: number, zone: Zone): Bin {
  const [low, high] = civilBounds(instant, cut, size, zone);
  const ahead = nextReturn(instant, high, size, zone);
  return { low, high: ahead ?? high, label: formatInZone(zone, low) };
}

function civilBounds(instant: number, cut: Cut, size: number, zone: Zone): readonly [low: number, high: number] {
  const shown = civilOf(zone, instant);
  const back = lastReturn(instant, zone);
  if (back !== undefined && back.by >= size) {
    const [low, high] = cut(shown);
    const { offset } = zone.spanAt(instant);
    const again = instantOf(zone, high);
    // What the clocks showed before they were set back is counted anew.
    if (instantOf(zone, low) < back.at)
      return [Math.max(back.at, low - offset), again > instant ? again : high - offset];
  }
  const [low, high] = cut(back === undefined ? shown : Math.max(shown, back.shown));
  return [instantOf(zone, low), instantOf(zone, high)];
}

/** A moment at which the clocks are set back. */
interface Return {
  readonly at: number;
  readonly by: number;
  /** The last that they showed before. */
  readonly shown: number;
}

/** The last time that the clocks were set back, if that is not so long ago that nothing is shown twice. */
function lastReturn(instant: number, zone: Zone): Return | undefined {
  let span = zone.spanAt(instant);
  while (span.from > instant - 2 * day - longestShift) {
    const before = zone.spanAt(span.from - 1);
    if (before.offset > span.offset) {
      return { at: span.from, by: before.offset - span.offset, shown: span.from + before.offset - 1 };
    }
    span = before;
  }
  return undefined;
}

/** The first time between two instants that the clocks are set back by so much or more; never by more than a day. */
function nextReturn(from: number, to: number, size: number, zone: Zone): number | undefined {
  if (size > day) return undefined;
  for (let span = zone.spanAt(from); span.to < to;) {
    const next = zone.spanAt(span.to);
    if (span.offset - next.offset >= size) return next.from;
    span = next;
  }
  return undefined;
}
