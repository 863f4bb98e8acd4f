// An index of the names and spellings that are wanted, where they are many or have dots: a record's key is found in one
// step, and is not compared with each of them. It also has the paths that lead down to a name: `a` and `a.b` for `a.b.c`;
// and for each of these the object that the record under way has there, so that a repeated key replaces the object before.
import { DOT } from "../ascii";
import { equalBytes } from "../bytes";
import { WANTED_SLOT_BITS } from "../opcodes";

// What a text is: a name, a spelling, the path to what is below it in a name, or in a spelling.
export const NAME: u32 = 0;
export const SPELLING: u32 = 1;
export const ABOVE: u32 = 2;

// Open addressing: slots x { u32 text; u32 length and in the upper bits what it is; u32 hash; u32 value; u32 holder; u32
// holder's serial; u32 serial; u32 }, text 0 for none. The value is a column; for a path that leads down, the last record
// that had it. The holder is the slot of the object in which the key stood last, 0 for the record itself.
const KIND_BITS: u32 = 30;
const HOLDER: usize = 16;
const HOLDER_SERIAL: usize = 20;
const SERIAL: usize = 24;
let slots: usize = 0;
let slotCount: u32 = 0;
let isBuilt: bool = false;
/** The record under way, of those that were read with the index. */
let record: u32 = 0;
/** Objects met so far. */
let serial: u32 = 0;

/** The index goes there; it is made when it is asked. `count`: a power of two, at least twice the texts; 0 for no index. */
export function placeIndex(at: usize, count: u32): void {
  slots = at;
  slotCount = count;
  isBuilt = false;
}

// @ts-ignore: decorator
@inline
export function isIndexed(): bool {
  return slotCount != 0;
}

// @ts-ignore: decorator
@inline
export function isIndexBuilt(): bool {
  return isBuilt;
}

export function emptyIndex(): void {
  memory.fill(slots, 0, (<usize>slotCount) << WANTED_SLOT_BITS);
  isBuilt = true;
}

// @ts-ignore: decorator
@inline
export function nextRecord(): void {
  record++;
}

const SEED: u32 = 0x811c9dc5;

// @ts-ignore: decorator
@inline
function mixed(hash: u32, byte: u32): u32 {
  return (hash ^ byte) * 0x01000193;
}

/** The slot of a text, or the empty one where it would stand. */
function slotOf(kind: u32, at: usize, n: usize, hash: u32): usize {
  const length = (<u32>n) | (kind << KIND_BITS);
  let place = hash ^ (hash >> 15) ^ (kind * 0x9e3779b9);
  while (true) {
    const slot = slots + ((<usize>(place & (slotCount - 1))) << WANTED_SLOT_BITS);
    const text = <usize>load<u32>(slot);
    if (!text) return slot;
    if (load<u32>(slot, 8) == hash && load<u32>(slot, 4) == length && equalBytes(text, at, n)) return slot;
    place++;
  }
}

function add(kind: u32, at: usize, n: usize, hash: u32, value: u32): void {
  const slot = slotOf(kind, at, n, hash);
  // Of equal ones the first counts.
  if (load<u32>(slot)) return;
  store<u32>(slot, <u32>at);
  store<u32>(slot, (<u32>n) | (kind << KIND_BITS), 4);
  store<u32>(slot, hash, 8);
  store<u32>(slot, value, 12);
}

/** Adds a name or a spelling, and what leads down to it. */
export function addWanted(kind: u32, at: usize, n: usize, column: u32): void {
  let hash = SEED;
  for (let i: usize = 0; i < n; i++) {
    const byte = <u32>load<u8>(at + i);
    if (byte == DOT) add(kind | ABOVE, at, i, hash, record);
    hash = mixed(hash, byte);
  }
  add(kind, at, n, hash, column);
}

function find(kind: u32, at: usize, n: usize): usize {
  let hash = SEED;
  for (let i: usize = 0; i < n; i++) hash = mixed(hash, load<u8>(at + i));
  const slot = slotOf(kind, at, n, hash);
  return load<u32>(slot) ? slot : 0;
}

/** The slot of a name or a spelling, or 0. */
export function indexedSlot(kind: u32, at: usize, n: usize): usize {
  return find(kind, at, n);
}

/** The slot of a path that leads down to a name or a spelling, or 0. */
export function slotAbove(kind: u32, at: usize, n: usize): usize {
  return find(kind | ABOVE, at, n);
}

// @ts-ignore: decorator
@inline
export function columnAt(slot: usize): i32 {
  return slot ? load<i32>(slot, 12) : -1;
}

/** The key of a slot stands in the object of `holder`. */
export function placeIn(holder: usize, slot: usize): void {
  store<u32>(slot, <u32>holder, HOLDER);
  store<u32>(slot, holder ? load<u32>(holder, SERIAL) : 0, HOLDER_SERIAL);
}

/** The record under way has the path of the slot, in the object of `holder`. True when it had it before. */
export function enter(slot: usize, holder: usize): bool {
  const isAgain = load<u32>(slot, 12) == record;
  store<u32>(slot, record, 12);
  store<u32>(slot, ++serial, SERIAL);
  placeIn(holder, slot);
  return isAgain;
}

/** Whether no object in which the key of the slot stands has been replaced by a later one with the same path. */
export function isInPlace(slot: usize): bool {
  let holder = <usize>load<u32>(slot, HOLDER);
  let expected = load<u32>(slot, HOLDER_SERIAL);
  while (holder) {
    if (load<u32>(holder, SERIAL) != expected) return false;
    expected = load<u32>(holder, HOLDER_SERIAL);
    holder = load<u32>(holder, HOLDER);
  }
  return true;
}
