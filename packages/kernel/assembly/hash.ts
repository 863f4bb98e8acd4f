// Hash functions that several tables share.

/** FNV-1a: the hash of no bytes. */
export const FNV_SEED: u32 = 0x811c9dc5;

/** FNV-1a: the hash of the bytes so far and one more. */
// @ts-ignore: decorator
@inline
export function fnvStep(hash: u32, byte: u32): u32 {
  return (hash ^ byte) * 0x01000193;
}

/** FNV-1a of [start, end), its upper bits mixed into the lower ones, which tables use as a place. */
export function hashOf(start: usize, end: usize): u32 {
  let hash: u32 = FNV_SEED;
  for (let p = start; p < end; p++) hash = fnvStep(hash, load<u8>(p));
  return hash ^ (hash >> 15);
}

/** The finalizer of MurmurHash3: every bit of the result depends on every bit of h. */
// @ts-ignore: decorator
@inline
export function mix(h: u64): u64 {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 33);
}
