// The times of the rows of a batch as numbers, for those who put rows where they belong by time.
import type { Batch } from "../batch.ts";
import { isProblem } from "@flowlogs/base/problem";
import { parseAbsoluteInstant } from "../time/instant.ts";

const ZERO = 48;
/** In the end of a span: it is a text. */
const TEXT = 0x8000_0000;
/** Epoch seconds above it are milliseconds, as flowlogs-read takes them; above this again they are no times. */
const LAST_SECOND = 2_147_483_647;
const LAST_MILLISECOND = 2 ** 32 * 1000;

/**
 * Puts the time of each row into `times`, in epoch seconds; NaN where a row has none. `column` -1: none has. `takesTexts`: a time
 * may also be a text, as in ISO 8601. How many are in milliseconds.
 */
export function readTimes(batch: Batch, column: number, times: Float64Array, takesTexts: boolean): number {
  if (column < 0) {
    times.fill(Number.NaN, 0, batch.rows);
    return 0;
  }
  const { kernel, rows } = batch;
  const [words, bytes] = [kernel.words(), kernel.bytes()];
  const first = batch.spanAt(0, column);
  const step = batch.spanAt(1, column) - first;
  let milliseconds = 0;
  for (let row = 0, at = first; row < rows; row++, at += step) {
    const start = words[at] ?? 0;
    const end = words[at + 1] ?? 0;
    if (end < TEXT) {
      const value = readNumber(bytes, start, end);
      if (value > LAST_SECOND && value < LAST_MILLISECOND) milliseconds++;
      times[row] = inSeconds(value);
    } else times[row] = takesTexts ? readText(kernel.text(start, end - TEXT)) : Number.NaN;
  }
  return milliseconds;
}

/** NaN for null, and what is not a whole number is left to the slower way. */
function readNumber(bytes: Uint8Array, start: number, end: number): number {
  if (start === 0) return Number.NaN;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number(new TextDecoder().decode(bytes.subarray(start, end)));
    value = value * 10 + digit;
  }
  return value;
}

function inSeconds(value: number): number {
  return value > LAST_SECOND ? value / 1000 : value;
}

/** Records of other tools have their times as texts. */
function readText(text: string): number {
  if (/^\d+$/.test(text)) return inSeconds(Number(text));
  const instant = parseAbsoluteInstant(text);
  return instant === undefined || isProblem(instant) ? Number.NaN : instant;
}
