// A hash index of the wanted names and spellings, used where they are many or have dots: a record's key is found in one step
// and not compared with each of them. It also has the paths that lead down to a name (`a` and `a.b` for `a.b.c`), and for each
// of these the object that the record being read has there, so that a repeated key replaces the object before.
import { DOT } from "../ascii";
import { equalBytes } from "../bytes";
import { FNV_SEED, fnvStep } from "../hash";
import { WANTED_SLOT_BITS } from "../opcodes";

// What a text is: a name, a spelling, or with ABOVE a path that leads down to one.
export const NAME: u32 = 0;
export const SPELLING: u32 = 1;
export const ABOVE: u32 = 2;

// Open addressing. A slot: { u32 text; u32 length, the kind in its top bits; u32 hash; u32 value; u32 holder; u32 the holder's
// serial; u32 serial; u32 unused }, text 0 for a free one. The value is a column; for a path that leads down, the last record
// that had it. The holder is the slot of the object that had the key last, 0 for the record itself.
const KIND_SHIFT: u32 = 30;
const LENGTH_AND_KIND: usize = 4;
const HASH: usize = 8;
const VALUE: usize = 12;
const HOLDER: usize = 16;
const HOLDER_SERIAL: usize = 20;
const SERIAL: usize = 24;
let slots: usize = 0;
let slotCount: u32 = 0;
let isBuilt: bool = false;
/** Number of the record being read, of those read with the index. */
let record: u32 = 0;
/** Any odd number: the same text in another role has another place. */
const KIND_FACTOR: u32 = 0x9e3779b9;
/** Objects read so far. */
let serial: u32 = 0;

/**
 * Sets the room for the index, which is filled when the next record is read. `count`: slots, a power of two of at least twice
 * the texts; 0 for no index.
 */
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

/** The slot of a text, or the free one where it would go. */
function slotOf(kind: u32, at: usize, n: usize, hash: u32): usize {
  const length = (<u32>n) | (kind << KIND_SHIFT);
  let place = hash ^ (hash >> 15) ^ (kind * KIND_FACTOR);
  while (true) {
    const slot = slots + ((<usize>(place & (slotCount - 1))) << WANTED_SLOT_BITS);
    const text = <usize>load<u32>(slot);
    if (!text) return slot;
    if (load<u32>(slot, HASH) == hash && load<u32>(slot, LENGTH_AND_KIND) == length && equalBytes(text, at, n))
      return slot;
    place++;
  }
}

function add(kind: u32, at: usize, n: usize, hash: u32, value: u32): void {
  const slot = slotOf(kind, at, n, hash);
  // Of equal texts the first counts.
  if (load<u32>(slot)) return;
  store<u32>(slot, <u32>at);
  store<u32>(slot, (<u32>n) | (kind << KIND_SHIFT), LENGTH_AND_KIND);
  store<u32>(slot, hash, HASH);
  store<u32>(slot, value, VALUE);
}

/** Adds a name or a spelling, and the paths that lead down to it. */
export function addWanted(kind: u32, at: usize, n: usize, column: u32): void {
  let hash = FNV_SEED;
  for (let i: usize = 0; i < n; i++) {
    const byte = <u32>load<u8>(at + i);
    if (byte == DOT) add(kind | ABOVE, at, i, hash, record);
    hash = fnvStep(hash, byte);
  }
  add(kind, at, n, hash, column);
}

function find(kind: u32, at: usize, n: usize): usize {
  let hash = FNV_SEED;
  for (let i: usize = 0; i < n; i++) hash = fnvStep(hash, load<u8>(at + i));
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
  return slot ? load<i32>(slot, VALUE) : -1;
}

/** Notes that the key of a slot is in the object of `holder`. */
export function placeIn(holder: usize, slot: usize): void {
  store<u32>(slot, <u32>holder, HOLDER);
  store<u32>(slot, holder ? load<u32>(holder, SERIAL) : 0, HOLDER_SERIAL);
}

/** Notes that the record being read has the path of the slot, in the object of `holder`. Returns whether it had it before. */
export function enter(slot: usize, holder: usize): bool {
  const isAgain = load<u32>(slot, VALUE) == record;
  store<u32>(slot, record, VALUE);
  store<u32>(slot, ++serial, SERIAL);
  placeIn(holder, slot);
  return isAgain;
}

/** Whether none of the objects around the key of the slot has been replaced by a later one with the same path. */
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
