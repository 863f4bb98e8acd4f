// Remembers what was found for a text of up to 48 bytes, such as an address: most records have one of a few thousand, and comparing
// bytes is less work than reading the address and searching for it among a million ranges. A text that has the place of
// another one takes it.

// The cache: 2^BITS slots, filled with zeros. A slot: { 48 bytes of text, zeros after it; u32 answer; u32 length, 0 where it is
// free }.
const BITS: u64 = 13;
const SLOT: usize = 64;
const TEXT_LIMIT: usize = 48;
const ANSWER: usize = 48;
const LENGTH: usize = 52;

/** Bytes of a cache. */
export function answersSize(): usize {
  return SLOT << (<usize>BITS);
}

/** Ones for 16 bytes, then zeros: 16 bytes from 16 - n on are the mask of n bytes. */
const masks: usize = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

/** The first n bytes at p, n up to 16 or more, and zeros after them. */
// @ts-ignore: decorator
@inline
function part(p: usize, n: usize): v128 {
  return v128.and(v128.load(p), v128.load(masks + 16 - min<usize>(n, 16)));
}

// @ts-ignore: decorator
@inline
function mixed(v: v128): u64 {
  return v128.extract_lane<u64>(v, 0) * 0x9e3779b97f4a7c15 + v128.extract_lane<u64>(v, 1) * 0xc2b2ae3d27d4eb4f;
}

/** The slot where the text is if it is remembered; 0 for one that is too long. */
// @ts-ignore: decorator
@inline
export function answerSlot(cache: usize, start: usize, end: usize): usize {
  const n = end - start;
  let hash = mixed(part(start, n));
  if (n > 16) {
    if (n > TEXT_LIMIT) return 0;
    hash = hash * 31 + mixed(part(start + 16, n - 16));
    if (n > 32) hash = hash * 31 + mixed(part(start + 32, n - 32));
  }
  return cache + <usize>(hash >> (64 - BITS)) * SLOT;
}

/** Whether the slot has the text. */
// @ts-ignore: decorator
@inline
export function isAnswer(slot: usize, start: usize, end: usize): bool {
  const n = end - start;
  if (<usize>load<u32>(slot, LENGTH) != n) return false;
  let other = v128.xor(part(start, n), v128.load(slot));
  if (n > 16) other = v128.or(other, v128.xor(part(start + 16, n - 16), v128.load(slot, 16)));
  if (n > 32) other = v128.or(other, v128.xor(part(start + 32, n - 32), v128.load(slot, 32)));
  return !v128.any_true(other);
}

// @ts-ignore: decorator
@inline
export function answerIn(slot: usize): u32 {
  return load<u32>(slot, ANSWER);
}

export function keepAnswer(slot: usize, start: usize, end: usize, answer: u32): void {
  const n = end - start;
  v128.store(slot, part(start, n));
  if (n > 16) v128.store(slot, part(start + 16, n - 16), 16);
  if (n > 32) v128.store(slot, part(start + 32, n - 32), 32);
  store<u32>(slot, answer, ANSWER);
  store<u32>(slot, <u32>n, LENGTH);
}
