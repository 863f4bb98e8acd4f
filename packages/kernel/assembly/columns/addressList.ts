// Parses lists of addresses, prefixes and ranges from the text of a file into ranges of numbers. addressSort.ts sorts them.
import { COLON, COMMA, DASH, DOT, HASH, NEWLINE, SEMICOLON, SLASH, SPACE, ZERO } from "../ascii";
import { asMapped, family, high, low, parseAddress } from "./address";
import { FIRST_LOW, LAST_HIGH, LAST_LOW } from "./addressSet";

/** Where the next ranges go: IPv4 { u32 low; u32 high }, IPv6 (addressSet.ts). */
let ipv4: usize = 0;
let ipv6: usize = 0;
export let ipv4Count: u32 = 0;
export let ipv6Count: u32 = 0;

/** Begins a list. The host has room for as many ranges of each family as the text may have. */
export function openAddressList(ipv4At: usize, ipv6At: usize): void {
  ipv4 = ipv4At;
  ipv6 = ipv6At;
  ipv4Count = 0;
  ipv6Count = 0;
}

// @ts-ignore: decorator
@inline
function isGap(c: u32): bool {
  return c <= SPACE || c == COMMA || c == SEMICOLON;
}

/**
 * Adds the entries of [start, end), which blanks, commas, semicolons or newlines separate; `#` begins a comment up to the end of
 * the line. Returns the position of the first entry that is not an address, a prefix or a range, or 0.
 */
export function readAddressList(start: usize, end: usize): usize {
  let p = start;
  while (p < end) {
    const c = <u32>load<u8>(p);
    if (isGap(c)) {
      p++;
      continue;
    }
    if (c == HASH) {
      while (p < end && load<u8>(p) != NEWLINE) p++;
      continue;
    }
    const entry = p;
    p = addIpv4(entry, end);
    if (p) continue;
    p = entry;
    while (p < end && !isGap(load<u8>(p)) && load<u8>(p) != HASH) p++;
    if (!addOther(entry, p)) return entry;
  }
  return 0;
}

/** Adds the entry [start, end), which nothing surrounds; false where it is not an address, a prefix or a range. */
export function readAddressEntry(start: usize, end: usize): bool {
  if (start == end) return false;
  const after = addIpv4(start, end);
  if (after == end) return true;
  // It is only the beginning that is one.
  if (after) ipv4Count--;
  return addOther(start, end);
}

function addOther(start: usize, end: usize): bool {
  let slash: usize = 0;
  let dash: usize = 0;
  let colon = false;
  for (let p = start; p < end; p++) {
    const c = <u32>load<u8>(p);
    if (c == SLASH) slash = p;
    else if (c == DASH) dash = p;
    else if (c == COLON) colon = true;
  }
  return slash ? addPrefix(start, slash, end, colon) : dash ? addRange(start, dash, end) : addOne(start, end);
}

/** The quick path: an IPv4 address or prefix. Returns the position after it, or 0 when it is something else. */
// @ts-ignore: decorator
@inline
function addIpv4(start: usize, end: usize): usize {
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
  if (p < end && !isGap(load<u8>(p)) && load<u8>(p) != HASH) return 0;
  if (p > end) return 0;
  const hosts: u32 = bits ? <u32>(((<u64>1) << (32 - bits)) - 1) : u32.MAX_VALUE;
  const at = ipv4 + ((<usize>ipv4Count) << 3);
  store<u32>(at, address & ~hosts);
  store<u32>(at, address | hosts, 4);
  ipv4Count++;
  return p;
}

function add(fromHigh: u64, fromLow: u64, toHigh: u64, toLow: u64): bool {
  if (family == 4) {
    const at = ipv4 + ((<usize>ipv4Count) << 3);
    ipv4Count++;
    store<u32>(at, <u32>fromLow);
    store<u32>(at, <u32>toLow, 4);
  } else {
    const at = ipv6 + ((<usize>ipv6Count) << 5);
    ipv6Count++;
    store<u64>(at, fromHigh);
    store<u64>(at, fromLow, FIRST_LOW);
    store<u64>(at, toHigh, LAST_HIGH);
    store<u64>(at, toLow, LAST_LOW);
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
    // A mapped IPv4 address: a prefix is one of IPv4 only if it lies within the mapping.
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
