// Writes levels and the numbers of dictionary entries as Parquet's hybrid of runs and packed bits; decodeRuns of
// scan/parquetPages.ts says how they lie.

/** Number of levels in [from, to) that are 1. */
export function countRowsWithValue(levels: usize, from: u32, to: u32): u32 {
  let found: u32 = 0;
  for (let i = from; i < to; i++) found += load<u8>(levels + i);
  return found;
}

/** Makes numbers of levels. */
export function widenLevels(levels: usize, count: u32, out: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) store<u32>(out + (i << 2), load<u8>(levels + i));
}

/**
 * Writes `count` numbers of `width` bits as Parquet's hybrid of runs and packed bits. Returns the position after them.
 * What is packed comes in eights; a run begins where so many are full.
 */
export function writeRuns(numbers: usize, count: u32, width: u32, out: usize): usize {
  const shortest: u32 = width > 2 ? 8 : 32;
  let packed: u32 = 0;
  let i: u32 = 0;
  while (i < count) {
    const value = numberAt(numbers, i);
    let next = i + 1;
    while (next < count && numberAt(numbers, next) == value) next++;
    const filling = (0 - (i - packed)) & 7;
    if (next - i >= shortest + filling) {
      out = writePacked(numbers, packed, i + filling, width, out);
      out = writeRun(value, next - i - filling, width, out);
      packed = next;
    }
    i = next;
  }
  return writePacked(numbers, packed, count, width, out);
}

// @ts-ignore: decorator
@inline
function numberAt(numbers: usize, i: u32): u32 {
  return load<u32>(numbers + ((<usize>i) << 2));
}

function writeRun(value: u32, count: u32, width: u32, out: usize): usize {
  out = writeVarint(out, count << 1);
  for (let bytes = (width + 7) >> 3; bytes; bytes--) {
    store<u8>(out++, <u8>value);
    value >>= 8;
  }
  return out;
}

function writePacked(numbers: usize, from: u32, to: u32, width: u32, out: usize): usize {
  if (from == to) return out;
  const groups = (to - from + 7) >> 3;
  out = writeVarint(out, (groups << 1) | 1);
  const end = out + <usize>groups * width;
  let bits: u64 = 0;
  let held: u32 = 0;
  for (let i = from; i < to; i++) {
    bits |= (<u64>numberAt(numbers, i)) << held;
    held += width;
    if (held >= 32) {
      store<u32>(out, <u32>bits);
      out += 4;
      bits >>= 32;
      held -= 32;
    }
  }
  // The last group is filled with zeros.
  while (out < end) {
    store<u8>(out++, <u8>bits);
    bits >>= 8;
  }
  return end;
}

function writeVarint(out: usize, value: u32): usize {
  while (value > 127) {
    store<u8>(out++, <u8>(value | 128));
    value >>= 7;
  }
  store<u8>(out, <u8>value);
  return out + 1;
}
