// How many conversations' keys each end is in, where ports do not say which of the two is the server: a table that is made when the
// first of those that are over asks for it.
import {
  CONVERSATION_KEY,
  CONVERSATION_NEXT,
  KEY_FIRST,
  KEY_FIRST_FAMILY,
  KEY_FIRST_PORT,
  KEY_PROTOCOL,
  KEY_SECOND,
  KEY_SECOND_FAMILY,
  KEY_SECOND_PORT,
} from "../opcodes";
import { mix } from "../hash";
import { hasPorts } from "./flowKey";
import { CONVERSATION_SAME, firstKey, firstOver, KEY_AFTER } from "./openTable";

// @ts-ignore: decorator
@external("env", "allocate")
declare function allocate(bytes: usize, owner: usize): usize;

/** A slot: { u32 key, its lowest bit 1 for the second end, 0 where it is free; u32 count }. */
let slots: usize = 0;
let mask: u32 = 0;

/** Counts the ends of all that are open or over. `ranks`: a byte for each port; the memory is the owner's. */
export function countPeers(ranks: usize, owner: usize): void {
  let needed: u32 = 64;
  const ends = eachKey(ranks, false) * 2;
  while (needed < ends * 2) needed <<= 1;
  slots = allocate((<usize>needed) << 3, owner);
  memory.fill(slots, 0, (<usize>needed) << 3);
  mask = needed - 1;
  eachKey(ranks, true);
}

/** Counts the ends of the keys whose ports do not tell, when `adds`. Returns the number of these keys. */
function eachKey(ranks: usize, adds: bool): u32 {
  let count: u32 = 0;
  for (let key = firstKey; key; key = <usize>load<u32>(key, KEY_AFTER)) count += addEnds(key, ranks, adds);
  for (let each = firstOver; each; each = <usize>load<u32>(each, CONVERSATION_NEXT))
    if (load<u32>(each, CONVERSATION_SAME)) count += addEnds(<usize>load<u32>(each, CONVERSATION_KEY), ranks, adds);
  return count;
}

function addEnds(key: usize, ranks: usize, adds: bool): u32 {
  if (!hasPorts(<i64>load<u8>(key, KEY_PROTOCOL))) return 0;
  const rank = load<u8>(ranks + load<u16>(key, KEY_FIRST_PORT));
  if (rank != load<u8>(ranks + load<u16>(key, KEY_SECOND_PORT))) return 0;
  if (adds)
    for (let side: u32 = 0; side < 2; side++) {
      const at = find((<u32>key) | side);
      if (!load<u32>(at)) store<u32>(at, (<u32>key) | side);
      store<u32>(at, load<u32>(at, 4) + 1, 4);
    }
  return 1;
}

/** How many keys have the first, or the second, end of a key. */
export function peersOf(key: usize, isFirst: bool): u32 {
  return load<u32>(find((<u32>key) | (isFirst ? 0 : 1)), 4);
}

/** The slot of an end, or the free one where it would go. */
function find(end: u32): usize {
  let slot = (<u32>mix(addressHigh(end) ^ mix(addressLow(end) ^ tailOf(end)))) & mask;
  while (true) {
    const at = slots + ((<usize>slot) << 3);
    const known = load<u32>(at);
    if (!known || isSameEnd(known, end)) return at;
    slot = (slot + 1) & mask;
  }
}

// @ts-ignore: decorator
@inline
function isSameEnd(one: u32, other: u32): bool {
  return addressLow(one) == addressLow(other) && tailOf(one) == tailOf(other) && addressHigh(one) == addressHigh(other);
}

// @ts-ignore: decorator
@inline
function addressHigh(end: u32): u64 {
  return load<u64>(<usize>(end & ~1) + (end & 1 ? KEY_SECOND : KEY_FIRST));
}

// @ts-ignore: decorator
@inline
function addressLow(end: u32): u64 {
  return load<u64>(<usize>(end & ~1) + (end & 1 ? KEY_SECOND : KEY_FIRST), 8);
}

/** Port, protocol and family. */
// @ts-ignore: decorator
@inline
function tailOf(end: u32): u64 {
  const key = <usize>(end & ~1);
  const port = <u64>load<u16>(key + (end & 1 ? KEY_SECOND_PORT : KEY_FIRST_PORT));
  const family = <u64>load<u8>(key + (end & 1 ? KEY_SECOND_FAMILY : KEY_FIRST_FAMILY));
  return (port << 16) | (family << 8) | (<u64>load<u8>(key, KEY_PROTOCOL));
}
