// Looks the values of a column up in tables of labels. What a table gives for a value is an entry: the number of the row of labels
// that belongs to it, from 1; or, with the sign bit, of a chain of entries, each of which counts for a time; 0 where it has none.
import { rows, spans, stride } from "../table";
import { DATED_ENTRY } from "../opcodes";
import { spanEnd, spanStart } from "../span";
import { readTime, time } from "../write/bin";
import { family, high, low, parseAddress } from "./address";
import { FIRST_LOW, LAST_HIGH, LAST_LOW } from "./addressSet";
import { answerIn, answerSlot, isAnswer, keepAnswer } from "./answerCache";
import { addText, findText, TEXT_ENTRY } from "./textSet";

// A table of addresses: { u32 count4; u32 firsts4; u32 rest4; u32 index4; u32 count6; u32 ranges6 }. The ranges are sorted and do
// not overlap. firsts4: u32; rest4: { u32 last; u32 entry }; index4: 2^16 + 1 u32, how many ranges begin before each upper half of
// an address; ranges6: as in addressSet.ts, and { u64 entry }.
const FIRSTS4: usize = 4;
const REST4: usize = 8;
const INDEX4: usize = 12;
const COUNT6: usize = 16;
const RANGES6: usize = 20;
export const RANGE6: usize = 40;
export const ENTRY6: usize = 32;

/** What is remembered for a text that is not an address. */
const NO_ADDRESS: u32 = 0x7fff_ffff;

/** How many values of the last column were not addresses, and the row of the last of them. */
export let oddAddresses: u32 = 0;
export let oddAddress: u32 = 0;

/** entries[row] = the entry of the range that has the address in the column, 0 where there is none. `answers`: see answerCache.ts. */
export function labelAddresses(column: u32, table: usize, answers: usize, entries: usize): void {
  oddAddresses = 0;
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++, cell += stride) {
    const span = load<u64>(cell);
    let entry: u32 = 0;
    const start = spanStart(span);
    const end = spanEnd(span);
    if (start && start < end) {
      const slot = answerSlot(answers, start, end);
      if (slot && isAnswer(slot, start, end)) entry = answerIn(slot);
      else {
        if (parseAddress(start, end)) entry = family == 4 ? entry4(table) : entry6(table);
        else entry = NO_ADDRESS;
        if (slot) keepAnswer(slot, start, end, entry);
      }
      if (entry == NO_ADDRESS) {
        entry = 0;
        oddAddresses++;
        oddAddress = row;
      }
    }
    store<u32>(entries + ((<usize>row) << 2), entry);
  }
}

// @ts-ignore: decorator
@inline
function entry4(table: usize): u32 {
  const address = <u32>low;
  const firsts = <usize>load<u32>(table, FIRSTS4);
  const bucket = <usize>load<u32>(table, INDEX4) + ((<usize>(address >> 16)) << 2);
  let from = load<u32>(bucket);
  let to = load<u32>(bucket, 4); // the first range that starts above the address is in (from, to]
  while (from < to) {
    const middle = (from + to) >> 1;
    if (load<u32>(firsts + ((<usize>middle) << 2)) <= address) from = middle + 1;
    else to = middle;
  }
  if (from == 0) return 0;
  const rest = <usize>load<u32>(table, REST4) + ((<usize>(from - 1)) << 3);
  return address <= load<u32>(rest) ? load<u32>(rest, 4) : 0;
}

function entry6(table: usize): u32 {
  const ranges = <usize>load<u32>(table, RANGES6);
  let from: u32 = 0;
  let to = load<u32>(table, COUNT6);
  while (from < to) {
    const middle = (from + to) >> 1;
    const at = ranges + <usize>middle * RANGE6;
    const h = load<u64>(at);
    if (h < high || (h == high && load<u64>(at, FIRST_LOW) <= low)) from = middle + 1;
    else to = middle;
  }
  if (from == 0) return 0;
  const at = ranges + <usize>(from - 1) * RANGE6;
  const h = load<u64>(at, LAST_HIGH);
  return high < h || (high == h && low <= load<u64>(at, LAST_LOW)) ? load<u32>(at, ENTRY6) : 0;
}

/** Fills index4 of a table. */
export function indexLabels(table: usize): void {
  const count = load<u32>(table);
  const firsts = <usize>load<u32>(table, FIRSTS4);
  const index = <usize>load<u32>(table, INDEX4);
  let filled: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const bucket = load<u32>(firsts + ((<usize>i) << 2)) >> 16;
    for (; filled <= bucket; filled++) store<u32>(index + ((<usize>filled) << 2), i);
  }
  for (; filled <= 0x10000; filled++) store<u32>(index + ((<usize>filled) << 2), count);
}

/** Adds texts, { u32 at; u32 length } each, that are not in the set (textSet.ts) yet, with their entries. */
export function addLabelTexts(set: usize, texts: usize, entries: usize, count: u32): void {
  for (let i: usize = 0; i < <usize>count; i++) {
    const start = <usize>load<u32>(texts + (i << 3));
    const slot = addText(set, start, start + <usize>load<u32>(texts + (i << 3), 4));
    store<u32>(slot, load<u32>(entries + (i << 2)), TEXT_ENTRY);
  }
}

/** entries[row] = the entry of the text in the column, 0 where the set does not have it. */
export function labelTexts(column: u32, set: usize, entries: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++, cell += stride) {
    const span = load<u64>(cell);
    const start = spanStart(span);
    store<u32>(entries + ((<usize>row) << 2), start ? load<u32>(findText(set, start, spanEnd(span)), TEXT_ENTRY) : 0);
  }
}

/** Records without a time, or from before or after all entries of their chain: they have no label. */
export let undatedLabels: f64 = 0;
export let outdatedLabels: f64 = 0;

/**
 * Puts the entry that counts at a record's time in place of each chain. `chains`: { u32 first; u32 count }[], of `versions`:
 * { f64 from; f64 to; u32 entry; u32 unused }[], in milliseconds, of which the first that has the time counts.
 */
export function dateEntries(entries: usize, chains: usize, versions: usize, timeColumn: u32): void {
  for (let row: u32 = 0; row < rows; row++) {
    const at = entries + ((<usize>row) << 2);
    const entry = load<u32>(at);
    if (entry & DATED_ENTRY) {
      const span = load<u64>(spans + <usize>row * stride + ((<usize>timeColumn) << 3));
      store<u32>(
        at,
        readTime(span) ? entryAt(chains + ((<usize>(entry & ~DATED_ENTRY)) << 3), versions) : withoutTime(),
      );
    }
  }
}

function entryAt(chain: usize, versions: usize): u32 {
  let version = versions + <usize>load<u32>(chain) * 24;
  for (let left = load<u32>(chain, 4); left > 0; left--, version += 24) {
    if (time >= load<f64>(version) && time < load<f64>(version, 8)) return load<u32>(version, 16);
  }
  outdatedLabels++;
  return 0;
}

function withoutTime(): u32 {
  undatedLabels++;
  return 0;
}

/** truth |= the row has an entry. Returns for how many rows it became true. */
export function markLabeled(entries: usize, truth: usize): u32 {
  let count: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    if (!load<u32>(entries + ((<usize>row) << 2)) || load<u8>(truth + row)) continue;
    store<u8>(truth + row, 1);
    count++;
  }
  return count;
}
