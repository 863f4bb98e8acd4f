// Lists of addresses, prefixes and ranges from the text of a file to ranges of numbers, one after the other. Sorting them
// is left to addressSort.ts.
import { COMMA, DOT, NEWLINE, ZERO } from "../ascii";
import { asMapped, family, high, low, parseAddress } from "./address";

/** Room for the entries that are read: IPv4 { u32 low; u32 high }, IPv6 { u64 x 4 }. */
let four: usize = 0;
let six: usize = 0;
export let fourCount: u32 = 0;
export let sixCount: u32 = 0;

export function openAddressList(fourAt: usize, sixAt: usize): void {
  four = fourAt;
  six = sixAt;
  fourCount = 0;
  sixCount = 0;
}

const SHARP: u32 = 35;
const COLON: u32 = 58;
const SLASH: u32 = 47;
const DASH: u32 = 45;

// @ts-ignore: decorator
@inline
function isGap(c: u32): bool {
  return c <= 32 || c == COMMA || c == 59;
}

/**
 * Adds the entries of [start, end), with blanks, commas or newlines between; from `#` to the end of the line is a
 * comment. Position of the first entry that is none, or 0.
 */
export function readAddressList(start: usize, end: usize): usize {
  let p = start;
  while (p < end) {
    const c = <u32>load<u8>(p);
    if (isGap(c)) {
      p++;
      continue;
    }
    if (c == SHARP) {
      while (p < end && load<u8>(p) != NEWLINE) p++;
      continue;
    }
    const entry = p;
    p = addFour(entry, end);
    if (p) continue;
    p = entry;
    let slash: usize = 0;
    let dash: usize = 0;
    let colon = false;
    for (; p < end; p++) {
      const next = <u32>load<u8>(p);
      if (isGap(next) || next == SHARP) break;
      if (next == SLASH) slash = p;
      else if (next == DASH) dash = p;
      else if (next == COLON) colon = true;
    }
    const isRead = slash ? addPrefix(entry, slash, p, colon) : dash ? addRange(entry, dash, p) : addOne(entry, p);
    if (!isRead) return entry;
  }
  return 0;
}

/** The quick path: an IPv4 address, or a prefix of some. Position behind it, or 0 when it is something else. */
// @ts-ignore: decorator
@inline
function addFour(start: usize, end: usize): usize {
  let p = start;
  let address: u32 = 0;
  for (let i = 0; i < 4; i++) {
    let octet = <u32>load<u8>(p++) - 48;
    if (octet > 9) return 0;
    const second = <u32>load<u8>(p) - 48;
    if (second <= 9) {
      if (!octet) return 0;
      octet = octet * 10 + second;
      const third = <u32>load<u8>(++p) - 48;
      if (third <= 9) {
        octet = octet * 10 + third;
        p++;
      }
      if (octet > 255) return 0;
    }
    address = (address << 8) | octet;
    if (i < 3 && load<u8>(p++) != DOT) return 0;
  }
  let bits: u32 = 32;
  if (load<u8>(p) == SLASH) {
    bits = <u32>load<u8>(++p) - 48;
    if (bits > 9) return 0;
    const second = <u32>load<u8>(++p) - 48;
    if (second <= 9) {
      if (!bits) return 0;
      bits = bits * 10 + second;
      p++;
    }
    if (bits > 32) return 0;
  }
  if (p < end && !isGap(load<u8>(p)) && load<u8>(p) != SHARP) return 0;
  if (p > end) return 0;
  const hosts: u32 = bits ? <u32>(((<u64>1) << (32 - bits)) - 1) : u32.MAX_VALUE;
  const at = four + ((<usize>fourCount) << 3);
  store<u32>(at, address & ~hosts);
  store<u32>(at, address | hosts, 4);
  fourCount++;
  return p;
}

function add(fromHigh: u64, fromLow: u64, toHigh: u64, toLow: u64): bool {
  if (family == 4) {
    const at = four + ((<usize>fourCount) << 3);
    fourCount++;
    store<u32>(at, <u32>fromLow);
    store<u32>(at, <u32>toLow, 4);
  } else {
    const at = six + ((<usize>sixCount) << 5);
    sixCount++;
    store<u64>(at, fromHigh);
    store<u64>(at, fromLow, 8);
    store<u64>(at, toHigh, 16);
    store<u64>(at, toLow, 24);
  }
  return true;
}

function addOne(start: usize, end: usize): bool {
  return parseAddress(start, end) && add(high, low, high, low);
}

function addRange(start: usize, dash: usize, end: usize): bool {
  if (!parseAddress(start, dash)) return false;
  const fromFamily = family;
  const fromHigh = high;
  const fromLow = low;
  if (!parseAddress(dash + 1, end) || family != fromFamily) return false;
  if (fromHigh > high || (fromHigh == high && fromLow > low)) return false;
  return add(fromHigh, fromLow, high, low);
}

function addPrefix(start: usize, slash: usize, end: usize, colon: bool): bool {
  let bits: u32 = 0;
  const digits = end - slash - 1;
  if (digits < 1 || digits > 3 || (digits > 1 && load<u8>(slash + 1) == ZERO)) return false;
  for (let p = slash + 1; p < end; p++) {
    const digit = <u32>load<u8>(p) - 48;
    if (digit > 9) return false;
    bits = bits * 10 + digit;
  }
  if (!parseAddress(start, slash) || bits > (colon ? 128 : 32)) return false;
  if (colon && family == 4) {
    // An IPv4 address mapped into IPv6: only a prefix that covers the mapping is one of IPv4.
    if (bits >= 96) bits -= 96;
    else asMapped();
  }
  if (family == 4) {
    const hosts: u64 = ((<u64>1) << (32 - bits)) - 1;
    return add(0, low & ~hosts, 0, low | hosts);
  }
  const highHosts: u64 = bits >= 64 ? 0 : bits == 0 ? u64.MAX_VALUE : ((<u64>1) << (64 - bits)) - 1;
  const lowHosts: u64 = bits <= 64 ? u64.MAX_VALUE : bits == 128 ? 0 : ((<u64>1) << (128 - bits)) - 1;
  return add(high & ~highHosts, low & ~lowHosts, high | highHosts, low | lowHosts);
}
