// Writes addresses as text: IPv4 dotted, IPv6 in the spelling of RFC 5952.
import { COLON, DOT, SMALL_A, TWO_COLONS, ZERO } from "../ascii";
import { writeInteger } from "../number";

/** Bytes that an address takes at most. */
export const ADDRESS_TEXT: usize = 39;

export function writeIpv4(p: usize, address: u32): usize {
  for (let shift = 24; shift >= 0; shift -= 8) {
    p = writeInteger(p, (address >> shift) & 255);
    if (shift) store<u8>(p++, DOT);
  }
  return p;
}

export function writeIpv6(p: usize, upper: u64, lower: u64): usize {
  // The longest run of zero groups, the first of equal ones, and only when it is longer than one, becomes `::`.
  let gap = -1;
  let gapLength = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && !groupOf(upper, lower, i + n)) n++;
    if (n > gapLength) {
      gap = i;
      gapLength = n;
    }
    i += n;
  }
  for (let i = 0; i < 8; i++) {
    if (i == gap) {
      store<u16>(p, TWO_COLONS);
      p += 2;
      i += gapLength - 1;
      continue;
    }
    if (i && (gap < 0 || i != gap + gapLength)) store<u8>(p++, COLON);
    p = writeHex(p, groupOf(upper, lower, i));
  }
  return p;
}

function groupOf(upper: u64, lower: u64, i: i32): u32 {
  return (<u32>((i < 4 ? upper : lower) >> (48 - ((i & 3) << 4)))) & 0xffff;
}

function writeHex(p: usize, group: u32): usize {
  for (let shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0; shift >= 0; shift -= 4) {
    const digit = (group >> shift) & 15;
    store<u8>(p++, <u8>(digit < 10 ? ZERO + digit : SMALL_A - 10 + digit));
  }
  return p;
}
