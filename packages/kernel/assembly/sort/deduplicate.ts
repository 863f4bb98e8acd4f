// Drops duplicate records. Each record is remembered as a 128-bit hash of the names and values of all its fields, whatever their
// order; a null counts as no field. So the same record is recognised in every format.
import { spans, stride } from "../table";
import { COMPARED_SIZE } from "../opcodes";
import { mix } from "../hash";
import { TEXT, spanEnd, spanStart } from "../span";

// @ts-ignore: decorator
@external("env", "allocateZeros")
declare function allocateZeros(bytes: usize): usize;

// A field: { u64 first; u64 second; u32 name; u32 its length; u32 column; u32 unused }, with the two halves of its name's hash.
const FIELD_SECOND: usize = 8;
const FIELD_NAME: usize = 16;
const FIELD_LENGTH: usize = 20;
const FIELD_COLUMN: usize = 24;
const FIRST: u64 = 0x9e3779b97f4a7c15;
const SECOND: u64 = 0xd6e8feb86659fd93;

/** The two halves of the last hash. */
let first: u64 = 0;
let second: u64 = 0;

/** Hashes the names of the fields. */
export function hashNames(fields: usize, count: u32): void {
  for (let at = fields; at < fields + <usize>count * COMPARED_SIZE; at += COMPARED_SIZE) {
    const name = <usize>load<u32>(at, FIELD_NAME);
    digest(name, name + <usize>load<u32>(at, FIELD_LENGTH), FIRST, SECOND);
    store<u64>(at, first);
    store<u64>(at, second, FIELD_SECOND);
  }
}

// Two hash tables of { u64 first; u64 second }, the first never 0: recent records are in the young one. When that is full, the old
// one is cleared and the two change places, so that memory is bounded and the oldest records are forgotten.
const PLACE_BITS: u32 = 4;
const PLACE_SECOND: usize = 8;
let young: usize = 0;
let old: usize = 0;
let oldCount: u32 = 0;
let youngCount: u32 = 0;
let mask: usize = 0;
let recordLimit: u32 = 0;
/** Some record has been forgotten. */
export let forgot: bool = false;

/** Makes empty tables of 2^bits places each. Returns the number of records that are remembered at least. */
export function openDuplicates(bits: u32): u32 {
  mask = (((<usize>1) << bits) - 1) << PLACE_BITS;
  recordLimit = (<u32>3) << (bits - 2);
  young = allocateZeros(mask + (1 << PLACE_BITS));
  old = 0;
  oldCount = 0;
  youngCount = 0;
  forgot = false;
  return recordLimit;
}

/**
 * Removes duplicates from the list and remembers the other records. In: `fields`, those that are compared. Returns the new length
 * of the list. A record costs one hash of its values, added up so that their order does not matter, and one or two probes.
 */
export function dropDuplicates(list: usize, count: u32, fields: usize, fieldCount: u32): u32 {
  let left: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(list + ((<usize>i) << 2));
    digestRow(spans + <usize>row * stride, fields, fieldCount);
    store<u32>(list + ((<usize>left) << 2), row);
    if (isNew()) left++;
  }
  return left;
}

function digestRow(rowAt: usize, fields: usize, count: u32): void {
  let a: u64 = 0;
  let b: u64 = 0;
  for (let at = fields; at < fields + <usize>count * COMPARED_SIZE; at += COMPARED_SIZE) {
    const span = load<u64>(rowAt + ((<usize>load<u32>(at, FIELD_COLUMN)) << 3));
    const start = spanStart(span);
    if (!start) continue;
    const isText = ((<u64>((<u32>(span >> 32)) & TEXT)) << 1) * FIRST;
    digest(start, spanEnd(span), load<u64>(at) + isText, load<u64>(at, FIELD_SECOND) + isText);
    a += first;
    b += second;
  }
  first = a | 1;
  second = b;
}

/** Hashes the bytes [start, end) into `first` and `second`, starting from a and b. */
// @ts-ignore: decorator
@inline
function digest(start: usize, end: usize, a: u64, b: u64): void {
  const length = <u64>(end - start);
  a += length * SECOND;
  b ^= length * FIRST;
  let p = start;
  for (; p + 8 <= end; p += 8) {
    const word = load<u64>(p);
    a = step(a ^ word, FIRST);
    b = step(b + rotl(word, 32), SECOND);
  }
  if (p < end) {
    const word = load<u64>(p) & (((<u64>1) << ((end - p) << 3)) - 1);
    a = step(a ^ word, FIRST);
    b = step(b + rotl(word, 32), SECOND);
  }
  first = mix(a);
  second = mix(b);
}

// @ts-ignore: decorator
@inline
function step(h: u64, factor: u64): u64 {
  h *= factor;
  return h ^ (h >> 29);
}

/** Remembers the last hash. Returns whether it was not known. */
function isNew(): bool {
  const place = placeIn(young);
  if (load<u64>(place)) return false;
  const isKnown = oldCount != 0 && load<u64>(placeIn(old)) != 0;
  store<u64>(place, first);
  store<u64>(place, second, PLACE_SECOND);
  if (++youngCount == recordLimit) turn();
  return !isKnown;
}

/** Position of the last hash in a table, or of the free place where it would go. */
// @ts-ignore: decorator
@inline
function placeIn(table: usize): usize {
  let place = ((<usize>second) << PLACE_BITS) & mask;
  while (true) {
    const at = table + place;
    const there = load<u64>(at);
    if (!there || (there == first && load<u64>(at, PLACE_SECOND) == second)) return at;
    place = (place + (1 << PLACE_BITS)) & mask;
  }
}

/** Makes the young table the old one, and the old one an empty young one. */
function turn(): void {
  const emptied = old;
  old = young;
  forgot = forgot || oldCount != 0;
  oldCount = youngCount;
  youngCount = 0;
  young = emptied ? emptied : allocateZeros(mask + (1 << PLACE_BITS));
  if (emptied) memory.fill(emptied, 0, mask + (1 << PLACE_BITS));
}
