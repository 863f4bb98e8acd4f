// An index of the names and spellings that are wanted, where they are many: a record's key is then found in a step, and
// need not be held against each of them. It also has what leads down to a name: `a` and `a.b` for `a.b.c`.
import { equalBytes } from "./bytes";

// What a text is: a name, a spelling, the path to what is below it in a name, or in a spelling.
export const NAME: u32 = 0;
export const SPELLING: u32 = 1;
export const ABOVE: u32 = 2;

/** Open addressing: slots x { u32 text; u32 length and in the upper bits what it is; u32 hash; u32 value }, text 0 for none. */
const SLOT_BITS: usize = 4;
const KIND_BITS: u32 = 30;
let slots: usize = 0;
let slotCount: u32 = 0;
let isBuilt: bool = false;
/** The record under way, of those that were read with the index. */
let record: u32 = 0;

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
  memory.fill(slots, 0, <usize>slotCount << SLOT_BITS);
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
  const length = <u32>n | (kind << KIND_BITS);
  let place = hash ^ (hash >> 15) ^ (kind * 0x9e3779b9);
  while (true) {
    const slot = slots + (<usize>(place & (slotCount - 1)) << SLOT_BITS);
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
  store<u32>(slot, <u32>n | (kind << KIND_BITS), 4);
  store<u32>(slot, hash, 8);
  store<u32>(slot, value, 12);
}

/** Adds a name or a spelling, and what leads down to it. */
export function addWanted(kind: u32, at: usize, n: usize, column: u32): void {
  let hash = SEED;
  for (let i: usize = 0; i < n; i++) {
    const byte = <u32>load<u8>(at + i);
    if (byte == 46) add(kind | ABOVE, at, i, hash, record);
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

/** The column of a name or a spelling, or -1. */
export function indexedColumn(kind: u32, at: usize, n: usize): i32 {
  const slot = find(kind, at, n);
  return slot ? load<i32>(slot, 12) : -1;
}

/** Whether a path leads down to a name or a spelling: 2 when the record under way had it before. */
export function indexedBelow(kind: u32, at: usize, n: usize): u32 {
  const slot = find(kind | ABOVE, at, n);
  if (!slot) return 0;
  if (load<u32>(slot, 12) == record) return 2;
  store<u32>(slot, record, 12);
  return 1;
}
