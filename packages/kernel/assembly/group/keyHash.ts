// Hashes of the keys of groups.

/** The hash of the key that was looked up last, all 64 bits. */
export let hash64: u64 = 0;

const HASH_SEED: u64 = 0xa0761d6478bd642f;
const HASH_FACTOR: u64 = 0x9e3779b97f4a7c15;

/** Hashes the key in [start, end), 8 bytes a step: the last word is padded with zeros. */
// @ts-ignore: decorator
@inline
export function hashKey(start: usize, end: usize): u32 {
  store<u64>(end, 0);
  let h: u64 = (end - start) ^ HASH_SEED;
  for (let p = start; p < end; p += 8) {
    h = (h ^ load<u64>(p)) * HASH_FACTOR;
    h ^= h >> 29;
  }
  hash64 = h;
  return shortHash(h);
}

export function setHash(hash: u64): void {
  hash64 = hash;
}

/** The part of a hash that a slot has. */
// @ts-ignore: decorator
@inline
export function shortHash(hash: u64): u32 {
  return (<u32>(hash >> 32)) ^ (<u32>hash);
}
