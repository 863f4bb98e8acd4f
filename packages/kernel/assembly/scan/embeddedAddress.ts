// Whether a longer text has an address in it: "10.0.0.1:443", "from fd00::1 on", a prefix. What only resembles one, such as a version
// of five numbers or a time of day, has none.
import { COLON, DOT, UNDERSCORE } from "../ascii";
import { isDigit, isLetter } from "../bytes";
import { parseAddress } from "../columns/address";

/** Groups of an IPv6 address after its first one: seven, or one more where `::` ends it. */
const GROUPS: u32 = 7;

export function hasAddressInside(start: usize, end: usize): bool {
  let before: u32 = 0;
  for (let p = start; p < end; p++) {
    const c = <u32>load<u8>(p);
    if (!isWord(before)) {
      if (isDigit(c) && before != DOT && beginsIpv4(p, end)) return true;
      if ((c == COLON || isHex(c)) && before != COLON && beginsIpv6(p, end)) return true;
    }
    before = c;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function isWord(c: u32): bool {
  return isDigit(c) || isLetter(c) || c == UNDERSCORE;
}

// @ts-ignore: decorator
@inline
function isHex(c: u32): bool {
  return isDigit(c) || (c | 32) - 97 < 6;
}

function beginsIpv4(start: usize, end: usize): bool {
  let p = start;
  for (let i = 0; i < 4; i++) {
    if (i && (p >= end || load<u8>(p++) != DOT)) return false;
    const group = p;
    while (p < end && p - group < 3 && isDigit(load<u8>(p))) p++;
    if (p == group) return false;
  }
  // A digit after it, with no more than words and dots between, belongs to it: it is longer than an address.
  for (let q = p; q < end; q++) {
    const c = <u32>load<u8>(q);
    if (isDigit(c)) return false;
    if (!isWord(c) && c != DOT) break;
  }
  return parseAddress(start, p);
}

function beginsIpv6(start: usize, end: usize): bool {
  let p = afterHex(start, end);
  for (let groups: u32 = 1; groups <= GROUPS + 1 && p < end && load<u8>(p) == COLON; groups++) {
    p = afterHex(p + 1, end);
    const isLast = groups >= GROUPS || p == end || load<u8>(p) != COLON;
    // `::` alone is no host.
    if (groups > 1 && isLast && p - start > 2 && parseAddress(start, p)) return true;
  }
  return false;
}

/** The position after at most four hexadecimal digits. */
// @ts-ignore: decorator
@inline
function afterHex(start: usize, end: usize): usize {
  let p = start;
  while (p < end && p - start < 4 && isHex(load<u8>(p))) p++;
  return p;
}
