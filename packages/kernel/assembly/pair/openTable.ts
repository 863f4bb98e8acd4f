// The conversations that are not over, by their keys: records in any order go in, and those go out that no further record can belong to.
import {
  CONVERSATION_END,
  CONVERSATION_KEY,
  CONVERSATION_LEGS,
  CONVERSATION_NEXT,
  CONVERSATION_SIZE,
  CONVERSATION_START,
  KEY_HASH,
  KEY_SIZE,
  LEG_NEXT,
} from "../opcodes";
import { emptyArena, freePart, leaveTable, openArena, takePart, takeTable } from "./arena";
import { copyFreshKey, freshKey, isSameKey } from "./flowKey";
import { addLeg, freeLeg, OF_ARENA } from "./legs";
import { emptyTexts } from "./texts";

// More of a key: the next one in the order in which they came, and the first of its conversations.
export const KEY_AFTER: usize = 44;
export const KEY_CONVERSATION: usize = 48;
// More of a conversation: the newest start among all records when its last one came, and the next one of the same key. Of one that is
// over: 1 where it is the first of a key that has no open one any more.
export const CONVERSATION_TOUCHED: usize = 16;
export const CONVERSATION_SAME: usize = 32;

/** A slot: { u32 hash; u32 key, 0 where it is free }. */
let slots: usize = 0;
let slotBits: u32 = 0;
let keys: u32 = 0;
const FIRST_BITS: u32 = 10;
export let firstKey: usize = 0;
let lastKey: usize = 0;
/** Conversations that are open. */
export let openConversations: u32 = 0;
/** The first one of those that are over, and how many these are. */
export let firstOver: usize = 0;
let lastOver: usize = 0;

/** Seconds without a record after which another conversation begins, and seconds that a record may be late. */
let idle: f64 = 0;
let late: f64 = 0;

/** Makes an empty table. Returns the owner of its memory, which the host releases before emptyConversations. */
export function openConversationTable(idleTime: f64, lateTime: f64): usize {
  idle = idleTime;
  late = lateTime;
  const owner = openArena();
  emptyConversations();
  return owner;
}

export function emptyConversations(): void {
  emptyArena();
  emptyTexts();
  slotBits = FIRST_BITS;
  slots = takeTable((<usize>8) << FIRST_BITS);
  keys = 0;
  firstKey = 0;
  lastKey = 0;
  openConversations = 0;
  firstOver = 0;
  lastOver = 0;
}

/** The slot of the fresh key, or the free one where it would go. */
// @ts-ignore: decorator
@inline
function findSlot(): usize {
  const hash = load<u32>(freshKey, KEY_HASH);
  const mask = ((<u32>1) << slotBits) - 1;
  let slot = hash & mask;
  while (true) {
    const at = slots + ((<usize>slot) << 3);
    const key = <usize>load<u32>(at, 4);
    if (!key || (load<u32>(at) == hash && isSameKey(key, freshKey))) return at;
    slot = (slot + 1) & mask;
  }
}

/**
 * Adds a conversation with the fresh key, that of a single record or one of a file (OF_RECORD, OF_FILE), to those that it belongs to.
 * Returns whether there was one. It stays where it is: what is kept of it is copied.
 */
export function addConversation(fresh: usize, origin: u32): bool {
  const slot = findSlot();
  const known = <usize>load<u32>(slot, 4);
  if (!known) {
    const key = addKey(slot);
    store<u32>(key, <u32>copyConversation(fresh, key, origin), KEY_CONVERSATION);
    return false;
  }
  const start = load<f64>(fresh, CONVERSATION_START);
  const end = load<f64>(fresh, CONVERSATION_END);
  let joined: usize = 0;
  let others: usize = 0;
  for (let each = <usize>load<u32>(known, KEY_CONVERSATION); each;) {
    const next = <usize>load<u32>(each, CONVERSATION_SAME);
    if (start - load<f64>(each, CONVERSATION_END) > idle || load<f64>(each, CONVERSATION_START) - end > idle) {
      store<u32>(each, <u32>others, CONVERSATION_SAME);
      others = each;
    } else if (!joined) joined = each;
    else {
      // The record is in the gap that kept the two apart.
      joinConversations(joined, each, OF_ARENA);
      freePart(each, CONVERSATION_SIZE);
      openConversations--;
    }
    each = next;
  }
  const first = joined ? joined : copyConversation(fresh, known, origin);
  if (joined) joinConversations(joined, fresh, origin);
  store<u32>(first, <u32>others, CONVERSATION_SAME);
  store<u32>(known, <u32>first, KEY_CONVERSATION);
  return joined != 0;
}

function joinConversations(into: usize, from: usize, origin: u32): void {
  store<f64>(into, min(load<f64>(into, CONVERSATION_START), load<f64>(from, CONVERSATION_START)), CONVERSATION_START);
  store<f64>(into, max(load<f64>(into, CONVERSATION_END), load<f64>(from, CONVERSATION_END)), CONVERSATION_END);
  const touched = max(load<f64>(into, CONVERSATION_TOUCHED), load<f64>(from, CONVERSATION_TOUCHED));
  store<f64>(into, touched, CONVERSATION_TOUCHED);
  addLegs(into, from, origin);
}

function addLegs(into: usize, from: usize, origin: u32): void {
  for (let leg = <usize>load<u32>(from, CONVERSATION_LEGS); leg;) {
    const next = <usize>load<u32>(leg, LEG_NEXT);
    addLeg(into, leg, origin);
    leg = next;
  }
}

function copyConversation(fresh: usize, key: usize, origin: u32): usize {
  const copy = takePart(CONVERSATION_SIZE);
  store<f64>(copy, load<f64>(fresh, CONVERSATION_START), CONVERSATION_START);
  store<f64>(copy, load<f64>(fresh, CONVERSATION_END), CONVERSATION_END);
  store<f64>(copy, load<f64>(fresh, CONVERSATION_TOUCHED), CONVERSATION_TOUCHED);
  store<u32>(copy, <u32>key, CONVERSATION_KEY);
  store<u32>(copy, 0, CONVERSATION_LEGS);
  store<u32>(copy, 0, CONVERSATION_SAME);
  store<u32>(copy, 0, CONVERSATION_NEXT);
  addLegs(copy, fresh, origin);
  openConversations++;
  return copy;
}

// ---- keys

function addKey(slot: usize): usize {
  const key = takePart(KEY_SIZE);
  copyFreshKey(key);
  store<u32>(key, 0, KEY_AFTER);
  store<u32>(slot, load<u32>(key, KEY_HASH));
  store<u32>(slot, <u32>key, 4);
  if (lastKey) store<u32>(lastKey, <u32>key, KEY_AFTER);
  else firstKey = key;
  lastKey = key;
  // At most 5/8 full.
  if (++keys > (((<u32>1) << slotBits) >> 3) * 5) growSlots();
  return key;
}

function growSlots(): void {
  const old = slots;
  const size = (<usize>8) << slotBits;
  slotBits++;
  slots = takeTable(size << 1);
  const mask = ((<u32>1) << slotBits) - 1;
  for (let at = old; at < old + size; at += 8) {
    const entry = load<u64>(at);
    if (!entry) continue;
    let slot = (<u32>entry) & mask;
    while (load<u64>(slots + ((<usize>slot) << 3))) slot = (slot + 1) & mask;
    store<u64>(slots + ((<usize>slot) << 3), entry);
  }
  leaveTable(old, size);
}

/** Frees the slot of a key, and moves those behind it that could not be found any more. */
function removeSlot(key: usize): void {
  const mask = ((<u32>1) << slotBits) - 1;
  let free = load<u32>(key, KEY_HASH) & mask;
  while (<usize>load<u32>(slots + ((<usize>free) << 3), 4) != key) free = (free + 1) & mask;
  for (let slot = (free + 1) & mask; ; slot = (slot + 1) & mask) {
    const entry = load<u64>(slots + ((<usize>slot) << 3));
    if (!entry) break;
    // It stays when its own place is behind the free one.
    if (((slot - ((<u32>entry) & mask)) & mask) < ((slot - free) & mask)) continue;
    store<u64>(slots + ((<usize>free) << 3), entry);
    free = slot;
  }
  store<u64>(slots + ((<usize>free) << 3), 0);
  keys--;
}

// ---- those that are over

/** Puts those into the list from `firstOver` on that are over when the newest record starts at this time. Returns how many. */
export function takeOver(newest: f64): u32 {
  const before = openConversations;
  let last: usize = 0;
  for (let key = firstKey; key;) {
    const after = <usize>load<u32>(key, KEY_AFTER);
    if (takeOverOf(key, newest)) last = key;
    else {
      if (last) store<u32>(last, <u32>after, KEY_AFTER);
      else firstKey = after;
      removeSlot(key);
    }
    key = after;
  }
  lastKey = last;
  return before - openConversations;
}

/** The same of one key. Returns whether it has an open one still. */
function takeOverOf(key: usize, newest: f64): bool {
  const lastBefore = lastOver;
  let open: usize = 0;
  for (let each = <usize>load<u32>(key, KEY_CONVERSATION); each;) {
    const next = <usize>load<u32>(each, CONVERSATION_SAME);
    const moment = max(load<f64>(each, CONVERSATION_END), load<f64>(each, CONVERSATION_TOUCHED));
    if (moment + idle + late < newest) appendOver(each, lastBefore);
    else {
      store<u32>(each, <u32>open, CONVERSATION_SAME);
      open = each;
    }
    each = next;
  }
  store<u32>(key, <u32>open, KEY_CONVERSATION);
  if (!open) store<u32>(lastBefore ? <usize>load<u32>(lastBefore, CONVERSATION_NEXT) : firstOver, 1, CONVERSATION_SAME);
  return open != 0;
}

/** Puts a conversation at its place by its start, among those of its key: these are behind `lastBefore`. */
function appendOver(conversation: usize, lastBefore: usize): void {
  store<u32>(conversation, 0, CONVERSATION_SAME);
  openConversations--;
  let before = lastBefore;
  let next = before ? <usize>load<u32>(before, CONVERSATION_NEXT) : firstOver;
  while (next && load<f64>(next, CONVERSATION_START) <= load<f64>(conversation, CONVERSATION_START)) {
    before = next;
    next = <usize>load<u32>(next, CONVERSATION_NEXT);
  }
  store<u32>(conversation, <u32>next, CONVERSATION_NEXT);
  if (before) store<u32>(before, <u32>conversation, CONVERSATION_NEXT);
  else firstOver = conversation;
  if (!next) lastOver = conversation;
}

/** Frees those that are over. */
export function freeOver(): void {
  for (let each = firstOver; each;) {
    const next = <usize>load<u32>(each, CONVERSATION_NEXT);
    for (let leg = <usize>load<u32>(each, CONVERSATION_LEGS); leg;) {
      const another = <usize>load<u32>(leg, LEG_NEXT);
      freeLeg(leg);
      leg = another;
    }
    if (load<u32>(each, CONVERSATION_SAME)) freePart(<usize>load<u32>(each, CONVERSATION_KEY), KEY_SIZE);
    freePart(each, CONVERSATION_SIZE);
    each = next;
  }
  firstOver = 0;
  lastOver = 0;
}
