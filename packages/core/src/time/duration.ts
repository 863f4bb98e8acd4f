// Lengths of time as a person writes them: `5m`, `1h30m`, `1mo`. Where on the calendar a length falls is left to bins
// and instants.
import { problemAt, type Problem } from "@flowlogs/base/problem";

/** A fixed length in seconds (a fraction down to milliseconds), or a number of calendar months. Never zero or less. */
export type Duration = { readonly seconds: number } | { readonly months: number };

/**
 * Reads a number with a unit of Logs Insights (ms s m h d w mo q y and their long forms), or
 * several in a row (`1h30m`). Calendar units (mo, q, y) take whole numbers and do not mix with the others, because a
 * month does not have a fixed number of seconds.
 */
export function parseDuration(text: string): Duration | Problem {
  const faulty = (problem: string, advice?: string) => problemAt(text, 0, text.length, problem, advice);
  const word = text.trim();
  if (/^[+-]?[\d.]+$/.test(word))
    return faulty(`"${word}" has no unit`, `write ${word}s, ${word}m, ${word}h or ${word}d`);
  if (word.startsWith("-")) return faulty(`"${word}" is negative`, "a duration is more than zero");
  if (!/^(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+$/i.test(word)) {
    return faulty(
      word === "" ? "the duration is empty" : `"${word}" is not a duration`,
      "write 30s, 5m, 1h30m, 1d, 1w or 1mo",
    );
  }
  let milliseconds = 0;
  let months = 0;
  for (const [, count = "", unit = ""] of word.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
    const size = unitSize(unit);
    if (size === undefined) return faulty(`"${unit}" is not a unit of time`, unitAdvice(unit));
    if ("months" in size && count.includes(".")) return faulty(`"${count}${unit}" is not a whole number of months`);
    if ("months" in size) months += Number(count) * size.months;
    else milliseconds += Math.round(Number(count) * size.milliseconds);
  }
  if (!Number.isSafeInteger(milliseconds) || !Number.isSafeInteger(months)) return faulty(`"${word}" is too long`);
  if (months > 0 && milliseconds > 0) return faulty("months and years do not mix with shorter units");
  if (months === 0 && milliseconds === 0) return faulty(`"${word}" is zero`, "a duration is more than zero");
  return months > 0 ? { months } : { seconds: milliseconds / 1000 };
}

type Unit = { readonly milliseconds: number } | { readonly months: number };

const units: readonly (readonly [Unit, ...string[]])[] = [
  [{ milliseconds: 1 }, "ms", "msec", "millisecond", "milliseconds"],
  [{ milliseconds: 1000 }, "s", "sec", "second", "seconds"],
  [{ milliseconds: 60_000 }, "m", "min", "minute", "minutes"],
  [{ milliseconds: 3_600_000 }, "h", "hr", "hour", "hours"],
  [{ milliseconds: 86_400_000 }, "d", "day", "days"],
  [{ milliseconds: 604_800_000 }, "w", "week", "weeks"],
  [{ months: 1 }, "mo", "mon", "month", "months"],
  [{ months: 3 }, "q", "qtr", "quarter", "quarters"],
  [{ months: 12 }, "y", "yr", "year", "years"],
];

/** Any case but for a lone M, which some would read as minutes and some as months. */
function unitSize(unit: string): Unit | undefined {
  if (unit === "M") return undefined;
  return units.find(([, ...names]) => names.includes(unit.toLowerCase()))?.[0];
}

function unitAdvice(unit: string): string {
  return unit === "M" ? "write m for minutes or mo for months" : "the units are ms s m h d w mo q y";
}
