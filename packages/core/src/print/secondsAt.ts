// Reads times as flow logs and flow-bin write them from their bytes: a chart has a million of them, all different.

const [ZERO, DASH, COLON, T, Z] = [0x30, 0x2d, 0x3a, 0x54, 0x5a];
/** Digits of which a double keeps all. */
const MOST_DIGITS = 15;
/** `2026-11-20T10:00:00Z` */
const ISO_LENGTH = 20;
/** Days of each month of a leap year, by the number of the month. */
const DAYS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The epoch seconds of `1795168800` and of `2026-11-20T10:00:00Z`; NaN for anything that is written otherwise. */
export function secondsAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start === ISO_LENGTH) return isoSeconds(bytes, start);
  return end - start > MOST_DIGITS ? Number.NaN : digits(bytes, start, end - start);
}

function isoSeconds(bytes: Uint8Array, at: number): number {
  const isShaped =
    bytes[at + 4] === DASH &&
    bytes[at + 7] === DASH &&
    bytes[at + 10] === T &&
    bytes[at + 13] === COLON &&
    bytes[at + 16] === COLON &&
    bytes[at + 19] === Z;
  if (!isShaped) return Number.NaN;
  const year = digits(bytes, at, 4);
  const month = digits(bytes, at + 5, 2);
  const day = digits(bytes, at + 8, 2);
  const hour = digits(bytes, at + 11, 2);
  const minute = digits(bytes, at + 14, 2);
  const second = digits(bytes, at + 17, 2);
  const isDate = day >= 1 && day <= (DAYS[month] ?? 0) && (month !== 2 || day < 29 || isLeap(year));
  // Date.UTC takes a year below 100 for one of the last century.
  const isClear = year >= 100 && isDate && hour < 24 && minute < 60 && second < 60;
  return isClear ? Date.UTC(year, month - 1, day, hour, minute, second) / 1000 : Number.NaN;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** A number of so many digits; NaN where there is anything else, or nothing. */
function digits(bytes: Uint8Array, start: number, count: number): number {
  let number = count > 0 ? 0 : Number.NaN;
  for (let at = start; at < start + count; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}
