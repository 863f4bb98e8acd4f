// Takes records: each becomes part of an open conversation, or begins one.
import { CONVERSATION_START, KEY_HASH, PAIR_COLUMNS, STOPPED_FULL, STOPPED_TO_LOOK } from "../opcodes";
import { heldBytes } from "./arena";
import { freshKey, readFlowKey, start } from "./flowKey";
import { lastLeg, OF_RECORD } from "./legs";
import { addConversation, CONVERSATION_TOUCHED, firstOver, openConversations } from "./openTable";
import { freshConversation, readFlow } from "./readFlow";
import { addRecord, stateCount } from "./aggregateStates";
import { turnTo } from "./values";
import { CONVERSATION_KEY, CONVERSATION_NEXT } from "../opcodes";

// @ts-ignore: decorator
@external("env", "allocateZeros")
declare function allocateZeros(bytes: usize): usize;

/** The largest start of all records so far. */
export let newestStart: f64 = -Infinity;
/** The same as the clock has it, when records stopped coming and what was over by then was written. */
let clockStart: f64 = -Infinity;
/** The start of the record at which was looked last for what is over. */
export let lookedAt: f64 = -Infinity;
/** Why the last call stopped; 0: it did not. */
export let stopped: u32 = 0;
/** Records that came when conversations of their key had been written. */
export let lateFlows: f64 = 0;

let pause: f64 = 0;
let late: f64 = 0;
let byteLimit: f64 = 0;
let conversationLimit: u32 = 0;

/** `lookPause`: seconds between two looks; the limits: of bytes, and of conversations. */
export function setFlowLimits(lookPause: f64, lateTime: f64, bytes: f64, conversations: u32): void {
  pause = lookPause;
  late = lateTime;
  byteLimit = bytes;
  conversationLimit = conversations;
}

/** Takes the listed rows from a place on. Returns the place at which it stopped. `columns`: see PAIR_SRCADDR and so on. */
export function takeFlows(list: usize, from: u32, count: u32, columns: usize): u32 {
  stopped = 0;
  for (let place = from; place < count; place++) {
    const row = load<u32>(list + ((<usize>place) << 2));
    turnTo(row, columns);
    if (!readFlowKey()) continue;
    if (start - lookedAt >= pause) {
      lookedAt = start;
      stopped = STOPPED_TO_LOOK;
      return place;
    }
    readFlow();
    if (start > newestStart) newestStart = start;
    store<f64>(freshConversation, newestStart, CONVERSATION_TOUCHED);
    const isKnown = addConversation(freshConversation, OF_RECORD);
    if (stateCount) addRecord(lastLeg, row, start);
    if (!isKnown && start < max(newestStart, clockStart) - late && wasWritten()) lateFlows++;
    if (isFull()) {
      stopped = STOPPED_FULL;
      return place + 1;
    }
  }
  return count;
}

/** Says what the newest start would be by the clock. */
export function setClockStart(newest: f64): void {
  clockStart = newest;
}

/** Whether there is more than there is room for. */
// @ts-ignore: decorator
@inline
export function isFull(): bool {
  return heldBytes > byteLimit || openConversations > conversationLimit;
}

// ---- which keys had conversations that were written: rarely it says so of another one, and never forgets any. 8 MB, however many.

const WRITTEN_BITS: u32 = 26;
const WRITTEN_MASK: u32 = (1 << 26) - 1;
let written: usize = 0;

/** Notes that those that are over are written. */
export function noteWritten(): void {
  if (!written && firstOver) written = allocateZeros((<usize>1) << (WRITTEN_BITS - 3));
  for (let each = firstOver; each; each = <usize>load<u32>(each, CONVERSATION_NEXT)) {
    const place = load<u32>(<usize>load<u32>(each, CONVERSATION_KEY), KEY_HASH) & WRITTEN_MASK;
    const at = written + ((<usize>place) >> 3);
    store<u8>(at, load<u8>(at) | (<u8>((<u32>1) << (place & 7))));
  }
}

// @ts-ignore: decorator
@inline
function wasWritten(): bool {
  if (!written) return false;
  const place = load<u32>(freshKey, KEY_HASH) & WRITTEN_MASK;
  return (load<u8>(written + ((<usize>place) >> 3)) & ((<u32>1) << (place & 7))) != 0;
}
