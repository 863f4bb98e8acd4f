// Holds the texts of a column against those that are asked for, and remembers which there were, asked for or not. There may
// be any number asked for, and of the others as many as there is room for: accounts and regions are few.
import { equalBytes } from "../bytes";
import { rows, spans, stride } from "../table";
import { hashOf } from "./textSet";
import { spanEnd, spanStart } from "../span";

// A table: { u32 mask; u32 room for others; u32 1 when there were more; u32 unused }, and behind it the slots:
// { u32 hash; u32 length + 1, 0 where it is free; u32 1 when asked for; u32 1 when it was there; 48 bytes of text }.
const HEAD: usize = 16;
const SLOT: usize = 64;
const TEXT: usize = 16;
const LONGEST: u32 = 48;

/** `table`: zeros, with room for 2^bits slots, which are more than the texts that are asked for and `others`. */
export function openValues(table: usize, bits: u32, others: u32): void {
  store<u32>(table, ((<u32>1) << bits) - 1);
  store<u32>(table, others, 4);
}

/** Adds a text that is asked for; the slot that it has. */
export function askForValue(table: usize, start: usize, end: usize): usize {
  const slot = find(table, start, end);
  fill(slot, start, end);
  store<u32>(slot, 1, 8);
  return slot;
}

/**
 * Takes the truth from rows whose value is not asked for, and from those without one unless these are kept. Counts the ones
 * without a value that were not out already; which values there are, those tell too.
 */
export function holdValues(table: usize, column: i32, keepsNull: bool, truth: usize): u32 {
  let without: u32 = 0;
  let cell = spans + ((<usize>column) << 3);
  let before: usize = 0;
  let length: u32 = 0xffffffff;
  let isAsked = false;
  for (let row: u32 = 0; row < rows; row++, cell += stride) {
    const span = column < 0 ? 0 : load<u64>(cell);
    const start = spanStart(span);
    if (!start) {
      without += load<u8>(truth + row);
      if (!keepsNull) store<u8>(truth + row, 0);
      continue;
    }
    const size = <u32>spanEnd(span) - <u32>start;
    // Most records are of the same account and Region as the one before.
    if (size != length || !equalBytes(start, before, size)) {
      before = start;
      length = size;
      isAsked = meet(table, start, start + size);
    }
    if (!isAsked) store<u8>(truth + row, 0);
  }
  return without;
}

/** Notes that a text is there; whether it is asked for. */
function meet(table: usize, start: usize, end: usize): bool {
  const slot: usize = end - start > LONGEST ? <usize>0 : find(table, start, end);
  const isNew = slot && !load<u32>(slot, 4);
  const room = load<u32>(table, 4);
  if (!slot || (isNew && !room)) {
    store<u32>(table, 1, 8);
    return false;
  }
  if (isNew) {
    fill(slot, start, end);
    store<u32>(table, room - 1, 4);
  }
  store<u32>(slot, 1, 12);
  return load<u32>(slot, 8) != 0;
}

/** The slot of a text, or the free one where it would go. */
function find(table: usize, start: usize, end: usize): usize {
  const mask = load<u32>(table);
  const hash = hashOf(start, end);
  const length = <u32>(end - start);
  let place = hash & mask;
  while (true) {
    const slot = table + HEAD + <usize>place * SLOT;
    const known = load<u32>(slot, 4);
    if (!known) return slot;
    if (load<u32>(slot) == hash && known == length + 1 && equalBytes(slot + TEXT, start, length)) return slot;
    place = (place + 1) & mask;
  }
}

function fill(slot: usize, start: usize, end: usize): void {
  store<u32>(slot, hashOf(start, end));
  store<u32>(slot, <u32>(end - start) + 1, 4);
  memory.copy(slot + TEXT, start, end - start);
}
