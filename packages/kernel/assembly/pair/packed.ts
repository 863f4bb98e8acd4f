// A conversation as bytes for a temporary file: its key, the time it was touched, and its legs, each followed by its texts. All parts
// have a multiple of 8 bytes, so that a leg is where the host can read it.
//
//   | u64 legs | key | f64 touched | leg | u32 length, interface | u32 length, amounts that are texts ... | u64 hops | hop, text ... |
//   | entries of states (entries.ts) ... |
import {
  AMOUNT_TEXT,
  CONVERSATION_END,
  CONVERSATION_KEY,
  CONVERSATION_LEGS,
  CONVERSATION_START,
  KEY_HASH,
  LEG_BYTES,
  LEG_BYTES_KIND,
  LEG_END,
  LEG_HOPS,
  LEG_NEXT,
  LEG_PACKETS,
  LEG_PACKETS_KIND,
  LEG_SEEN_BY,
  LEG_START,
} from "../opcodes";
import { freshKey, hashFreshKey } from "./flowKey";
import { HOP_NEXT, HOP_SIZE, OF_FILE } from "./legs";
import { addConversation, CONVERSATION_TOUCHED } from "./openTable";
import { freshConversation } from "./readFlow";
import { legSize, packedStatesSize, packStates, unpackStates } from "./aggregateStates";
import { textOf } from "./texts";

const KEY: usize = 8;
const TOUCHED: usize = 48;
const LEGS: usize = 56;
/** The number of a leg's hops. */
const COUNT: usize = 8;

/** Bytes that a conversation takes. */
export function packedSize(conversation: usize): usize {
  let size = LEGS;
  for (let leg = firstLeg(conversation); leg; leg = <usize>load<u32>(leg, LEG_NEXT)) {
    size += legSize + textSize(load<u32>(leg, LEG_SEEN_BY)) + COUNT + packedStatesSize(leg);
    if (load<u8>(leg, LEG_PACKETS_KIND) == AMOUNT_TEXT) size += textSize(load<u32>(leg, LEG_PACKETS));
    if (load<u8>(leg, LEG_BYTES_KIND) == AMOUNT_TEXT) size += textSize(load<u32>(leg, LEG_BYTES));
    for (let hop = <usize>load<u32>(leg, LEG_HOPS); hop; hop = <usize>load<u32>(hop, HOP_NEXT))
      size += HOP_SIZE + textSize(load<u32>(hop));
  }
  return size;
}

// @ts-ignore: decorator
@inline
function firstLeg(conversation: usize): usize {
  return <usize>load<u32>(conversation, CONVERSATION_LEGS);
}

// @ts-ignore: decorator
@inline
function textSize(text: u32): usize {
  return roomOf(text ? <usize>load<u32>(<usize>text) : 0);
}

// @ts-ignore: decorator
@inline
function roomOf(length: usize): usize {
  return (4 + length + 7) & ~7;
}

/** Writes a conversation to `to`, which has room for packedSize. */
export function packConversation(conversation: usize, to: usize): void {
  let legs: u32 = 0;
  memory.copy(to + KEY, <usize>load<u32>(conversation, CONVERSATION_KEY), KEY_HASH);
  store<f64>(to, load<f64>(conversation, CONVERSATION_TOUCHED), TOUCHED);
  let at = to + LEGS;
  for (let leg = firstLeg(conversation); leg; leg = <usize>load<u32>(leg, LEG_NEXT)) {
    legs++;
    memory.copy(at, leg, legSize);
    at = putText(at + legSize, load<u32>(leg, LEG_SEEN_BY));
    if (load<u8>(leg, LEG_PACKETS_KIND) == AMOUNT_TEXT) at = putText(at, load<u32>(leg, LEG_PACKETS));
    if (load<u8>(leg, LEG_BYTES_KIND) == AMOUNT_TEXT) at = putText(at, load<u32>(leg, LEG_BYTES));
    at = packStates(leg, putHops(at, <usize>load<u32>(leg, LEG_HOPS)));
  }
  store<u32>(to, legs);
}

function putText(to: usize, text: u32): usize {
  if (text) memory.copy(to, <usize>text, 4 + <usize>load<u32>(<usize>text));
  else store<u32>(to, 0);
  return to + textSize(text);
}

/** Writes their number, and then each behind room for what it becomes again. */
function putHops(to: usize, first: usize): usize {
  let count: u32 = 0;
  let at = to + COUNT;
  for (let hop = first; hop; hop = <usize>load<u32>(hop, HOP_NEXT)) {
    count++;
    at = putText(at + HOP_SIZE, load<u32>(hop));
  }
  store<u32>(to, count);
  return at;
}

/** Where the unpacked leg's texts are read. */
let reader: usize = 0;

/** Makes the packed conversation at `from` the fresh one; its legs stay there. Returns the first of them. */
export function unpackConversation(from: usize): usize {
  memory.copy(freshKey, from + KEY, KEY_HASH);
  hashFreshKey();
  let start: f64 = Infinity;
  let end: f64 = -Infinity;
  let last = freshConversation + CONVERSATION_LEGS - LEG_NEXT;
  reader = from + LEGS;
  for (let left = load<u32>(from); left; left--) {
    const leg = reader;
    reader += legSize;
    store<u32>(last, <u32>leg, LEG_NEXT);
    store<u32>(leg, 0, LEG_NEXT);
    store<u32>(leg, takeText(), LEG_SEEN_BY);
    if (load<u8>(leg, LEG_PACKETS_KIND) == AMOUNT_TEXT) store<u64>(leg, <u64>takeText(), LEG_PACKETS);
    if (load<u8>(leg, LEG_BYTES_KIND) == AMOUNT_TEXT) store<u64>(leg, <u64>takeText(), LEG_BYTES);
    takeHops(leg);
    reader = unpackStates(leg, reader);
    start = min(start, load<f64>(leg, LEG_START));
    end = max(end, load<f64>(leg, LEG_END));
    last = leg;
  }
  store<f64>(freshConversation, start, CONVERSATION_START);
  store<f64>(freshConversation, end, CONVERSATION_END);
  store<f64>(freshConversation, load<f64>(from, TOUCHED), CONVERSATION_TOUCHED);
  return firstLeg(freshConversation);
}

/** Adds the unpacked conversation to those that are open. */
export function addUnpacked(): void {
  addConversation(freshConversation, OF_FILE);
}

function takeText(): u32 {
  const length = <usize>load<u32>(reader);
  const text = textOf(reader + 4, length);
  reader += roomOf(length);
  return text;
}

function takeHops(leg: usize): void {
  let last = leg + LEG_HOPS - HOP_NEXT;
  const count = load<u32>(reader);
  reader += COUNT;
  for (let left = count; left; left--) {
    const hop = reader;
    reader += HOP_SIZE;
    store<u32>(hop, takeText());
    store<u32>(last, <u32>hop, HOP_NEXT);
    last = hop;
  }
  store<u32>(last, 0, HOP_NEXT);
}
