// Reads the keys of tables of labels that are addresses, prefixes or ranges, a column at a time.
import { SPACE, TAB } from "../ascii";
import { spanEnd, spanStart } from "../span";
import { rows, spans, stride } from "../table";
import { FIRST_LOW, LAST_HIGH, LAST_LOW } from "./addressSet";
import { ipv4Count, openAddressList, readAddressEntry } from "./addressList";

/** The range of a row. */
const range4: usize = memory.data(8, 16);
const range6: usize = memory.data(32, 16);

/** How many ranges of each family there were in the column, and how many rows with something else. */
export let keys4: u32 = 0;
export let keys6: u32 = 0;
export let otherKeys: u32 = 0;

// A range for the host: its first address, its last one and its entry; of IPv4 { u32; u32; u32 }, of IPv6 { u32[4]; u32[4]; u32 }
// with the highest word first.
const RANGE4: usize = 12;
const RANGE6: usize = 36;

/**
 * Writes the ranges of a column to `out4` and `out6`, each with its row's entry: that of the first row is `entry`. Rows with another
 * value go to the list `others`.
 */
export function readLabelKeys(column: u32, entry: u32, out4: usize, out6: usize, others: usize): void {
  keys4 = 0;
  keys6 = 0;
  otherKeys = 0;
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++, cell += stride) {
    const span = load<u64>(cell);
    openAddressList(range4, range6);
    if (!readKey(span)) {
      store<u32>(others + ((<usize>otherKeys) << 2), row);
      otherKeys++;
    } else if (ipv4Count) {
      put4(out4 + <usize>keys4 * RANGE4, entry + row);
      keys4++;
    } else {
      put6(out6 + <usize>keys6 * RANGE6, entry + row);
      keys6++;
    }
  }
}

function readKey(span: u64): bool {
  if (!spanStart(span)) return false;
  const end = trimmedEnd(spanStart(span), spanEnd(span));
  return readAddressEntry(trimmedStart(spanStart(span), end), end);
}

function put4(out: usize, entry: u32): void {
  store<u64>(out, load<u64>(range4));
  store<u32>(out, entry, 8);
}

function put6(out: usize, entry: u32): void {
  putWords(out, load<u64>(range6));
  putWords(out + 8, load<u64>(range6, FIRST_LOW));
  putWords(out + 16, load<u64>(range6, LAST_HIGH));
  putWords(out + 24, load<u64>(range6, LAST_LOW));
  store<u32>(out, entry, 32);
}

function putWords(out: usize, value: u64): void {
  store<u32>(out, <u32>(value >> 32));
  store<u32>(out, <u32>value, 4);
}

/** The end of a text without the blanks there. */
// @ts-ignore: decorator
@inline
export function trimmedEnd(start: usize, end: usize): usize {
  while (end > start && isBlank(load<u8>(end - 1))) end--;
  return end;
}

// @ts-ignore: decorator
@inline
export function trimmedStart(start: usize, end: usize): usize {
  while (start < end && isBlank(load<u8>(start))) start++;
  return start;
}

/** The white space of ASCII. */
// @ts-ignore: decorator
@inline
function isBlank(byte: u32): bool {
  return byte == SPACE || byte - TAB < 5;
}
