// Turns Parquet's denser encodings of whole numbers and texts into the plain one, from which spans are made.
//
//   DELTA_BINARY_PACKED      block size, parts of a block, count, first value; then blocks: smallest difference, bits of each
//                            part's numbers, parts: packed differences from the smallest one
//   DELTA_LENGTH_BYTE_ARRAY  lengths as above, then the texts without anything between them
//   DELTA_BYTE_ARRAY         how much of the text before each begins with, the lengths of the rest, and the rests, all as above
//   BYTE_STREAM_SPLIT        the first byte of all values, then the second byte of all ...

/** More numbers than this in a block, no writer has. */
const MAX_BLOCK: u64 = 1 << 20;
/** Texts of a page are together not longer than this. */
const MAX_TEXTS: i64 = 1 << 30;

/** Where varint() ended; `isCut` when there was no end. */
let next: usize = 0;
let isCut: bool = false;

function varint(end: usize): u64 {
  let value: u64 = 0;
  for (let shift: u64 = 0; shift < 64 && next < end; shift += 7) {
    const byte = <u64>load<u8>(next++);
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  isCut = true;
  return 0;
}

function signedVarint(end: usize): i64 {
  const value = varint(end);
  return (<i64>(value >> 1)) ^ -(<i64>(value & 1));
}

/**
 * Unpacks `count` numbers of DELTA_BINARY_PACKED in [at, end) to i64 at `out`; `isNarrow`: they have 32 bits. Returns where the
 * encoding ends; 0 when it is damaged.
 */
export function unpackDeltas(at: usize, end: usize, count: u32, isNarrow: bool, out: usize): usize {
  next = at;
  isCut = false;
  const block = varint(end);
  const parts = varint(end);
  const total = varint(end);
  let value = signedVarint(end);
  if (isCut || !block || block > MAX_BLOCK || !parts || parts > block || total != count) return 0;
  const each = <u32>(block / parts);
  if (each & 7 || each * <u32>parts != <u32>block) return 0;
  if (count) store<i64>(out, isNarrow ? <i64>(<i32>value) : value);
  for (let done: u32 = 1; done < count;) {
    const least = signedVarint(end);
    const widths = next;
    if (isCut || <u64>(end - next) < parts) return 0;
    next += <usize>parts;
    for (let part: usize = 0; part < <usize>parts && done < count; part++) {
      const width = <u32>load<u8>(widths + part);
      const now = min(each, count - done);
      if (width > 64 || <u64>(end - next) * 8 < <u64>now * width) return 0;
      value = unpackPart(width, now, least, value, isNarrow, out + ((<usize>done) << 3));
      done += now;
      // The last part may be cut short.
      next += min<usize>((<usize>each * width) >> 3, end - next);
    }
  }
  return next;
}

/** Adds up `count` packed differences at `next`; the last sum. */
function unpackPart(width: u32, count: u32, least: i64, first: i64, isNarrow: bool, out: usize): i64 {
  const mask: u64 = width == 64 ? u64.MAX_VALUE : ((<u64>1) << width) - 1;
  let value = first;
  let bit: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const at = next + <usize>(bit >> 3);
    const shift = bit & 7;
    let packed = load<u64>(at) >> shift;
    if (width > 56 && shift) packed |= load<u64>(at, 8) << (64 - shift);
    value += least + <i64>(packed & mask);
    store<i64>(out + ((<usize>i) << 3), isNarrow ? <i64>(<i32>value) : value);
    bit += width;
  }
  return value;
}

/** The bytes that `count` texts take when each has its length before it; -1 when a length is not one. `shared` may be 0. */
export function plainSize(shared: usize, lengths: usize, count: u32): i32 {
  let size: i64 = <i64>count * 4;
  for (let i: usize = 0; i < count; i++) {
    const length = load<i64>(lengths + (i << 3));
    const before = shared ? load<i64>(shared + (i << 3)) : 0;
    if (length < 0 || before < 0 || length > MAX_TEXTS || before > MAX_TEXTS) return -1;
    size += length + before;
    if (size > MAX_TEXTS) return -1;
  }
  return <i32>size;
}

/**
 * Writes `count` texts to `out`, each with its length before it: so much of the one before as `shared` says, if it is not 0, and as
 * many bytes as `lengths` says of those in [at, end). False when there are fewer.
 */
export function joinTexts(shared: usize, lengths: usize, count: u32, at: usize, end: usize, out: usize): bool {
  let last: usize = 0;
  let lastLength: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const length = <usize>load<i64>(lengths + (i << 3));
    const before = shared ? <usize>load<i64>(shared + (i << 3)) : 0;
    if (length > end - at || before > lastLength) return false;
    store<u32>(out, before + length);
    out += 4;
    memory.copy(out, last, before);
    memory.copy(out + before, at, length);
    at += length;
    last = out;
    lastLength = before + length;
    out += lastLength;
  }
  return true;
}

/** Puts the bytes of `count` values of `width` bytes together. */
export function joinBytes(at: usize, count: u32, width: u32, out: usize): void {
  for (let byte: u32 = 0; byte < width; byte++) {
    let to = out + byte;
    for (let i: u32 = 0; i < count; i++) {
      store<u8>(to, load<u8>(at++));
      to += width;
    }
  }
}
