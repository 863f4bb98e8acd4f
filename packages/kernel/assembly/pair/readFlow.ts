// Reads a record as a conversation of a single record: its key (flowKey.ts), and a conversation with one leg, which the next record
// replaces.
import { INTEGER, integer, parseNumber } from "../number";
import { DASH } from "../ascii";
import {
  ACCEPTED,
  AMOUNT_FRACTION,
  AMOUNT_INTEGER,
  AMOUNT_NONE,
  AMOUNT_TEXT,
  CONVERSATION_END,
  CONVERSATION_LEGS,
  CONVERSATION_START,
  ICMP_REQUEST,
  LEG_ACTIONS,
  LEG_BYTES,
  LEG_BYTES_KIND,
  LEG_END,
  LEG_EVIDENCE,
  LEG_FLAGS,
  LEG_FLOWS,
  LEG_GIVEN_PORTS,
  LEG_HOPS,
  LEG_NEXT,
  LEG_PACKETS,
  LEG_PACKETS_KIND,
  LEG_SEEN_BY,
  LEG_SOURCE_PORT,
  LEG_START,
  LEG_TARGET_PORT,
  LEG_WAY,
  REJECTED,
  SYN_AND_ACK,
  SYN_WITHOUT_ACK,
  WAY_EGRESS,
  WAY_FORWARD,
  WAY_INGRESS,
} from "../opcodes";
import { spanEnd, spanStart } from "../span";
import {
  PAIR_ACTION,
  PAIR_BYTES,
  PAIR_END,
  PAIR_FLOW_DIRECTION,
  PAIR_INTERFACES,
  PAIR_PACKETS,
  PAIR_TCP_FLAGS,
} from "./columns";
import {
  END_FAMILY,
  END_LOW,
  isForward,
  protocol,
  sourceHop,
  sourcePort,
  start,
  targetHop,
  targetPort,
} from "./flowKey";
import { HOP_NEXT } from "./legs";
import { textOf } from "./texts";
import {
  ACCEPT_WORD,
  EGRESS_WORD,
  INGRESS_WORD,
  readSeconds,
  readWhole,
  REJECT_WORD,
  spanOfColumn,
  wordOf,
} from "./values";

/** A number that is not negative; -1 for an integer beyond 63 bits, NaN where it is none. */
// @ts-ignore: decorator
@external("env", "readAmount")
declare function hostAmount(start: usize, length: u32): f64;

export const freshConversation: usize = memory.data(40, 8);
const leg: usize = memory.data(64, 8);
const hops: usize = memory.data(16, 8);
/** A family and the 16 bytes of an address, and padding. */
const hopText: usize = memory.data(32, 8);

/** Ends, packets, bytes and flags of records that are not numbers of 0 or more. */
export let oddAmounts: f64 = 0;
/** Actions and directions of flows that are not known. */
export let oddWords: f64 = 0;
/** Records that end before they start. */
export let backwardEnds: f64 = 0;

const LARGEST_FLAGS: i64 = 65535;
const SYN: i32 = 2;
const PSH: i32 = 8;
const ACK: i32 = 16;
const URG: i32 = 32;
const TCP: i64 = 6;
const ICMP: i64 = 1;
const ICMP_SIX: i64 = 58;

/** Fills `freshConversation` from the row whose key was read. */
export function readFlow(): void {
  const end = readEnd();
  store<f64>(freshConversation, start, CONVERSATION_START);
  store<f64>(freshConversation, end, CONVERSATION_END);
  store<u32>(freshConversation, <u32>leg, CONVERSATION_LEGS);
  store<f64>(leg, start, LEG_START);
  store<f64>(leg, end, LEG_END);
  store<u8>(leg, <u8>readAmount(PAIR_PACKETS, leg + LEG_PACKETS), LEG_PACKETS_KIND);
  store<u8>(leg, <u8>readAmount(PAIR_BYTES, leg + LEG_BYTES), LEG_BYTES_KIND);
  store<u32>(leg, 1, LEG_FLOWS);
  store<u32>(leg, 0, LEG_NEXT);
  store<u32>(leg, readInterface(), LEG_SEEN_BY);
  store<u32>(leg, readHops(), LEG_HOPS);
  const flags = readFlags();
  store<i32>(leg, flags, LEG_FLAGS);
  store<u16>(leg, <u16>sourcePort, LEG_SOURCE_PORT);
  store<u16>(leg, <u16>targetPort, LEG_TARGET_PORT);
  store<u8>(leg, (sourcePort >= 0 ? 1 : 0) | (targetPort >= 0 ? 2 : 0), LEG_GIVEN_PORTS);
  store<u8>(leg, <u8>((isForward ? WAY_FORWARD : 0) | readDirection()), LEG_WAY);
  store<u8>(leg, <u8>(evidenceOf(flags) | requestOf()), LEG_EVIDENCE);
  store<u8>(leg, <u8>readActions(), LEG_ACTIONS);
}

/** The record's end, not before its start, which it is where there is none. */
// @ts-ignore: decorator
@inline
function readEnd(): f64 {
  const span = spanOfColumn(PAIR_END);
  if (!span) return start;
  const end = readSeconds(span);
  if (isNaN(end)) oddAmounts++;
  else if (end < start) backwardEnds++;
  return end > start ? end : start;
}

/** Puts an amount at `to`. Returns what it is. */
// @ts-ignore: decorator
@inline
function readAmount(place: u32, to: usize): u32 {
  const span = spanOfColumn(place);
  if (!span) return AMOUNT_NONE;
  const from = spanStart(span);
  if (parseNumber(from, spanEnd(span)) == INTEGER && load<u8>(from) != DASH) {
    store<i64>(to, integer);
    return AMOUNT_INTEGER;
  }
  return readOtherAmount(from, spanEnd(span) - from, to);
}

function readOtherAmount(from: usize, length: usize, to: usize): u32 {
  const amount = hostAmount(from, <u32>length);
  if (isNaN(amount)) {
    oddAmounts++;
    return AMOUNT_NONE;
  }
  if (amount < 0) {
    store<i64>(to, <i64>textOf(from, length));
    return AMOUNT_TEXT;
  }
  store<f64>(to, amount);
  return AMOUNT_FRACTION;
}

/** The text of the first of three fields that is there. */
// @ts-ignore: decorator
@inline
function readInterface(): u32 {
  for (let place = PAIR_INTERFACES; place < PAIR_FLOW_DIRECTION; place++) {
    const span = spanOfColumn(place);
    if (span) return textOf(spanStart(span), spanEnd(span) - spanStart(span));
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function readDirection(): u32 {
  const span = spanOfColumn(PAIR_FLOW_DIRECTION);
  const word = wordOf(span);
  if (word == EGRESS_WORD) return WAY_EGRESS;
  if (word == INGRESS_WORD) return WAY_INGRESS;
  if (span) oddWords++;
  return 0;
}

// @ts-ignore: decorator
@inline
function readActions(): u32 {
  const span = spanOfColumn(PAIR_ACTION);
  const word = wordOf(span);
  if (word == ACCEPT_WORD) return ACCEPTED;
  if (word == REJECT_WORD) return REJECTED;
  if (span) oddWords++;
  return 0;
}

/** Interfaces between: up to two. */
// @ts-ignore: decorator
@inline
function readHops(): u32 {
  let first: u32 = 0;
  if (load<u32>(sourceHop, END_FAMILY)) first = putHop(hops, sourceHop, 0);
  if (load<u32>(targetHop, END_FAMILY)) first = putHop(hops + 8, targetHop, first);
  return first;
}

function putHop(hop: usize, end: usize, next: u32): u32 {
  store<u8>(hopText, load<u8>(end, END_FAMILY));
  store<u64>(hopText + 1, load<u64>(end));
  store<u64>(hopText + 1, load<u64>(end, END_LOW), 8);
  store<u32>(hop, textOf(hopText, 17));
  store<u32>(hop, next, HOP_NEXT);
  return <u32>hop;
}

/** -1 where no flags are known. */
// @ts-ignore: decorator
@inline
function readFlags(): i32 {
  const span = protocol == TCP ? spanOfColumn(PAIR_TCP_FLAGS) : 0;
  if (!span) return -1;
  const flags = readWhole(span);
  if (<u64>flags <= <u64>LARGEST_FLAGS) return <i32>flags;
  oddAmounts++;
  return -1;
}

/** What the flags say: where more than SYN and ACK are logged, an ACK beside SYN may be that of data. */
// @ts-ignore: decorator
@inline
function evidenceOf(flags: i32): u32 {
  if (flags < 0 || (flags & SYN) == 0) return 0;
  if ((flags & ACK) == 0) return SYN_WITHOUT_ACK;
  return (flags & (PSH | URG)) == 0 ? SYN_AND_ACK : 0;
}

/** An echo request whose type is logged in a port, as NetFlow writes it also as type * 256 + code. */
// @ts-ignore: decorator
@inline
function requestOf(): u32 {
  if (protocol != ICMP && protocol != ICMP_SIX) return 0;
  const type: i64 = protocol == ICMP ? 8 : 128;
  return (sourcePort == type && targetPort == 0) || targetPort == type * 256 ? ICMP_REQUEST : 0;
}
