// Answers of CloudWatch Logs, which hold events as JSON, to lines: the messages are copied out, the times of the last events
// and the token of the next answer noted, and all else is passed over. An answer comes in pieces. A quoted word with a colon
// behind it is a key, because the quotes inside of a text are escaped; where there is any escape, this is not the way.
import { BACKSLASH, COLON, NEWLINE, QUOTE, SPACE } from "../ascii";
import { equalBytes } from "../bytes";

/** The keys, with their quotes. */
const MESSAGE: usize = memory.data<u8>([34, 109, 101, 115, 115, 97, 103, 101, 34, 0, 0, 0, 0, 0, 0, 0]);
const MESSAGE_LENGTH: usize = 9;
const TIME: usize = memory.data<u8>([34, 116, 105, 109, 101, 115, 116, 97, 109, 112, 34, 0, 0, 0, 0, 0]);
const TIME_LENGTH: usize = 11;
const TOKEN: usize = memory.data<u8>([34, 110, 101, 120, 116, 84, 111, 107, 101, 110, 34, 0, 0, 0, 0, 0]);
const TOKEN_LENGTH: usize = 11;

/** Bytes that are looked at together: fewer are left for the next piece. */
const AHEAD: usize = 32;

/** Messages so far; the last time, and how many events at the end have it. The host sets them for the answer at hand. */
export let messages: u32 = 0;
export let lastTime: f64 = 0;
export let lastTimes: u32 = 0;
/** The smallest and the largest time so far, and how often a time was smaller than the one before it. */
export let smallestTime: f64 = 0;
export let largestTime: f64 = 0;
export let backwardSteps: u32 = 0;
/** Bounds of the token in the last piece, if it was there. */
export let tokenStart: usize = 0;
export let tokenEnd: usize = 0;
/** What comes from here on must come again, before the next piece. */
export let eventsRest: usize = 0;

/** Where the value of a key begins and, 0 if it goes on behind the piece, ends; a start of 0: it is of another kind. */
let valueStart: usize = 0;
let valueEnd: usize = 0;
/** There was an escape in it. */
let isEscaped: bool = false;

/** Puts the messages in [start, end), each with a newline, at `out`; where they end, or 0 when there is an escape. */
export function readEvents(start: usize, end: usize, out: usize): usize {
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const m = i8x16.splat(109);
  const t = i8x16.splat(116);
  const n = i8x16.splat(110);
  tokenStart = 0;
  let p = start;
  while (p + AHEAD <= end) {
    const v = v128.load(p);
    const second = v128.load(p, 1);
    const first = v128.or(v128.or(i8x16.eq(second, m), i8x16.eq(second, t)), i8x16.eq(second, n));
    const keys = v128.and(i8x16.eq(v, quote), first);
    let found = i8x16.bitmask(v128.or(keys, i8x16.eq(v, backslash)));
    let next = p + 16;
    for (; found; found &= found - 1) {
      const at = p + ctz(found);
      if (load<u8>(at) == BACKSLASH) return 0;
      if (isKey(at, end, MESSAGE, MESSAGE_LENGTH)) out = copyText(end, out);
      else if (isKey(at, end, TIME, TIME_LENGTH)) takeTime(end);
      else if (isKey(at, end, TOKEN, TOKEN_LENGTH)) takeToken(end);
      else continue;
      if (isEscaped) return 0;
      if (valueStart && !valueEnd) {
        eventsRest = at;
        return out;
      }
      if (!valueStart) continue;
      next = valueEnd;
      break;
    }
    p = next;
  }
  eventsRest = min(p, end);
  return out;
}

/** Whether the key is at a place; then `valueStart` is where its value begins, `end` when that is not there yet. */
// @ts-ignore: decorator
@inline
function isKey(at: usize, end: usize, key: usize, length: usize): bool {
  if (!equalBytes(at, key, length)) return false;
  let p = behindSpaces(at + length, end);
  valueEnd = 0;
  isEscaped = false;
  valueStart = end;
  if (p >= end) return true;
  if (load<u8>(p) != COLON) valueStart = 0;
  else {
    p = behindSpaces(p + 1, end);
    if (p < end) valueStart = p;
  }
  return true;
}

function behindSpaces(p: usize, end: usize): usize {
  while (p < end && (load<u8>(p) == SPACE || (load<u8>(p) >= 9 && load<u8>(p) <= 13))) p++;
  return p;
}

/** Copies the text at `valueStart` with a newline; nothing is copied if it is not whole. Where the next one goes. */
function copyText(end: usize, out: usize): usize {
  if (!isText(end)) return out;
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  let from = valueStart + 1;
  let to = out;
  while (from < end) {
    const text = v128.load(from);
    v128.store(to, text);
    const stops = i8x16.bitmask(v128.or(i8x16.eq(text, quote), i8x16.eq(text, backslash)));
    const step = stops ? <usize>ctz(stops) : 16;
    from += step;
    to += step;
    if (!stops) continue;
    if (from >= end) break;
    isEscaped = load<u8>(from) == BACKSLASH;
    valueEnd = from + 1;
    store<u8>(to, NEWLINE);
    messages++;
    return to + 1;
  }
  return out;
}

/** Whether the value that begins is a text, as far as it is there. */
// @ts-ignore: decorator
@inline
function isText(end: usize): bool {
  if (valueStart && valueStart < end && load<u8>(valueStart) != QUOTE) valueStart = 0;
  return valueStart != 0 && valueStart < end;
}

function takeTime(end: usize): void {
  if (!valueStart) return;
  let p = valueStart;
  let time: f64 = 0;
  for (; p < end && load<u8>(p) - 48 <= 9; p++) time = time * 10 + <f64>(load<u8>(p) - 48);
  if (p >= end) return;
  valueEnd = p;
  if (p == valueStart) return;
  lastTimes = time == lastTime ? lastTimes + 1 : 1;
  backwardSteps += <u32>(time < lastTime);
  lastTime = time;
  smallestTime = min(smallestTime, time);
  largestTime = max(largestTime, time);
}

function takeToken(end: usize): void {
  if (!isText(end)) return;
  let p = valueStart + 1;
  while (p < end && load<u8>(p) != QUOTE && load<u8>(p) != BACKSLASH) p++;
  if (p >= end) return;
  isEscaped = load<u8>(p) == BACKSLASH;
  tokenStart = valueStart + 1;
  tokenEnd = p;
  valueEnd = p + 1;
}
