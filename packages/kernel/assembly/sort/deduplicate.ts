// Records that were there before. Of each one 128 bits are kept, which depend on the names and values of all its fields but
// not on their order; a null is as good as no field. So the same record is known again from whatever form it comes.
import { spans, stride } from "../table";
import { COMPARED_SIZE } from "../opcodes";
import { mix } from "../hash";
import { TEXT, spanEnd, spanStart } from "../span";

// @ts-ignore: decorator
@external("env", "allocateZeros")
declare function allocateZeros(bytes: usize): usize;

// A field: { u64 first; u64 second; u32 name; u32 its length; u32 column; u32 unused }, the halves being those of its name.
const FIRST: u64 = 0x9e3779b97f4a7c15;
const SECOND: u64 = 0xd6e8feb86659fd93;

/** The halves of what was digested last. */
let first: u64 = 0;
let second: u64 = 0;

/** Works out the halves of the fields. */
export function nameFields(fields: usize, count: u32): void {
  for (let at = fields; at < fields + <usize>count * COMPARED_SIZE; at += COMPARED_SIZE) {
    const name = <usize>load<u32>(at, 16);
    digest(name, name + <usize>load<u32>(at, 20), FIRST, SECOND);
    store<u64>(at, first);
    store<u64>(at, second, 8);
  }
}

// Two tables, each { u64 first; u64 second } a place, the first never 0: what came up lately is in the young one. When that
// is full the old one is forgotten, and takes its place.
const PLACE: u32 = 4;
let young: usize = 0;
let old: usize = 0;
let oldCount: u32 = 0;
let youngCount: u32 = 0;
let mask: usize = 0;
let most: u32 = 0;
/** Some record was forgotten. */
export let forgot: bool = false;

/** Begins with nothing; each table has 2^bits places. How many records are remembered at least. */
export function openRepeats(bits: u32): u32 {
  mask = (((<usize>1) << bits) - 1) << PLACE;
  most = (<u32>3) << (bits - 2);
  young = allocateZeros(mask + (1 << PLACE));
  old = 0;
  oldCount = 0;
  youngCount = 0;
  forgot = false;
  return most;
}

/** Takes records off the list that were there before, and remembers the others; how many are left on it. */
export function dropRepeats(list: usize, count: u32, fields: usize, fieldCount: u32): u32 {
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(list + ((<usize>i) << 2));
    digestRow(spans + <usize>row * stride, fields, fieldCount);
    store<u32>(list + ((<usize>kept) << 2), row);
    if (isNew()) kept++;
  }
  return kept;
}

function digestRow(rowAt: usize, fields: usize, count: u32): void {
  let a: u64 = 0;
  let b: u64 = 0;
  for (let at = fields; at < fields + <usize>count * COMPARED_SIZE; at += COMPARED_SIZE) {
    const span = load<u64>(rowAt + ((<usize>load<u32>(at, 24)) << 3));
    const start = spanStart(span);
    if (!start) continue;
    const isText = ((<u64>((<u32>(span >> 32)) & TEXT)) << 1) * FIRST;
    digest(start, spanEnd(span), load<u64>(at) + isText, load<u64>(at, 8) + isText);
    a += first;
    b += second;
  }
  first = a | 1;
  second = b;
}

/** Digests the bytes from these halves on. */
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

/** Remembers what was digested last; whether it was not known. */
function isNew(): bool {
  const place = placeIn(young);
  if (load<u64>(place)) return false;
  const isKnown = oldCount != 0 && load<u64>(placeIn(old)) != 0;
  store<u64>(place, first);
  store<u64>(place, second, 8);
  if (++youngCount == most) turn();
  return !isKnown;
}

/** Where it is in a table, or would go. */
// @ts-ignore: decorator
@inline
function placeIn(table: usize): usize {
  let place = ((<usize>second) << PLACE) & mask;
  while (true) {
    const at = table + place;
    const there = load<u64>(at);
    if (!there || (there == first && load<u64>(at, 8) == second)) return at;
    place = (place + (1 << PLACE)) & mask;
  }
}

function turn(): void {
  const emptied = old;
  old = young;
  forgot = forgot || oldCount != 0;
  oldCount = youngCount;
  youngCount = 0;
  young = emptied ? emptied : allocateZeros(mask + (1 << PLACE));
  if (emptied) memory.fill(emptied, 0, mask + (1 << PLACE));
}
