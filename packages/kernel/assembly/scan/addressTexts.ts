// Finds the texts of a record that are an address, under whatever key and in lists, and notes the fields of texts that have one inside.
// The records were read before, so that they are JSON.
import { BACKSLASH, CLOSE_BRACE, COLON, DOT, LOWER_CASE, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "../ascii";
import { parseAddress } from "../columns/address";
import { numberOfAddress } from "../columns/replacedAddresses";
import { FOUND_ADDRESS } from "../opcodes";
import { spanEnd, spanOf, spanStart } from "../span";
import { decodeToScratch } from "../string";
import { lines, scratch, setScratch } from "../table";
import { hasAddressInside } from "./embeddedAddress";
import { skipBlanks } from "./json";
import { nextRecord, noteLeft, noteReplaced } from "./notedFields";

// An address that was found: { u32 start; u32 end; u32 number }, start and end without the quotes.
const END: usize = 4;
const NUMBER: usize = 8;

let found: usize = 0;
let foundLimit: usize = 0;
/** The position after the address found last. */
export let foundEnd: usize = 0;
/** Whether there was no room for another different address; otherwise there was none for another place. */
export let wantsAddresses: bool = false;

/** Objects and lists within each other, as many as the reader of records takes (json.ts): the keys before them. */
const DEPTHS: u32 = 513;
const keys: usize = memory.data(<i32>DEPTHS * 8, 16);

/** Room for `count` places of addresses. */
export function openFound(at: usize, count: u32): void {
  found = at;
  foundLimit = at + <usize>count * FOUND_ADDRESS;
}

/** Finds the addresses in the listed lines from place `from` on. Returns the place of the first line for which there is no room. */
export function findAddresses(list: usize, from: u32, count: u32): u32 {
  foundEnd = found;
  for (let i = from; i < count; i++) {
    const line = lines + ((<usize>load<u32>(list + ((<usize>i) << 2))) << 3);
    const before = foundEnd;
    if (!findInLine(<usize>load<u32>(line), <usize>load<u32>(line, 4))) {
      foundEnd = before;
      return i;
    }
    nextRecord();
  }
  return count;
}

/**
 * Walks from one quote or bracket to the next, 16 bytes at a time. Dots and colons are counted on the way through a text: with fewer
 * than three dots and two colons it is not parsed.
 */
function findInLine(start: usize, end: usize): bool {
  let depth: u32 = 0;
  let key: u64 = 0; // of the value at hand, or of the list that it is in
  let field: u64 = 0; // the key of the record
  let p = start;
  while (p < end) {
    const v = v128.load(p);
    const lower = v128.or(v, i8x16.splat(LOWER_CASE));
    const brackets = v128.or(i8x16.eq(lower, i8x16.splat(OPEN_BRACE)), i8x16.eq(lower, i8x16.splat(CLOSE_BRACE)));
    const marks = i8x16.bitmask(v128.or(brackets, i8x16.eq(v, i8x16.splat(QUOTE))));
    if (!marks) {
      p += 16;
      continue;
    }
    p += ctz(marks);
    const c = load<u8>(p++);
    if (c != QUOTE) {
      if (c == OPEN_BRACE || c == OPEN_BRACKET) {
        if (depth < DEPTHS) store<u64>(keys + ((<usize>depth) << 3), key);
        depth++;
      } else {
        if (--depth == 0) break;
        if (depth < DEPTHS) key = load<u64>(keys + ((<usize>depth) << 3));
      }
      continue;
    }
    const textStart = p;
    p = endOfText(p);
    const textEnd = p++;
    const isKey = load<u8>(skipBlanks(p)) == COLON;
    if (isKey) {
      key = spanOf(textStart, textEnd);
      if (depth == 1) field = key;
    }
    if (dots < 3 && colons < 2 && !escaped) continue;
    const scratchBefore = scratch;
    const span = escaped ? decodeToScratch(textStart, textEnd) : spanOf(textStart, textEnd);
    setScratch(scratchBefore);
    if (!isKey && parseAddress(spanStart(span), spanEnd(span))) {
      if (!addFound(textStart, textEnd)) return false;
      noteReplaced(spanStart(key), spanEnd(key));
    } else if (hasAddressInside(spanStart(span), spanEnd(span))) noteLeft(spanStart(field), spanEnd(field));
  }
  return true;
}

function addFound(start: usize, end: usize): bool {
  wantsAddresses = false;
  if (foundEnd == foundLimit) return false;
  const number = numberOfAddress();
  wantsAddresses = number == 0;
  if (wantsAddresses) return false;
  store<u32>(foundEnd, <u32>start);
  store<u32>(foundEnd, <u32>end, END);
  store<u32>(foundEnd, number, NUMBER);
  foundEnd += FOUND_ADDRESS;
  return true;
}

// ---- what the last endOfText() met

let dots: u32 = 0;
let colons: u32 = 0;
let escaped: bool = false;

/** The position of the quote that ends the text whose first byte is at p. */
// @ts-ignore: decorator
@inline
function endOfText(p: usize): usize {
  dots = 0;
  colons = 0;
  escaped = false;
  while (true) {
    const v = v128.load(p);
    const ends = i8x16.bitmask(v128.or(i8x16.eq(v, i8x16.splat(QUOTE)), i8x16.eq(v, i8x16.splat(BACKSLASH))));
    const before = ends ? (ends & -ends) - 1 : 0xffff;
    dots += popcnt(i8x16.bitmask(i8x16.eq(v, i8x16.splat(DOT))) & before);
    colons += popcnt(i8x16.bitmask(i8x16.eq(v, i8x16.splat(COLON))) & before);
    if (!ends) {
      p += 16;
      continue;
    }
    p += ctz(ends);
    if (load<u8>(p) == QUOTE) return p;
    escaped = true;
    p += 2;
  }
}

// ---- for the writer of the lines

// @ts-ignore: decorator
@inline
export function startOfFound(at: usize): usize {
  return <usize>load<u32>(at);
}

// @ts-ignore: decorator
@inline
export function endOfFound(at: usize): usize {
  return <usize>load<u32>(at, END);
}

// @ts-ignore: decorator
@inline
export function numberOfFound(at: usize): u32 {
  return load<u32>(at, NUMBER);
}
