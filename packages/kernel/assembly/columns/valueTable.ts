// Filters rows by the text of a column (an account, a Region), and remembers which texts there were, wanted or not. There may
// be any number of wanted texts, and as many others as the table has room for.
import { equalBytes } from "../bytes";
import { rows, spans, stride } from "../table";
import { hashOf } from "../hash";
import { spanEnd, spanStart } from "../span";

// A table: { u32 mask; u32 room for others; u32 1 when there were more; u32 unused }, then its slots:
// { u32 hash; u32 length + 1, 0 where it is free; u32 1 when wanted; u32 1 when seen; 48 bytes of text }.
const ROOM: usize = 4;
const OVERFLOW: usize = 8;
const HEAD: usize = 16;
const LENGTH: usize = 4;
const WANTED: usize = 8;
const SEEN: usize = 12;
const TEXT: usize = 16;
const SLOT: usize = 64;
const TEXT_LIMIT: u32 = 48;

/** Makes an empty table. `table`: zeros, with room for 2^bits slots: more than the wanted texts and `others` together. */
export function openValueTable(table: usize, bits: u32, others: u32): void {
  store<u32>(table, ((<u32>1) << bits) - 1);
  store<u32>(table, others, ROOM);
}

/** Adds a wanted text. Returns its slot. */
export function addWantedValue(table: usize, start: usize, end: usize): usize {
  const slot = find(table, start, end);
  fill(slot, start, end);
  store<u32>(slot, 1, WANTED);
  return slot;
}

/**
 * Clears the truth of rows whose value is not wanted, and of rows without a value unless `keepsNull`. Rows that were false
 * already are noted in the table too. Returns the number of rows without a value that were true.
 */
export function filterValues(table: usize, column: i32, keepsNull: bool, truth: usize): u32 {
  let without: u32 = 0;
  let cell = spans + ((<usize>column) << 3);
  let before: usize = 0;
  let length: u32 = 0xffffffff;
  let isWanted = false;
  for (let row: u32 = 0; row < rows; row++, cell += stride) {
    const span = column < 0 ? 0 : load<u64>(cell);
    const start = spanStart(span);
    if (!start) {
      without += load<u8>(truth + row);
      if (!keepsNull) store<u8>(truth + row, 0);
      continue;
    }
    const size = <u32>spanEnd(span) - <u32>start;
    // Most records are of the same account and Region as the one before: one comparison, no hash.
    if (size != length || !equalBytes(start, before, size)) {
      before = start;
      length = size;
      isWanted = noteSeen(table, start, start + size);
    }
    if (!isWanted) store<u8>(truth + row, 0);
  }
  return without;
}

/** Notes that a text is in the data. Returns whether it is wanted. */
function noteSeen(table: usize, start: usize, end: usize): bool {
  const slot: usize = end - start > TEXT_LIMIT ? <usize>0 : find(table, start, end);
  const isNew = slot && !load<u32>(slot, LENGTH);
  const room = load<u32>(table, ROOM);
  if (!slot || (isNew && !room)) {
    store<u32>(table, 1, OVERFLOW);
    return false;
  }
  if (isNew) {
    fill(slot, start, end);
    store<u32>(table, room - 1, ROOM);
  }
  store<u32>(slot, 1, SEEN);
  return load<u32>(slot, WANTED) != 0;
}

/** The slot of a text, or the free one where it would go. */
function find(table: usize, start: usize, end: usize): usize {
  const mask = load<u32>(table);
  const hash = hashOf(start, end);
  const length = <u32>(end - start);
  let place = hash & mask;
  while (true) {
    const slot = table + HEAD + <usize>place * SLOT;
    const known = load<u32>(slot, LENGTH);
    if (!known) return slot;
    if (load<u32>(slot) == hash && known == length + 1 && equalBytes(slot + TEXT, start, length)) return slot;
    place = (place + 1) & mask;
  }
}

function fill(slot: usize, start: usize, end: usize): void {
  store<u32>(slot, hashOf(start, end));
  store<u32>(slot, <u32>(end - start) + 1, LENGTH);
  memory.copy(slot + TEXT, start, end - start);
}
