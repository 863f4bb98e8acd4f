// Layouts: what NDJSON records looked like that were read before, so that the next ones can be read without looking at a
// key. A layout is the text between the scalar values of a record (`{"version":`, `,"account_id":`, ..., `}`), and a record
// fits it when each of those texts stands where it should and a scalar between them.
import { exact, flat, leafCount, learnable, leaves, skipScalar } from "./json";
import { BACKSLASH, CLOSE_BRACE, COMMA, QUOTE, SMALL_N, ZERO } from "../ascii";
import { wantedCount } from "./wantedFields";
import { LAYOUT_ENTRY, LAYOUT_HEAD } from "../opcodes";
import { NULL_GIVEN, spanOf, textSpanOf } from "../span";

// A layout: { u32 entry count; u32 flat; u32 heading; u32 } and then per entry { u32 text; u32 length; i32 column; u32 mask;
// u32 usual; u32 unusual }: the text before a value, its first 16 bytes compared under the mask, and the length that the
// value had last time, as long as that is a good guess. The last entry is the text behind the last value.
const LAYOUT_LIMIT: u32 = 16;
const LAYOUT_SIZE: usize = 16 + 257 * 24;
/** Wrong guesses after which the length of a value is not guessed any more. */
const GUESS_LIMIT: u32 = 64;
const NO_GUESS: u32 = 0xffffffff;
const TEXT_SIZE: usize = 16384;
/** Columns at most of a heading of which layouts are learned. */
const MOST_COLUMNS: u32 = 512;
const layouts: usize = memory.data(16 * (16 + 257 * 24), 16);
const layoutTexts: usize = memory.data(16 * 16384, 16);
export let layoutCount: u32 = 0;
/** The layout that the last record had. */
export let current: u32 = 0;
/** Where the next layout goes once all places are taken. */
let oldest: u32 = 0;
/** Which columns are wanted: layouts that were learned for others say nothing of where the values go now. */
export let heading: u32 = 0;

/** Forgets every layout: the wanted columns have changed. */
export function forgetLayouts(): void {
  layoutCount = 0;
  current = 0;
  oldest = 0;
}

/** The columns that are wanted now have this number; what was learned for those of others is kept. */
export function useHeading(number: u32): void {
  heading = number;
}

/** The layout of a number. */
// @ts-ignore: decorator
@inline
export function layoutOf(number: u32): usize {
  return layouts + <usize>number * LAYOUT_SIZE;
}

/** The heading that a layout was learned for. */
// @ts-ignore: decorator
@inline
export function headingOf(layout: usize): u32 {
  return load<u32>(layout, 8);
}

export function setCurrent(number: u32): void {
  current = number;
}

// @ts-ignore: decorator
@inline
function standsAt(p: usize, entry: usize): bool {
  const text = <usize>load<u32>(entry);
  const mask = load<i32>(entry, 12);
  if ((i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(text))) & mask) != mask) return false;
  const length = <usize>load<u32>(entry, 4);
  for (let i: usize = 16; i < length; i++) if (load<u8>(p + i) != load<u8>(text + i)) return false;
  return true;
}

/**
 * The end e of the value at s. Where the value has its usual length the end is reckoned from that: the same number, but
 * the processor need not wait for the search of e before it goes on to the next value (a seventh of the scan's time).
 */
// @ts-ignore: decorator
@inline
function endOf(entry: usize, s: usize, e: usize): usize {
  const usual = load<u32>(entry, 16);
  if (e - s == <usize>usual) return s + <usize>usual;
  if (usual != NO_GUESS) guessAgain(entry, <u32>(e - s));
  return e;
}

function guessAgain(entry: usize, length: u32): void {
  const unusual = load<u32>(entry, 20) + 1;
  store<u32>(entry, unusual, 20);
  store<u32>(entry, unusual > GUESS_LIMIT ? NO_GUESS : length, 16);
}

/** Position behind the record at p if it fits the layout, its wanted values put into the row; else 0. */
export function readByLayout(p: usize, layout: usize, row: usize, width: usize): usize {
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const control = i8x16.splat(31);
  const zero = i8x16.splat(48);
  const nine = i8x16.splat(9);
  const skips = load<u32>(layout, 4) != 0;
  const first = layout + LAYOUT_HEAD;
  let entry = first;
  const last = entry + <usize>(load<u32>(layout) - 1) * LAYOUT_ENTRY;
  // Not memory.fill: for a few words its call costs more than the work.
  for (let cell = row; cell < row + width; cell += 8) store<u64>(cell, 0);
  while (true) {
    while (!standsAt(p, entry)) {
      // A field may be left out, but no bracket, nor the first one, which brings the bracket with it.
      if (!skips || exact || entry >= last || entry == first) return 0;
      entry += LAYOUT_ENTRY;
    }
    p += load<u32>(entry, 4);
    if (entry == last) return p;
    const column = load<i32>(entry, 8);
    let value: u64;
    if (load<u8>(p) == QUOTE) {
      const s = ++p;
      while (true) {
        const v = v128.load(p);
        const found = i8x16.bitmask(
          v128.or(v128.or(i8x16.eq(v, quote), i8x16.eq(v, backslash)), i8x16.le_u(v, control)),
        );
        if (found) {
          p += ctz(found);
          break;
        }
        p += 16;
      }
      p = endOf(entry, s, p);
      if (load<u8>(p) != QUOTE) return 0;
      value = textSpanOf(s, p);
      p++;
    } else {
      const s = p;
      const found = i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(p), zero), nine));
      const n = <usize>ctz(found);
      const next = load<u8>(p + n);
      // Plain integers here; a fraction, an exponent, a sign, a word, or more than 15 digits take the longer way.
      if (found && n && (next == COMMA || next == CLOSE_BRACE) && (n == 1 || load<u8>(p) != ZERO)) {
        p = endOf(entry, s, s + n);
        value = spanOf(s, p);
      } else {
        const end = skipScalar(p);
        if (!end) return 0;
        value = load<u8>(p) == SMALL_N ? NULL_GIVEN : spanOf(s, end);
        p = end;
      }
    }
    if (column >= 0) store<u64>(row + ((<usize>column) << 3), value);
    entry += LAYOUT_ENTRY;
  }
}

/** Makes a layout of the record [start, end) that json.ts has just read. */
export function learn(start: usize, end: usize): void {
  if (!learnable || leafCount == 0 || end - start > TEXT_SIZE || wantedCount > MOST_COLUMNS) return;
  let place = layoutCount;
  if (place == LAYOUT_LIMIT) {
    place = oldest;
    oldest = (oldest + 1) % LAYOUT_LIMIT;
  } else layoutCount++;
  const layout = layoutOf(place);
  let text = layoutTexts + <usize>place * TEXT_SIZE;
  store<u32>(layout, leafCount + 1);
  store<u32>(layout, flat ? 1 : 0, 4);
  store<u32>(layout, heading, 8);
  let from = start;
  for (let i: u32 = 0; i <= leafCount; i++) {
    const leaf = leaves + <usize>i * 12;
    const to = i == leafCount ? end : <usize>load<u32>(leaf);
    const length = to - from;
    memory.copy(text, from, length);
    const entry = layout + LAYOUT_HEAD + <usize>i * LAYOUT_ENTRY;
    store<u32>(entry, <u32>text);
    store<u32>(entry, <u32>length, 4);
    store<i32>(entry, i == leafCount ? -1 : load<i32>(leaf, 8), 8);
    store<u32>(entry, length >= 16 ? 0xffff : (1 << (<u32>length)) - 1, 12);
    store<u64>(entry, 0, 16);
    text += length;
    if (i < leafCount) from = load<u32>(leaf, 4);
  }
  current = place;
}
