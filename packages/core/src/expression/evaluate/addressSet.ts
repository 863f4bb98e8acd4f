// Sets of address ranges in the kernel's memory. All of them come from text, that of a file or that of the expression:
// the kernel reads it, sorts the ranges, and makes an index when they are many.
import { type AddressRange, formatAddresses } from "../../address.ts";
import type { Kernel } from "@flowlogs/kernel/kernel";

/** So few are found by halving. */
const FEW = 64;
const SET_SIZE = 80;
const NEWLINE = 10;
/** Bytes of a list that are read with one call, up to the end of a line. */
const PART = 2 ** 17;

/** Puts the set into the kernel's memory, in the layout of packages/kernel/assembly/columns/addressSet.ts, and returns its position. */
export function placeAddressSet(kernel: Kernel, ranges: readonly AddressRange[]): number {
  const { at, length } = kernel.place(ranges.map((range) => formatAddresses(range)).join("\n"));
  const { set } = readAddressSet(kernel, at, at + length);
  return set;
}

/** The set in the text [start, end), or the position of the first entry that is not valid. */
export function readAddressSet(kernel: Kernel, start: number, end: number): { set: number; bad: number } {
  // The shortest entries with what parts them: 8 bytes of IPv4 make a range of 8, and `::` of IPv6 has two colons.
  const four = kernel.allocate(end - start + 8);
  const six = kernel.allocate(((kernel.countBytes(start, end, 58) >>> 0) / 2) * 32);
  kernel.openAddressList(four, six);
  const bad = readParts(kernel, start, end);
  if (bad !== 0) return { set: 0, bad };
  const fourAt = kernel.sortIpv4(four, kernel.ipv4Count.value, kernel.allocate(kernel.ipv4Count.value * 8)) >>> 0;
  const fourCount = kernel.joinedRanges.value;
  const sixAt = kernel.sortIpv6(six, kernel.ipv6Count.value, kernel.allocate(kernel.ipv6Count.value * 32)) >>> 0;
  const sixCount = kernel.joinedRanges.value;
  const set = kernel.allocateZeros(SET_SIZE);
  kernel.words().set([fourCount, fourAt, sixCount, sixAt], set / 4);
  if (fourCount > FEW) indexFour(kernel, set, fourCount);
  if (sixCount > FEW) {
    const bits = Math.min(20, bitsOf(sixCount));
    kernel.indexIpv6(set, kernel.allocate((2 ** bits + 2) * 4), bits);
  }
  return { set, bad };
}

/**
 * Returns the position of the first entry that is not valid, or 0. A long list is read in parts: V8 runs the optimised code of a
 * function only from its next call on.
 */
function readParts(kernel: Kernel, start: number, end: number): number {
  for (let at = start; at < end;) {
    const newline = kernel.bytes().indexOf(NEWLINE, at + PART);
    const next = newline < 0 ? end : Math.min(end, newline + 1);
    const bad = kernel.readAddressList(at, next) >>> 0;
    if (bad !== 0) return bad;
    at = next;
  }
  return 0;
}

function indexFour(kernel: Kernel, set: number, count: number): void {
  const stateBits = Math.min(24, bitsOf(count) + 4);
  const indexBits = Math.min(16, stateBits);
  const states = kernel.allocateZeros(2 ** stateBits / 4);
  kernel.indexIpv4(set, states, stateBits, kernel.allocate((2 ** indexBits + 1) * 4), indexBits);
}

/** The bits of a number up to `count`. */
function bitsOf(count: number): number {
  return 32 - Math.clz32(count);
}
