// Layouts: the shapes of NDJSON records that were read before, so that the next ones can be read without parsing keys. A
// layout is the text between the scalar values of a record (`{"version":`, `,"account_id":`, ..., `}`). A record fits when
// it has each of these texts with a scalar between any two.
import {
  exact,
  flat,
  LEAF_COLUMN,
  LEAF_END,
  LEAF_LIMIT,
  LEAF_SIZE,
  leafCount,
  learnable,
  leaves,
  skipScalar,
} from "./json";
import { BACKSLASH, CLOSE_BRACE, COMMA, QUOTE, SMALL_N, ZERO } from "../ascii";
import { wantedCount } from "./wantedFields";
import { LAYOUT_ENTRY, LAYOUT_HEAD } from "../opcodes";
import { NULL_GIVEN, spanOf, textSpanOf } from "../span";

// A layout: { u32 entry count; u32 flat; u32 heading; u32 unused }, then per scalar and for the end of the record an entry
// { u32 text; u32 length; i32 column; u32 mask; u32 predicted; u32 mispredicted }: the text before the value, the mask under
// which its first 16 bytes are compared, the length that the value had last time, and how often that was wrong.
const FLAT: usize = 4;
const HEADING: usize = 8;
const TEXT_LENGTH: usize = 4;
const COLUMN: usize = 8;
const MASK: usize = 12;
const PREDICTED: usize = 16;
const MISPREDICTED: usize = 20;

const LAYOUT_LIMIT: i32 = 16;
const LAYOUT_SIZE: usize = LAYOUT_HEAD + <usize>(LEAF_LIMIT + 1) * LAYOUT_ENTRY;
/** Mispredictions after which the length of a value is no longer predicted. */
const MISPREDICTION_LIMIT: u32 = 64;
const NO_PREDICTION: u32 = 0xffffffff;
/** Bytes of a record of which a layout is learned at most. */
const TEXT_SIZE: usize = 16384;
/** Wanted columns with which layouts are learned at most. */
export const COLUMN_LIMIT: u32 = 512;
const layouts: usize = memory.data(LAYOUT_LIMIT * <i32>LAYOUT_SIZE, 16);
const layoutTexts: usize = memory.data(LAYOUT_LIMIT * <i32>TEXT_SIZE, 16);
export let layoutCount: u32 = 0;
/** The layout of the last record. */
export let current: u32 = 0;
/** The layout that is replaced next once there are LAYOUT_LIMIT. */
let oldest: u32 = 0;
/** The number of the list of wanted columns: a layout knows only where the values of its own list go. */
export let heading: u32 = 0;

/** Forgets every layout: the wanted columns have changed. */
export function forgetLayouts(): void {
  layoutCount = 0;
  current = 0;
  oldest = 0;
}

/**
 * Switches to the list of wanted columns with this number and keeps the layouts of other lists. With one list, layouts were
 * learned anew at each change of the keys: 40,000 lines a second where two kinds of record alternate; so it is 900,000.
 */
export function useHeading(number: u32): void {
  heading = number;
}

/** Position of the layout with this number. */
// @ts-ignore: decorator
@inline
export function layoutOf(number: u32): usize {
  return layouts + <usize>number * LAYOUT_SIZE;
}

/** The heading for which a layout was learned. */
// @ts-ignore: decorator
@inline
export function headingOf(layout: usize): u32 {
  return load<u32>(layout, HEADING);
}

export function setCurrent(number: u32): void {
  current = number;
}

// @ts-ignore: decorator
@inline
function matchesAt(p: usize, entry: usize): bool {
  const text = <usize>load<u32>(entry);
  const mask = load<i32>(entry, MASK);
  if ((i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(text))) & mask) != mask) return false;
  const length = <usize>load<u32>(entry, TEXT_LENGTH);
  for (let i: usize = 16; i < length; i++) if (load<u8>(p + i) != load<u8>(text + i)) return false;
  return true;
}

/**
 * The end e of the value at s. Where the value has the predicted length, the end is computed from that: the same number, but
 * the processor does not wait for the search of e before it goes on to the next value. Gain: a seventh of the scan's time.
 */
// @ts-ignore: decorator
@inline
function endOf(entry: usize, s: usize, e: usize): usize {
  const predicted = load<u32>(entry, PREDICTED);
  if (e - s == <usize>predicted) return s + <usize>predicted;
  if (predicted != NO_PREDICTION) predictAgain(entry, <u32>(e - s));
  return e;
}

function predictAgain(entry: usize, length: u32): void {
  const mispredicted = load<u32>(entry, MISPREDICTED) + 1;
  store<u32>(entry, mispredicted, MISPREDICTED);
  store<u32>(entry, mispredicted > MISPREDICTION_LIMIT ? NO_PREDICTION : length, PREDICTED);
}

/**
 * Reads the record at p by a layout. In: the layout, a row of `width` bytes. Out: the spans of the wanted values in the row;
 * returns the position after the record, or 0 when it does not fit.
 *
 *   layout   {"version":  ,"srcaddr":            ,"bytes":     }
 *   record   {"version":2 ,"srcaddr":"10.0.0.1"  ,"bytes":840  }
 *            compare 16   compare 16             compare 16    compare 1
 *                      ^ integer     ^ text               ^ integer: 16 bytes a step, end predicted
 *
 * A key costs one comparison of 16 bytes and is never parsed or looked up, because the entry already has the column. In a flat
 * layout an entry whose text is not there is skipped, so that fields may be left out.
 */
export function readByLayout(p: usize, layout: usize, row: usize, width: usize): usize {
  const quote = i8x16.splat(QUOTE);
  const backslash = i8x16.splat(BACKSLASH);
  const control = i8x16.splat(31);
  const zero = i8x16.splat(ZERO);
  const nine = i8x16.splat(9);
  const skips = load<u32>(layout, FLAT) != 0;
  const first = layout + LAYOUT_HEAD;
  let entry = first;
  const last = entry + <usize>(load<u32>(layout) - 1) * LAYOUT_ENTRY;
  // Not memory.fill: for a few words its call costs more than the work.
  for (let cell = row; cell < row + width; cell += 8) store<u64>(cell, 0);
  while (true) {
    while (!matchesAt(p, entry)) {
      // A field may be left out, but not the first one nor the end, whose texts have the braces.
      if (!skips || exact || entry >= last || entry == first) return 0;
      entry += LAYOUT_ENTRY;
    }
    p += load<u32>(entry, TEXT_LENGTH);
    if (entry == last) return p;
    const column = load<i32>(entry, COLUMN);
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
      // Integers of up to 15 digits; a fraction, an exponent, a sign, a word and more digits are left to skipScalar.
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

/** Makes a layout of the record [start, end), which json.ts has just parsed. */
export function learn(start: usize, end: usize): void {
  if (!learnable || leafCount == 0 || end - start > TEXT_SIZE || wantedCount > COLUMN_LIMIT) return;
  let place = layoutCount;
  if (place == LAYOUT_LIMIT) {
    place = oldest;
    oldest = (oldest + 1) % LAYOUT_LIMIT;
  } else layoutCount++;
  const layout = layoutOf(place);
  let text = layoutTexts + <usize>place * TEXT_SIZE;
  store<u32>(layout, leafCount + 1);
  store<u32>(layout, flat ? 1 : 0, FLAT);
  store<u32>(layout, heading, HEADING);
  let from = start;
  for (let i: u32 = 0; i <= leafCount; i++) {
    const leaf = leaves + <usize>i * LEAF_SIZE;
    const to = i == leafCount ? end : <usize>load<u32>(leaf);
    const length = to - from;
    memory.copy(text, from, length);
    const entry = layout + LAYOUT_HEAD + <usize>i * LAYOUT_ENTRY;
    store<u32>(entry, <u32>text);
    store<u32>(entry, <u32>length, TEXT_LENGTH);
    store<i32>(entry, i == leafCount ? -1 : load<i32>(leaf, LEAF_COLUMN), COLUMN);
    store<u32>(entry, length >= 16 ? 0xffff : (1 << (<u32>length)) - 1, MASK);
    store<u64>(entry, 0, PREDICTED); // and MISPREDICTED
    text += length;
    if (i < leafCount) from = load<u32>(leaf, LEAF_END);
  }
  current = place;
}
