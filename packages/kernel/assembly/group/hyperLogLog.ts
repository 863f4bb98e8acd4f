// Accumulators that estimate how many distinct values there are (HyperLogLog): 4,096 registers of a byte a group, which
// give a standard error of 1.6 %. A group with up to 256 values keeps their hashes instead, and its count is exact. State:
// { u32 where; u16 hashes; u8 log2 of their places; u8 unused }. The estimate itself is made by the host.
import { spanAt, wordsOf } from "./accumulators";
import { takeBytes } from "./groupTable";
import { mix } from "../hash";
import { TEXT, spanEnd, spanStart } from "../span";

const REGISTER_BITS: u64 = 12;
/** Places for hashes at first, and when the registers are no larger. */
const FIRST_BITS: u32 = 3;
const LAST_BITS: u32 = 9;
/** In place of the number of places: there are registers. */
const DENSE: u32 = 255;

/** Feeds the listed rows to one accumulator. */
export function registerValues(word: u32, column: u32, list: usize, count: u32, ids: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
    if (!idPlus1) continue;
    const span = spanAt(list, i, column);
    if (<u32>span) register(wordsOf(idPlus1, word), hashOf(span));
  }
}

/** Where the registers of a state are, 0 while it has hashes. */
export function registersOf(at: usize): usize {
  return <u32>load<u8>(at, 6) == DENSE ? <usize>load<u32>(at) : 0;
}

/** How many hashes a state has. */
export function hashesOf(at: usize): u32 {
  return load<u32>(at) ? load<u16>(at, 4) : 0;
}

/** All bits of the result depend on all bits of the value, and on whether it is a text. */
function hashOf(span: u64): u64 {
  const end = spanEnd(span);
  let p = spanStart(span);
  let h: u64 = (end - p) | ((<u32>(span >> 32)) & TEXT);
  for (; p + 8 <= end; p += 8) h = mix(h ^ load<u64>(p));
  if (p < end) h = mix(h ^ (load<u64>(p) & (((<u64>1) << ((end - p) << 3)) - 1)));
  return mix(h);
}

function register(at: usize, hash: u64): void {
  if (!load<u32>(at)) {
    store<u32>(at, <u32>hashPlaces(FIRST_BITS));
    store<u32>(at, FIRST_BITS << 16, 4);
  }
  if (<u32>load<u8>(at, 6) == DENSE) {
    raise(load<u32>(at), hash);
    return;
  }
  // 0 marks a free place.
  const bits = <u32>load<u8>(at, 6);
  if (!addHash(load<u32>(at), bits, hash | 1)) return;
  const count = <u32>load<u16>(at, 4) + 1;
  store<u16>(at, <u16>count, 4);
  if (count > (<u32>1) << (bits - 1)) grow(at, bits);
}

function hashPlaces(bits: u32): usize {
  const at = takeBytes((<usize>8) << bits);
  memory.fill(at, 0, (<usize>8) << bits);
  return at;
}

function addHash(places: usize, bits: u32, hash: u64): bool {
  const mask = ((<u32>1) << bits) - 1;
  let place = (<u32>(hash >> 1)) & mask;
  while (true) {
    const at = places + ((<usize>place) << 3);
    const there = load<u64>(at);
    if (there == hash) return false;
    if (!there) {
      store<u64>(at, hash);
      return true;
    }
    place = (place + 1) & mask;
  }
}

/** Puts the hashes into twice as many places, or into registers. */
function grow(at: usize, bits: u32): void {
  const old = <usize>load<u32>(at);
  const dense = bits == LAST_BITS;
  const places = hashPlaces(dense ? LAST_BITS : bits + 1);
  for (let p = old; p < old + ((<usize>8) << bits); p += 8) {
    const hash = load<u64>(p);
    if (!hash) continue;
    if (dense) raise(places, hash);
    else addHash(places, bits + 1, hash);
  }
  store<u32>(at, <u32>places);
  store<u8>(at, <u8>(dense ? DENSE : bits + 1), 6);
}

/** A register holds the largest number of leading zeros, plus one, behind the bits that name it. */
// @ts-ignore: decorator
@inline
function raise(registers: usize, hash: u64): void {
  const at = registers + <usize>(hash >> (64 - REGISTER_BITS));
  const rank = <u8>(<u32>clz((hash << REGISTER_BITS) | ((<u64>1) << (REGISTER_BITS - 1))) + 1);
  if (rank > load<u8>(at)) store<u8>(at, rank);
}
