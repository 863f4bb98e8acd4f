// The different addresses of records and what replaces each of them: Crypto-PAn (Xu, Fan, Ammar, Moon: "Prefix-preserving IP address
// anonymization", ICNP 2002). Bit i of an address is turned over if the first bit is set of the AES block that has the i bits before
// it, and after these the padding. The host has AES: it encrypts the blocks of many addresses at once.
import { copyPadded } from "../bytes";
import { mix } from "../hash";
import { writeIpv4, writeIpv6 } from "../write/addressText";
import { family, high, low } from "./address";
import { REPLACED_ADDRESS } from "../opcodes";

// An address: { u64 high; u64 low; u32 family; u32 length; 40 bytes of what replaces it as text }. A slot: the number of an address
// from 1 on, or 0.
const LOW: usize = 8;
const FAMILY: usize = 16;
const LENGTH: usize = 20;
const TEXT: usize = 24;
const BLOCK: usize = 16;

let addresses: usize = 0;
let limit: u32 = 0;
let slots: usize = 0;
let mask: u32 = 0;
let padHigh: u64 = 0;
let padLow: u64 = 0;
export let addressCount: u32 = 0;

/** Room for `count` addresses, and for 2^bits slots, which are more; both forget what they had. `pad`: 16 bytes. */
export function openAddresses(at: usize, count: u32, slotsAt: usize, bits: u32, pad: usize): void {
  addresses = at;
  limit = count;
  slots = slotsAt;
  mask = ((<u32>1) << bits) - 1;
  padHigh = bswap(load<u64>(pad));
  padLow = bswap(load<u64>(pad, 8));
  forgetAddresses();
}

export function forgetAddresses(): void {
  addressCount = 0;
  memory.fill(slots, 0, (<usize>mask + 1) << 2);
}

// @ts-ignore: decorator
@inline
function addressOf(number: u32): usize {
  return addresses + <usize>(number - 1) * REPLACED_ADDRESS;
}

/** The number of the address that was parsed last; 0 where there is no room for it. */
export function numberOfAddress(): u32 {
  let slot = (<u32>mix(low ^ mix(high ^ (<u64>family)))) & mask;
  while (true) {
    const place = slots + ((<usize>slot) << 2);
    const number = load<u32>(place);
    if (!number) return addAddress(place);
    const at = addressOf(number);
    if (load<u64>(at, LOW) == low && load<u64>(at) == high && load<u32>(at, FAMILY) == family) return number;
    slot = (slot + 1) & mask;
  }
}

function addAddress(place: usize): u32 {
  if (addressCount == limit) return 0;
  addressCount++;
  const at = addressOf(addressCount);
  store<u64>(at, high);
  store<u64>(at, low, LOW);
  store<u32>(at, family, FAMILY);
  store<u32>(place, addressCount);
  return addressCount;
}

// ---- the replacements

/** The addresses before this one have their blocks in the region. */
export let blocksTo: u32 = 0;

/** Writes the blocks of the addresses after the first `from` ones, of as many as have room below `end`. Returns their end. */
export function writeBlocks(from: u32, out: usize, end: usize): usize {
  let number = from;
  for (; number < addressCount; number++) {
    const at = addressOf(number + 1);
    const isShort = load<u32>(at, FAMILY) == 4;
    if (out + (isShort ? 32 : 128) * BLOCK > end) break;
    if (isShort) out = writeHalf(load<u64>(at, LOW) << 32, 32, out);
    else {
      out = writeHalf(load<u64>(at), 64, out);
      const first = bswap(load<u64>(at));
      const rest = load<u64>(at, LOW);
      for (let bit: u64 = 0; bit < 64; bit++) {
        store<u64>(out, first);
        store<u64>(out, bswap(withPad(rest, padLow, bit)), 8);
        out += BLOCK;
      }
    }
  }
  blocksTo = number;
  return out;
}

/** The blocks of the first bits of an address. */
function writeHalf(bits: u64, count: u64, out: usize): usize {
  const rest = bswap(padLow);
  for (let bit: u64 = 0; bit < count; bit++) {
    store<u64>(out, bswap(withPad(bits, padHigh, bit)));
    store<u64>(out, rest, 8);
    out += BLOCK;
  }
  return out;
}

/** The first bits, and after them those of the padding. */
// @ts-ignore: decorator
@inline
function withPad(bits: u64, pad: u64, count: u64): u64 {
  const rest = (<u64>-1) >> count;
  return (bits & ~rest) | (pad & rest);
}

/** Takes the blocks that writeBlocks wrote, encrypted, for the same addresses. */
export function takeBlocks(from: u32, to: u32, blocks: usize): void {
  for (let number = from; number < to; number++) {
    const at = addressOf(number + 1);
    const text = at + TEXT;
    let end: usize;
    if (load<u32>(at, FAMILY) == 4) {
      end = writeIpv4(text, <u32>(load<u64>(at, LOW) ^ turned(blocks, 32)));
      blocks += 32 * BLOCK;
    } else {
      end = writeIpv6(text, load<u64>(at) ^ turned(blocks, 64), load<u64>(at, LOW) ^ turned(blocks + 64 * BLOCK, 64));
      blocks += 128 * BLOCK;
    }
    store<u32>(at, <u32>(end - text), LENGTH);
  }
}

/** Which bits are turned over. */
function turned(blocks: usize, count: u32): u64 {
  let bits: u64 = 0;
  for (let bit: u32 = 0; bit < count; bit++) {
    bits = (bits << 1) | (load<u8>(blocks) >> 7);
    blocks += BLOCK;
  }
  return bits;
}

/** Copies what replaces an address. Returns the position after it. */
export function copyReplacement(number: u32, out: usize): usize {
  const at = addressOf(number);
  const length = <usize>load<u32>(at, LENGTH);
  copyPadded(out, at + TEXT, length);
  return out + length;
}
