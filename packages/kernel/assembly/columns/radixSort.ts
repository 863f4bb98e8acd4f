// Sorts entries of one size by a number of one or four words, such as an address.

/** A word is sorted by three digits: the counters of one fit into the processor's first cache. */
const DIGIT_BITS: u32 = 11;
const DIGITS: u32 = 1 << DIGIT_BITS;
const DIGITS_A_WORD: u32 = 3;
const places: usize = memory.data(8192, 16);

/**
 * Sorts entries of `size` bytes (8, 12, 32 or 36) by the number of `width` bytes at `field`; entries with the same one stay in order.
 * `swaps`: 0 where the highest word of a number comes first, 4 where the lower one of each two does. `flip`: 0, or all bits set to have
 * the highest number first. Returns where they are: in place, or in `spare`, which has the same size.
 *
 * The lowest digit comes first: one sweep counts the entries with each digit, and another one moves each to its place. No
 * comparison depends on the data, so no branch is mispredicted. A digit that is the same in all entries costs no second sweep.
 */
export function radixSort(
  entries: usize,
  count: u32,
  spare: usize,
  size: usize,
  field: usize,
  width: usize,
  swaps: usize,
  flip: u32,
): usize {
  const length = <usize>count * size;
  let from = entries;
  let to = spare;
  for (let left = width; left > 0;) {
    left -= 4;
    const word = field + (left ^ swaps);
    for (let shift: u32 = 0; shift < DIGITS_A_WORD * DIGIT_BITS; shift += DIGIT_BITS) {
      const end = from + length;
      memory.fill(places, 0, DIGITS << 2);
      for (let at = from; at < end; at += CHUNK * size) {
        countDigits(at, min(end, at + CHUNK * size), size, word, shift, flip);
      }
      if (!findPlaces(count)) continue;
      for (let at = from; at < end; at += CHUNK * size) {
        moveEntries(at, min(end, at + CHUNK * size), to, size, word, shift, flip);
      }
      const moved = to;
      to = from;
      from = moved;
    }
  }
  return from;
}

// Entries that one call of a sweep handles. V8 uses the optimised code of a function only from its next call on, so one long call would
// stay slow. The two functions are exported to keep the compiler from inlining them.
const CHUNK: usize = 16_384;

/** Counts the entries with each digit. */
export function countDigits(from: usize, end: usize, size: usize, word: usize, shift: u32, flip: u32): void {
  for (let entry = from; entry < end; entry += size) {
    const place = places + <usize>(digitAt(entry + word, shift, flip) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
}

/** Moves each entry to the next place of its digit. */
export function moveEntries(from: usize, end: usize, to: usize, size: usize, word: usize, shift: u32, flip: u32): void {
  for (let entry = from; entry < end; entry += size) {
    const place = places + <usize>(digitAt(entry + word, shift, flip) << 2);
    const target = load<u32>(place);
    store<u32>(place, target + 1);
    copyEntry(to + <usize>target * size, entry, size);
  }
}

// @ts-ignore: decorator
@inline
function digitAt(word: usize, shift: u32, flip: u32): u32 {
  return ((load<u32>(word) ^ flip) >> shift) & (DIGITS - 1);
}

/** Turns the counts into how many entries come before those with each digit; false where all have the same one. */
function findPlaces(count: u32): bool {
  let sum: u32 = 0;
  for (let place = places; place < places + (DIGITS << 2); place += 4) {
    const here = load<u32>(place);
    if (here == count) return false;
    store<u32>(place, sum);
    sum += here;
  }
  return true;
}

/** Copies an entry of 8, 12, 32 or 36 bytes. */
// @ts-ignore: decorator
@inline
export function copyEntry(to: usize, from: usize, size: usize): void {
  if (size & 32) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  } else store<u64>(to, load<u64>(from));
  if (size & 4) store<u32>(to + size - 4, load<u32>(from + size - 4));
}
