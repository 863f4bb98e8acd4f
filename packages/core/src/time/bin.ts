// Cuts time into bins of one size, aligned to UTC. Which instant of a flow counts, and what a bin gathers, is left to
// the stage that bins.
import type { Problem } from "../problem.ts";
import { parseDuration, type Duration } from "./duration.ts";
import { formatInstant } from "./instant.ts";

/** One bin, in epoch seconds: `low` belongs to it, `high` to the next. `label` is `low` in ISO 8601. */
interface Bin {
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

export interface Binner {
  /** A number of seconds that every boundary is a multiple of: two instants in one granule are in one bin. */
  readonly granule: number;
  /** The bin of an instant in epoch seconds. */
  readonly binOf: (seconds: number) => Bin;
}

/**
 * Bins of a fixed size start at the epoch, 1970-01-01T00:00:00Z; whole weeks (and so `7d`) start on Mondays; months,
 * quarters and years on the calendar.
 */
export function makeBinner(size: Duration): Binner {
  if ("months" in size) return { granule: daySeconds, binOf: (seconds) => calendarBin(seconds, size.months) };
  const isWeeks = size.seconds % weekSeconds === 0;
  const offset = isWeeks ? firstMonday : 0;
  return { granule: isWeeks ? daySeconds : size.seconds, binOf: (seconds) => fixedBin(seconds, size.seconds, offset) };
}

/** The option kind for the size of a bin. */
export const binSize = {
  placeholder: "SIZE",
  parse: (text: string): Duration | Problem => parseDuration(text),
};

const daySeconds = 86_400;
const weekSeconds = 604_800;
/** 1970-01-05; the epoch itself is a Thursday. */
const firstMonday = 4 * daySeconds;

function fixedBin(seconds: number, size: number, offset: number): Bin {
  if (!Number.isInteger(size)) return millisecondBin(seconds, size);
  const low = Math.floor((seconds - offset) / size) * size + offset;
  return { low, high: low + size, label: formatInstant(low) };
}

/**
 * In whole milliseconds, as 0.1 has no exact binary fraction. The tolerance is more than a double's error at today's
 * epoch.
 */
function millisecondBin(seconds: number, size: number): Bin {
  const sizeMilliseconds = Math.round(size * 1000);
  const index = Math.floor(Math.floor(seconds * 1000 + 0.001) / sizeMilliseconds);
  const low = (index * sizeMilliseconds) / 1000;
  return { low, high: ((index + 1) * sizeMilliseconds) / 1000, label: formatInstant(low) };
}

function calendarBin(seconds: number, months: number): Bin {
  const date = new Date(Math.floor(seconds) * 1000);
  const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  const first = Math.floor(month / months) * months;
  const low = monthStart(first);
  return { low, high: monthStart(first + months), label: formatInstant(low) };
}

function monthStart(monthsSinceEpoch: number): number {
  return Date.UTC(1970, monthsSinceEpoch, 1) / 1000;
}
