// Parses IPv4 and IPv6 addresses into numbers of 128 bits.
import { COLON, DOT } from "../ascii";
import { isDigit } from "../bytes";

/** What the last parseAddress() read: the family, and the 128 bits (an IPv4 address in the low 32 of `low`). */
export let family: u32 = 0;
export let high: u64 = 0;
export let low: u64 = 0;

/**
 * Parses [start, end) as an address into `family`, `high` and `low`; false when it is not one. An IPv6 address to which an IPv4
 * address is mapped (::ffff:a.b.c.d) becomes IPv4.
 */
export function parseAddress(start: usize, end: usize): bool {
  const n = end - start;
  if (n - 2 > 43) return false;
  if (parseIpv4(start, end)) return true;
  return parseIpv6(start, end);
}

// @ts-ignore: decorator
@inline
function parseIpv4(start: usize, end: usize): bool {
  let address: u32 = 0;
  let p = start;
  for (let i = 0; i < 4; i++) {
    let digit = <u32>load<u8>(p) - 48;
    if (digit > 9 || p >= end) return false;
    let octet = digit;
    p++;
    if (octet) {
      while (p < end) {
        digit = <u32>load<u8>(p) - 48;
        if (digit > 9) break;
        octet = octet * 10 + digit;
        if (octet > 255) return false;
        p++;
      }
    }
    address = (address << 8) | octet;
    if (i < 3) {
      if (p >= end || load<u8>(p) != DOT) return false;
      p++;
    }
  }
  if (p != end) return false;
  family = 4;
  high = 0;
  low = address;
  return true;
}

function hexDigit(c: u32): i32 {
  if (isDigit(c)) return <i32>c - 48;
  const letter = <i32>(c | 32) - 97;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

function parseIpv6(start: usize, end: usize): bool {
  let a: u64 = 0; // the groups before `::`
  let b: u64 = 0;
  let groups = 0;
  let gap = -1;
  let p = start;
  if (load<u8>(p) == COLON) {
    if (load<u8>(p + 1) != COLON) return false;
    gap = 0;
    p += 2;
  }
  while (p < end) {
    if (groups == 8) return false;
    let group: u64 = 0;
    const groupStart = p;
    while (p < end) {
      const digit = hexDigit(load<u8>(p));
      if (digit < 0) break;
      group = (group << 4) | (<u64>digit);
      p++;
    }
    if (p < end && load<u8>(p) == DOT) {
      if (groups > 6 || !parseIpv4(groupStart, end)) return false;
      const tail = low;
      a = (a << 32) | (b >> 32);
      b = (b << 32) | tail;
      groups += 2;
      p = end;
      break;
    }
    if (p == groupStart || p - groupStart > 4) return false;
    a = (a << 16) | (b >> 48);
    b = (b << 16) | group;
    groups++;
    if (p == end) break;
    if (load<u8>(p) != COLON) return false;
    p++;
    if (p < end && load<u8>(p) == COLON) {
      if (gap >= 0) return false;
      gap = groups;
      p++;
    } else if (p == end) return false;
  }
  if (gap < 0 ? groups != 8 : groups > 7) return false;
  if (gap >= 0) spread(a, b, groups - gap, 8 - gap);
  else {
    high = a;
    low = b;
  }
  family = 6;
  if (high == 0 && low >> 32 == 0xffff) {
    family = 4;
    low &= 0xffffffff;
  }
  return true;
}

/** Puts zeros in the gap (`::`): the last `after` groups of a:b stay at the low end, the others move up to `room` groups. */
function spread(a: u64, b: u64, after: i32, room: i32): void {
  const shift = (room - after) * 16; // how far the groups before the gap move
  const tailBits = after * 16;
  let tailHigh: u64 = 0;
  let tailLow: u64 = 0;
  if (tailBits >= 64) {
    tailLow = b;
    if (tailBits > 64) tailHigh = a & (((<u64>1) << (tailBits - 64)) - 1);
  } else if (tailBits) tailLow = b & (((<u64>1) << tailBits) - 1);
  const headHigh = a ^ tailHigh;
  const headLow = b ^ tailLow;
  if (shift >= 128) {
    high = 0;
    low = 0;
  } else if (shift >= 64) {
    high = headLow << (shift - 64);
    low = 0;
  } else if (shift) {
    high = (headHigh << shift) | (headLow >> (64 - shift));
    low = headLow << shift;
  } else {
    high = headHigh;
    low = headLow;
  }
  high |= tailHigh;
  low |= tailLow;
}

/** Turns the IPv4 address that was parsed last back into the IPv6 address to which it is mapped. */
export function asMapped(): void {
  family = 6;
  low |= 0xffff00000000;
}
