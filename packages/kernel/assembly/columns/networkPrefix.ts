// Writes the networks of addresses as text: 10.0.1.0/24 for 10.0.1.9, IPv6 in the spelling of RFC 5952.
import { COLON, DOT, SLASH, SMALL_A, TWO_COLONS, ZERO } from "../ascii";
import { family, high, low, parseAddress } from "./address";
import { writeInteger } from "../number";
import { rows, spans, stride } from "../table";
import { NETWORK_SIZE } from "../opcodes";
import { spanEnd, spanStart, textSpanOf } from "../span";

/** Fills column `target` with the networks of the addresses in `source`, null where it is not one; texts go to `area`. */
export function prefixColumn(source: u32, target: u32, length4: u32, length6: u32, area: usize): void {
  let row = spans;
  for (let i: u32 = 0; i < rows; i++) {
    const span = load<u64>(row + ((<usize>source) << 3));
    let network: u64 = 0;
    if (<u32>span && parseAddress(spanStart(span), spanEnd(span))) {
      const at = area + <usize>i * NETWORK_SIZE;
      const end = family == 4 ? writeNetwork4(at, length4) : writeNetwork6(at, length6);
      network = textSpanOf(at, end);
    }
    store<u64>(row + ((<usize>target) << 3), network);
    row += stride;
  }
}

function writeNetwork4(p: usize, length: u32): usize {
  const network = length ? (<u32>low) & ((<u32>-1) << (32 - length)) : 0;
  for (let shift = 24; shift >= 0; shift -= 8) {
    p = writeInteger(p, (network >> shift) & 255);
    store<u8>(p++, shift ? DOT : SLASH);
  }
  return writeInteger(p, length);
}

function writeNetwork6(p: usize, length: u32): usize {
  const upper = length >= 64 ? high : length ? high & ((<u64>-1) << (64 - length)) : 0;
  const lower = length == 128 ? low : length > 64 ? low & ((<u64>-1) << (128 - length)) : 0;
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
  store<u8>(p++, SLASH);
  return writeInteger(p, length);
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
