// Accumulators that estimate the number of distinct values (HyperLogLog): 4,096 registers of a byte per group, with a standard error
// of 1.6 %. A group with up to 256 values has their hashes instead, and its count is exact. The host makes the estimate from them.
import { spanAt, wordsOf } from "./accumulators";
import { takeBytes } from "./groupTable";
import { mix } from "../hash";
import { TEXT, spanEnd, spanStart } from "../span";

// State: { u32 position of hashes or registers; u16 number of hashes; u8 log2 of their places, or DENSE; u8 unused }.
const HASH_COUNT: usize = 4;
const PLACE_BITS: usize = 6;
const REGISTER_BITS: u64 = 12;
/** log2 of the places for hashes at first, and when they take as much as the registers. */
const FIRST_BITS: u32 = 3;
const LAST_BITS: u32 = 9;
/** In PLACE_BITS: there are registers. */
const DENSE: u32 = 255;

/** Adds the listed rows to one accumulator; `ids` as groupRows left them. A value costs one hash and one look at a byte. */
export function registerValues(word: u32, column: u32, list: usize, count: u32, ids: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
    if (!idPlus1) continue;
    const span = spanAt(list, i, column);
    if (<u32>span) register(wordsOf(idPlus1, word), hashOfValue(span));
  }
}

/** Position of the registers of a state, 0 while it has hashes. */
export function registersOf(at: usize): usize {
  return <u32>load<u8>(at, PLACE_BITS) == DENSE ? <usize>load<u32>(at) : 0;
}

/** Number of hashes of a state. */
export function hashesOf(at: usize): u32 {
  return load<u32>(at) ? load<u16>(at, HASH_COUNT) : 0;
}

/** A hash of 64 bits that depends on all bits of the value and on whether it is a text. */
export function hashOfValue(span: u64): u64 {
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
    store<u32>(at, FIRST_BITS << 16, HASH_COUNT); // and PLACE_BITS
  }
  if (<u32>load<u8>(at, PLACE_BITS) == DENSE) {
    updateRegister(load<u32>(at), hash);
    return;
  }
  // A hash is never 0, which marks a free place.
  const bits = <u32>load<u8>(at, PLACE_BITS);
  if (!addHash(load<u32>(at), bits, hash | 1)) return;
  const count = <u32>load<u16>(at, HASH_COUNT) + 1;
  store<u16>(at, <u16>count, HASH_COUNT);
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

/** Moves the hashes into twice as many places, or into registers. */
function grow(at: usize, bits: u32): void {
  const old = <usize>load<u32>(at);
  const dense = bits == LAST_BITS;
  const places = hashPlaces(dense ? LAST_BITS : bits + 1);
  for (let p = old; p < old + ((<usize>8) << bits); p += 8) {
    const hash = load<u64>(p);
    if (!hash) continue;
    if (dense) updateRegister(places, hash);
    else addHash(places, bits + 1, hash);
  }
  store<u32>(at, <u32>places);
  store<u8>(at, <u8>(dense ? DENSE : bits + 1), PLACE_BITS);
}

/** A register is chosen by the first bits of a hash, and has the largest number of zeros after them, plus one. */
// @ts-ignore: decorator
@inline
function updateRegister(registers: usize, hash: u64): void {
  const at = registers + <usize>(hash >> (64 - REGISTER_BITS));
  const rank = <u8>(<u32>clz((hash << REGISTER_BITS) | ((<u64>1) << (REGISTER_BITS - 1))) + 1);
  if (rank > load<u8>(at)) store<u8>(at, rank);
}
