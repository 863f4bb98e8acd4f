// What identifies a conversation: a protocol and two ends, in an order that does not depend on the direction. The end with the smaller
// number of an address comes first.
import { equalBytes } from "../bytes";
import { family, high, low, parseAddress } from "../columns/address";
import { mix } from "../hash";
import {
  KEY_FIRST,
  KEY_FIRST_FAMILY,
  KEY_FIRST_PORT,
  KEY_HASH,
  KEY_PROTOCOL,
  KEY_SECOND,
  KEY_SECOND_FAMILY,
  KEY_SECOND_PORT,
  KEY_SIZE,
} from "../opcodes";
import { spanEnd, spanStart } from "../span";
import {
  PAIR_DSTADDR,
  PAIR_DSTPORT,
  PAIR_LOG_STATUS,
  PAIR_PKT_DSTADDR,
  PAIR_PKT_SRCADDR,
  PAIR_PROTOCOL,
  PAIR_SRCADDR,
  PAIR_SRCPORT,
  PAIR_START,
} from "./columns";
import { NODATA_WORD, readSeconds, readWhole, SKIPDATA_WORD, spanOfColumn, wordOf } from "./values";

const PORT_LIMIT: i64 = 65535;

/** Records without a place, by the reason. */
export let withoutTraffic: f64 = 0;
export let nullFlowKeys: f64 = 0;
export let oddFlowKeys: f64 = 0;

/** The key that was read last, and what else its fields say. */
export const freshKey: usize = memory.data(56, 8);
export let protocol: i64 = 0;
export let start: f64 = 0;
/** Whether the record goes from the first end to the second one. */
export let isForward: bool = false;
/** -1: null, or no port. */
export let sourcePort: i64 = 0;
export let targetPort: i64 = 0;

/** The ends of the record: { u64 high; u64 low; u32 family }; the address of the interface where it is another one, else family 0. */
const source: usize = memory.data(24, 8);
const target: usize = memory.data(24, 8);
export const sourceHop: usize = memory.data(24, 8);
export const targetHop: usize = memory.data(24, 8);
export const END_LOW: usize = 8;
export const END_FAMILY: usize = 16;

// How an end was read.
const GOOD: i32 = 0;
const ABSENT: i32 = 1;
const ODD: i32 = 2;

/** TCP, UDP, DCCP, SCTP and UDP-Lite have ports that say which conversation of two addresses it is. */
// @ts-ignore: decorator
@inline
export function hasPorts(number: i64): bool {
  return number == 6 || number == 17 || number == 33 || number == 132 || number == 136;
}

/** Reads the key of the row into `freshKey`; false: the record is counted as one without a key. */
export function readFlowKey(): bool {
  const protocolSpan = spanOfColumn(PAIR_PROTOCOL);
  const startSpan = spanOfColumn(PAIR_START);
  const from = readEnd(PAIR_SRCADDR, PAIR_PKT_SRCADDR, source, sourceHop);
  const to = readEnd(PAIR_DSTADDR, PAIR_PKT_DSTADDR, target, targetHop);
  if (!protocolSpan || !startSpan || from == ABSENT || to == ABSENT) return withoutKey();
  protocol = readWhole(protocolSpan);
  start = readSeconds(startSpan);
  if (<u64>protocol > 255 || isNaN(start) || from == ODD || to == ODD) return withOddKey();
  const sourceSpan = spanOfColumn(PAIR_SRCPORT);
  const targetSpan = spanOfColumn(PAIR_DSTPORT);
  sourcePort = sourceSpan ? readWhole(sourceSpan) : -1;
  targetPort = targetSpan ? readWhole(targetSpan) : -1;
  if (!hasPorts(protocol)) {
    if (sourcePort > PORT_LIMIT) sourcePort = -1;
    if (targetPort > PORT_LIMIT) targetPort = -1;
    makeKey(0, 0);
    return true;
  }
  if (!sourceSpan || !targetSpan) {
    nullFlowKeys++;
    return false;
  }
  if (<u64>sourcePort > <u64>PORT_LIMIT || <u64>targetPort > <u64>PORT_LIMIT) return withOddKey();
  makeKey(<u32>sourcePort, <u32>targetPort);
  return true;
}

function withoutKey(): bool {
  const status = wordOf(spanOfColumn(PAIR_LOG_STATUS));
  if (status == NODATA_WORD || status == SKIPDATA_WORD) withoutTraffic++;
  else nullFlowKeys++;
  return false;
}

function withOddKey(): bool {
  oddFlowKeys++;
  return false;
}

/** Reads the packet's own address, or else the interface's, into `end`, and the interface's into `hop` where both differ. */
function readEnd(place: u32, ownPlace: u32, end: usize, hop: usize): i32 {
  const span = spanOfColumn(place);
  const own = spanOfColumn(ownPlace);
  store<u32>(hop, 0, END_FAMILY);
  if (!own) {
    if (!span) return ABSENT;
    return readAddress(span, end) ? GOOD : ODD;
  }
  if (!readAddress(own, end)) return ODD;
  if (span && !isSameText(span, own) && readAddress(span, hop) && isSameEnd(end, hop)) store<u32>(hop, 0, END_FAMILY);
  return GOOD;
}

function readAddress(span: u64, to: usize): bool {
  if (!parseAddress(spanStart(span), spanEnd(span))) return false;
  store<u64>(to, high);
  store<u64>(to, low, END_LOW);
  store<u32>(to, family, END_FAMILY);
  return true;
}

// @ts-ignore: decorator
@inline
function isSameText(one: u64, other: u64): bool {
  const length = spanEnd(one) - spanStart(one);
  return length == spanEnd(other) - spanStart(other) && equalBytes(spanStart(one), spanStart(other), length);
}

// @ts-ignore: decorator
@inline
function isSameEnd(one: usize, other: usize): bool {
  return (
    load<u64>(one) == load<u64>(other) &&
    load<u64>(one, END_LOW) == load<u64>(other, END_LOW) &&
    load<u32>(one, END_FAMILY) == load<u32>(other, END_FAMILY)
  );
}

/** Whether an end with its port comes before another one. */
// @ts-ignore: decorator
@inline
function isFirst(one: usize, port: u32, other: usize, otherPort: u32): bool {
  const families = <i32>load<u32>(one, END_FAMILY) - <i32>load<u32>(other, END_FAMILY);
  if (families) return families < 0;
  if (load<u64>(one) != load<u64>(other)) return load<u64>(one) < load<u64>(other);
  if (load<u64>(one, END_LOW) != load<u64>(other, END_LOW)) return load<u64>(one, END_LOW) < load<u64>(other, END_LOW);
  return port <= otherPort;
}

function makeKey(port: u32, otherPort: u32): void {
  isForward = isFirst(source, port, target, otherPort);
  const first = isForward ? source : target;
  const second = isForward ? target : source;
  store<u64>(freshKey, load<u64>(first), KEY_FIRST);
  store<u64>(freshKey, load<u64>(first, END_LOW), KEY_FIRST + 8);
  store<u64>(freshKey, load<u64>(second), KEY_SECOND);
  store<u64>(freshKey, load<u64>(second, END_LOW), KEY_SECOND + 8);
  store<u16>(freshKey, <u16>(isForward ? port : otherPort), KEY_FIRST_PORT);
  store<u16>(freshKey, <u16>(isForward ? otherPort : port), KEY_SECOND_PORT);
  store<u32>(freshKey, <u32>protocol, KEY_PROTOCOL);
  store<u8>(freshKey, load<u8>(first, END_FAMILY), KEY_FIRST_FAMILY);
  store<u8>(freshKey, load<u8>(second, END_FAMILY), KEY_SECOND_FAMILY);
  hashFreshKey();
}

/** Puts the hash of the key beside it. */
export function hashFreshKey(): void {
  let hash: u64 = 0;
  for (let word: usize = 0; word < KEY_HASH; word += 8) hash = mix(hash ^ load<u64>(freshKey + word)) + word;
  store<u32>(freshKey, (<u32>(hash >> 32)) ^ (<u32>hash), KEY_HASH);
}

/** Whether two keys are equal. */
// @ts-ignore: decorator
@inline
export function isSameKey(one: usize, other: usize): bool {
  return equalBytes(one, other, KEY_HASH);
}

/** Copies the key that was read last. */
export function copyFreshKey(to: usize): void {
  memory.copy(to, freshKey, KEY_SIZE);
}
