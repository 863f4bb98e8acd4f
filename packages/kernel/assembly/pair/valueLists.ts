// Values that are kept of a leg for further aggregates, in lists from the one that arrived last on. An entry is
// { u32 next; u32 length | TEXT; f64 arrival; f64 start of the record; the value; a zero, where a number ends }. Numbers of which only
// the set counts are plain, without arrival and start.
import { compareBytes, equalBytes } from "../bytes";
import { family, high, low, parseAddress } from "../columns/address";
import { EARLIEST, FIRST_VALUE, LAST_VALUE, LATEST, MAX_TEXT, MIN_ADDRESS, MIN_TEXT } from "../opcodes";
import { lengthOf, spanStart, TEXT } from "../span";
import { freePart, takePart } from "./arena";

const LENGTH: usize = 4;
const ARRIVAL: usize = 8;
const START: usize = 16;
const VALUE: usize = 24;
const PLAIN_VALUE: usize = 8;
/** Beside the length: the entry is plain. */
const PLAIN: u32 = 0x40000000;
const LENGTH_BITS: u32 = 0x3fffffff;
/** How many of the last values a new one is compared with, so that a field of few values takes no more than these. */
const LOOKS: u32 = 16;

// The value at hand: that of a record, or of an entry.
let valueAt: usize = 0;
let valueLength: u32 = 0;
let valueArrival: f64 = 0;
let valueStart: f64 = 0;

/** Turns to the value of a record. */
export function holdSpan(span: u64, arrival: f64, start: f64): void {
  valueAt = spanStart(span);
  valueLength = (<u32>lengthOf(span)) | ((<u32>(span >> 32)) & TEXT);
  valueArrival = arrival;
  valueStart = start;
}

function holdEntry(entry: usize): void {
  valueAt = valueOf(entry);
  valueLength = load<u32>(entry, LENGTH);
  valueArrival = load<f64>(entry, ARRIVAL);
  valueStart = load<f64>(entry, START);
}

function roomFor(length: u32): usize {
  return ((length & PLAIN ? PLAIN_VALUE : VALUE) + <usize>(length & LENGTH_BITS) + 1 + 7) & ~7;
}

function valueOf(entry: usize): usize {
  return entry + (load<u32>(entry, LENGTH) & PLAIN ? PLAIN_VALUE : VALUE);
}

function lengthOfEntry(entry: usize): usize {
  return <usize>(load<u32>(entry, LENGTH) & LENGTH_BITS);
}

/** Bytes of an entry. */
export function entrySize(entry: usize): usize {
  return roomFor(load<u32>(entry, LENGTH));
}

/** The entry behind the one or the head at a place. */
export function entryAfter(at: usize): usize {
  return <usize>load<u32>(at);
}

/** The span of an entry's value. */
export function spanOfEntry(entry: usize): u64 {
  const start = valueOf(entry);
  const end = start + lengthOfEntry(entry);
  return ((<u64>((<u32>end) | (load<u32>(entry, LENGTH) & TEXT))) << 32) | (<u64>start);
}

/** Adds the value at hand to a list, before the others. */
export function addEntry(head: usize): void {
  const entry = takePart(roomFor(valueLength));
  writeEntry(entry);
  store<u32>(entry, load<u32>(head));
  store<u32>(head, <u32>entry);
}

/** The same, plain. */
export function addPlainEntry(head: usize): void {
  valueLength |= PLAIN;
  addEntry(head);
}

function writeEntry(entry: usize): void {
  store<u32>(entry, valueLength, LENGTH);
  if (!(valueLength & PLAIN)) {
    store<f64>(entry, valueArrival, ARRIVAL);
    store<f64>(entry, valueStart, START);
  }
  const to = valueOf(entry);
  const length = lengthOfEntry(entry);
  memory.copy(to, valueAt, length);
  store<u8>(to + length, 0);
}

/** The same, unless the last values are equal to it. */
export function addDistinct(head: usize): void {
  let entry = entryAfter(head);
  for (let left = LOOKS; entry && left; left--, entry = entryAfter(entry)) {
    if (load<u32>(entry, LENGTH) != valueLength) continue;
    if (equalBytes(valueOf(entry), valueAt, <usize>(valueLength & LENGTH_BITS))) return;
  }
  addEntry(head);
}

/** Keeps the value at hand as the only one, if an accumulator of one value, by its opcode, would take it. */
export function keepBest(kind: u32, head: usize): void {
  const known = entryAfter(head);
  if (known) {
    if (!isBetter(kind, known)) return;
    if (roomFor(valueLength) == entrySize(known)) {
      writeEntry(known);
      return;
    }
    freePart(known, entrySize(known));
    store<u32>(head, 0);
  }
  addEntry(head);
}

/** Whether the value at hand is taken in place of a known one. Of equal ones the first that arrived counts, or as the latest the last. */
function isBetter(kind: u32, known: usize): bool {
  const arrival = load<f64>(known, ARRIVAL);
  const start = load<f64>(known, START);
  if (kind == FIRST_VALUE) return valueArrival < arrival;
  if (kind == LAST_VALUE) return valueArrival > arrival;
  if (kind == EARLIEST) return valueStart != start ? valueStart < start : valueArrival < arrival;
  if (kind == LATEST) return valueStart != start ? valueStart > start : valueArrival > arrival;
  const order = kind <= MAX_TEXT ? orderTexts(known) : orderAddresses(known);
  if (!order) return valueArrival < arrival;
  return kind == MIN_TEXT || kind == MIN_ADDRESS ? order < 0 : order > 0;
}

function orderTexts(known: usize): i32 {
  return compareBytes(valueAt, <usize>(valueLength & LENGTH_BITS), valueOf(known), lengthOfEntry(known));
}

/** IPv4 comes before IPv6. */
function orderAddresses(known: usize): i32 {
  parseAddress(valueAt, valueAt + <usize>(valueLength & LENGTH_BITS));
  const ownFamily = family;
  const ownHigh = high;
  const ownLow = low;
  parseAddress(valueOf(known), valueOf(known) + lengthOfEntry(known));
  if (ownFamily != family) return ownFamily < family ? -1 : 1;
  if (ownHigh != high) return ownHigh < high ? -1 : 1;
  return ownLow < low ? -1 : ownLow > low ? 1 : 0;
}

// ---- lists

/** Moves the only entry of another list, if there is any, to a list of one. */
export function mergeBest(kind: u32, head: usize, other: usize): void {
  const entry = entryAfter(other);
  if (!entry) return;
  holdEntry(entry);
  keepBest(kind, head);
  freeEntries(other);
}

/** Moves all entries of another list to a list, by their arrival where they have one. */
export function mergeEntries(head: usize, other: usize): void {
  let last = head;
  let entry = entryAfter(other);
  while (entry) {
    const known = entryAfter(last);
    if (known && !(load<u32>(entry, LENGTH) & PLAIN) && load<f64>(known, ARRIVAL) > load<f64>(entry, ARRIVAL)) {
      last = known;
      continue;
    }
    const after = entryAfter(entry);
    store<u32>(last, <u32>entry);
    store<u32>(entry, <u32>known);
    last = entry;
    entry = after;
  }
  store<u32>(other, 0);
}

/** Turns a list round: the first that arrived comes first. */
export function reverseEntries(head: usize): void {
  let before: usize = 0;
  for (let entry = entryAfter(head); entry;) {
    const after = entryAfter(entry);
    store<u32>(entry, <u32>before);
    before = entry;
    entry = after;
  }
  store<u32>(head, <u32>before);
}

export function freeEntries(head: usize): void {
  for (let entry = entryAfter(head); entry;) {
    const after = entryAfter(entry);
    freePart(entry, entrySize(entry));
    entry = after;
  }
  store<u32>(head, 0);
}

// ---- in a file: { u32 entries; u32 unused; the entries }

export function packedListSize(head: usize): usize {
  let size: usize = 8;
  for (let entry = entryAfter(head); entry; entry = entryAfter(entry)) size += entrySize(entry);
  return size;
}

/** Writes a list to `to`. Returns the position after it. */
export function packList(head: usize, to: usize): usize {
  let count: u32 = 0;
  let at = to + 8;
  for (let entry = entryAfter(head); entry; entry = entryAfter(entry)) {
    const size = entrySize(entry);
    memory.copy(at, entry, size);
    at += size;
    count++;
  }
  store<u32>(to, count);
  return at;
}

/** Reads the list at `from` into entries of their own. Returns the position after it. */
export function unpackList(head: usize, from: usize): usize {
  let last = head;
  let at = from + 8;
  for (let left = load<u32>(from); left; left--) {
    const size = entrySize(at);
    const entry = takePart(size);
    memory.copy(entry, at, size);
    store<u32>(last, <u32>entry);
    last = entry;
    at += size;
  }
  store<u32>(last, 0);
  return at;
}
