// Reads Parquet's hybrid of runs and packed bits: the definition levels, which say which rows have a value, and the numbers of
// dictionary entries.
//
//   header (LEB128)  bit 0 = 0: a run of header >> 1 equal numbers, the number in `width` bits, rounded up to bytes
//                    bit 0 = 1: (header >> 1) * 8 numbers of `width` bits each, the lowest bit first
//
// A run is looked at once, not once for each of its numbers; a packed number is one load of 8 bytes, a shift and a mask.
import { LOOKED_UP, NOT_FOUND, TOO_SHORT } from "../opcodes";

/** The run that nextRun() found: how many of the numbers that are left, and where they are or what they all are. */
let runCount: u32 = 0;
let isPacked: bool = false;
let packedAt: usize = 0;
let runValue: u32 = 0;
/** Where the next run begins. */
let next: usize = 0;

/** Reads the run at `next`; false when there is none, or it is cut short. */
function nextRun(end: usize, width: u32, left: u32): bool {
  let header: u64 = 0;
  for (let shift: u64 = 0; ; shift += 7) {
    if (next >= end || shift > 28) return false;
    const byte = <u64>load<u8>(next++);
    header |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  isPacked = (header & 1) != 0;
  if (isPacked) {
    const packed = (header >> 1) * 8;
    runCount = <u32>min<u64>(packed, left);
    packedAt = next;
    if (<u64>(end - next) * 8 < <u64>runCount * width) return false;
    // The last group may be cut short.
    next += <usize>min<u64>((packed >> 3) * width, <u64>(end - next));
    return true;
  }
  const bytes: usize = (width + 7) >> 3;
  runCount = <u32>min<u64>(header >> 1, left);
  if (!runCount || end - next < bytes) return false;
  runValue = <u32>(load<u64>(next) & (((<u64>1) << width) - 1));
  next += bytes;
  return true;
}

/** How many of `count` levels of one bit in [at, end) are 1: those rows have a value. -1 when there are fewer levels. */
export function countPresent(at: usize, end: usize, count: u32): i32 {
  let present: u32 = 0;
  next = at;
  for (let done: u32 = 0; done < count; done += runCount) {
    if (!nextRun(end, 1, count - done)) return -1;
    if (!isPacked) {
      present += runValue * runCount;
      continue;
    }
    for (let i: u32 = 0; i < runCount; i += 64) {
      const rest = runCount - i;
      const bits = load<u64>(packedAt + (i >> 3));
      present += <u32>popcnt(rest < 64 ? bits & (((<u64>1) << rest) - 1) : bits);
    }
  }
  return present;
}

/** Spreads the values at `dense` over the rows at `out`, by levels that countPresent() has counted: the others are null. */
export function spreadPresent(at: usize, end: usize, count: u32, dense: usize, out: usize): void {
  next = at;
  for (let done: u32 = 0; done < count; done += runCount) {
    if (!nextRun(end, 1, count - done)) return;
    const size = (<usize>runCount) << 3;
    if (isPacked) dense = spreadPacked(dense, out);
    else if (runValue) {
      memory.copy(out, dense, size);
      dense += size;
    } else memory.fill(out, 0, size);
    out += size;
  }
}

/** Spreads the run that was found; where its values end. */
function spreadPacked(dense: usize, out: usize): usize {
  for (let i: u32 = 0; i < runCount; i++) {
    const isPresent = <u64>((load<u8>(packedAt + (i >> 3)) >> (i & 7)) & 1);
    store<u64>(out + ((<usize>i) << 3), load<u64>(dense) & (0 - isPresent));
    dense += <usize>(isPresent << 3);
  }
  return dense;
}

/**
 * Looks up `count` entries of a dictionary of `size` spans, whose numbers of `width` bits are in [at, end): their spans go to
 * `out`. A value of LOOKED_UP, TOO_SHORT or NOT_FOUND.
 */
export function lookUpRuns(at: usize, end: usize, width: u32, count: u32, entries: usize, size: u32, out: usize): u32 {
  next = at;
  for (let done: u32 = 0; done < count; done += runCount) {
    if (!nextRun(end, width, count - done)) return TOO_SHORT;
    const to = out + ((<usize>done) << 3);
    if (isPacked ? !lookUpPacked(width, entries, size, to) : !repeatEntry(entries, size, to)) return NOT_FOUND;
  }
  return LOOKED_UP;
}

function lookUpPacked(width: u32, entries: usize, size: u32, out: usize): bool {
  const mask: u64 = ((<u64>1) << width) - 1;
  const from = packedAt;
  const count = runCount;
  let bit: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const number = <u32>((load<u64>(from + <usize>(bit >> 3)) >> (bit & 7)) & mask);
    if (number >= size) return false;
    store<u64>(out + ((<usize>i) << 3), load<u64>(entries + ((<usize>number) << 3)));
    bit += width;
  }
  return true;
}

function repeatEntry(entries: usize, size: u32, out: usize): bool {
  if (runValue >= size) return false;
  const span = load<u64>(entries + ((<usize>runValue) << 3));
  for (let i: u32 = 0; i < runCount; i++) store<u64>(out + ((<usize>i) << 3), span);
  return true;
}
