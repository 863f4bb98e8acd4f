// Hash tables of groups: from the bytes of a key (groupKey.ts) to the id of its group. A group is a record in a page: the position
// of its key, then the states of all accumulators (accumulators.ts and its neighbours), side by side.
import { equalBytes } from "../bytes";
import { IN_SEGMENT, nextPart, PART_ROOM, setBound } from "../parts";

// Memory belongs to a table (0: to none), so that the host can take all of it back when the table is emptied.
// @ts-ignore: decorator
@external("env", "allocate")
declare function allocate(bytes: usize, owner: usize): usize;

/** The state of an accumulator without a value. A count starts from here too: its result is the difference. */
export const EMPTY: i64 = i64.MIN_VALUE;
/** The state of a sum of records that had no number. */
export const UNKNOWN: i64 = EMPTY + 1;

const PAGE_BITS: u32 = 12;
const PAGE_MASK: u32 = (1 << 12) - 1;
const SEGMENT: usize = 1 << 20;
export const PADDING: usize = 64;
/** Bytes that are left free after the keys of a segment. */
const SEGMENT_END: usize = PADDING + PART_ROOM;

// A record: { u32 key; u32 length of the key; then the states, 64-bit words }.
const KEY_LENGTH: usize = 4;
export const STATE: usize = 8;

/** Open addressing: slots x { u32 hash; u32 id + 1 }. */
let slots: usize = 0;
let slotBits: u32 = 0;
let pages: usize = 0;
let pageCapacity: u32 = 0;
let recordSize: usize = 0;
/** Where the next key is built. */
export let segment: usize = 0;
let segmentEnd: usize = 0;
/** The memory of an outgrown slot table, from which the next segments are taken. */
let spare: usize = 0;
let spareEnd: usize = 0;

export let groups: u32 = 0;
/** Rows that were left out because their key has a null. */
export let nullKeys: f64 = 0;
/** The table adds no more groups than this: other keys are missed. */
let groupLimit: u32 = 0;

// Several tables may be open. The one in use has its variables above, the others in a block of memory (saveTable), after which are
// the heads of the table's lists of free chunks (numberLists.ts).
const SLOT_BITS: usize = 4;
const PAGES: usize = 8;
const RECORD_SIZE: usize = 12;
const SEGMENT_AT: usize = 16;
const SEGMENT_LIMIT: usize = 20;
const SPARE: usize = 24;
const SPARE_LIMIT: usize = 28;
const GROUPS: usize = 32;
const GROUP_LIMIT: usize = 36;
const NULL_KEYS: usize = 40;
const PAGE_CAPACITY: usize = 48;
const TABLE_SIZE: usize = 64;
const CHUNK_HEADS: usize = 64;
let inUse: usize = 0;

/** Makes an empty table whose groups have `words` words of state, and switches to it. Returns its handle. */
export function openGroups(words: u32): usize {
  saveTable();
  inUse = allocate(TABLE_SIZE + CHUNK_HEADS, 0);
  nullKeys = 0;
  layOut(words, 0xffffffff);
  return inUse;
}

/** Empties the table in use, whose memory the host has taken back. Its groups may have another number of words now. */
export function emptyGroups(words: u32, limit: u32): void {
  layOut(words, limit);
}

function layOut(words: u32, limit: u32): void {
  recordSize = STATE + ((<usize>words) << 3);
  slotBits = 12;
  slots = allocate((<usize>8) << slotBits, inUse);
  memory.fill(slots, 0, (<usize>8) << slotBits);
  memory.fill(inUse + TABLE_SIZE, 0, CHUNK_HEADS);
  pages = 0;
  pageCapacity = 0;
  segment = 0;
  segmentEnd = 0;
  spare = 0;
  spareEnd = 0;
  groups = 0;
  groupLimit = limit;
  saveTable();
}

/** Position of the heads of the lists of free chunks. */
export function chunkHeads(): usize {
  return inUse + TABLE_SIZE;
}

/** Adds no more groups: keys that are not in the table are missed from now on. */
export function freezeGroups(): void {
  groupLimit = groups;
}

/** Bytes that the table may have to allocate for `more` groups, without those of their keys. */
export function groupsGrowth(more: u32): f64 {
  let bytes = <u64>((more >> PAGE_BITS) + 1) * pageSize() + SEGMENT;
  for (let bits = slotBits; groups + more >= slotLimit(bits); bits++) bytes += (<u64>16) << bits;
  return <f64>bytes;
}

/** Groups at which a table of 2^bits slots grows: 5/8 of them. */
// @ts-ignore: decorator
@inline
function slotLimit(bits: u32): u32 {
  return (((<u32>1) << bits) >> 3) * 5;
}

/** Bytes of a page of groups. */
// @ts-ignore: decorator
@inline
function pageSize(): u64 {
  return ((<u64>recordSize) << PAGE_BITS) + PADDING;
}

function saveTable(): void {
  if (!inUse) return;
  store<u32>(inUse, <u32>slots);
  store<u32>(inUse, slotBits, SLOT_BITS);
  store<u32>(inUse, <u32>pages, PAGES);
  store<u32>(inUse, <u32>recordSize, RECORD_SIZE);
  store<u32>(inUse, <u32>segment, SEGMENT_AT);
  store<u32>(inUse, <u32>segmentEnd, SEGMENT_LIMIT);
  store<u32>(inUse, <u32>spare, SPARE);
  store<u32>(inUse, <u32>spareEnd, SPARE_LIMIT);
  store<u32>(inUse, groups, GROUPS);
  store<u32>(inUse, groupLimit, GROUP_LIMIT);
  store<f64>(inUse, nullKeys, NULL_KEYS);
  store<u32>(inUse, pageCapacity, PAGE_CAPACITY);
}

/** Switches to the table with this handle. */
export function useGroups(handle: usize): void {
  if (handle == inUse) return;
  saveTable();
  inUse = handle;
  slots = load<u32>(handle);
  slotBits = load<u32>(handle, SLOT_BITS);
  pages = load<u32>(handle, PAGES);
  recordSize = load<u32>(handle, RECORD_SIZE);
  segment = load<u32>(handle, SEGMENT_AT);
  segmentEnd = load<u32>(handle, SEGMENT_LIMIT);
  spare = load<u32>(handle, SPARE);
  spareEnd = load<u32>(handle, SPARE_LIMIT);
  groups = load<u32>(handle, GROUPS);
  groupLimit = load<u32>(handle, GROUP_LIMIT);
  nullKeys = load<f64>(handle, NULL_KEYS);
  pageCapacity = load<u32>(handle, PAGE_CAPACITY);
}

/** Position of the record of a group. */
// @ts-ignore: decorator
@inline
export function recordOf(id: u32): usize {
  return <usize>load<u32>(pages + ((<usize>(id >> PAGE_BITS)) << 2)) + <usize>(id & PAGE_MASK) * recordSize;
}

/** Makes room for a key of up to `bytes` at `segment`. Overlapping values may add up to more than the whole memory. */
export function reserve(bytes: u64): void {
  if (<u64>(segmentEnd - segment) < bytes + SEGMENT_END) newSegment(bytes);
  // A key is hashed with 8 bytes of zeros after it.
  setBound(IN_SEGMENT, segment + <usize>bytes + 8);
}

function newSegment(bytes: u64): void {
  const size = <usize>min<u64>(max<u64>(SEGMENT, bytes + SEGMENT_END), u32.MAX_VALUE);
  if (spareEnd - spare >= size) {
    segment = spare;
    spare += size;
  } else segment = allocate(size, inUse);
  segmentEnd = segment + size;
}

export function countNullKey(): void {
  nullKeys++;
}

/** Allocates memory that lives as long as the table's groups. */
export function takeBytes(bytes: usize): usize {
  reserve(bytes);
  const at = segment;
  segment = nextPart(segment + bytes);
  return at;
}

function growSlots(): void {
  const oldSlots = slots;
  const oldSize = (<usize>8) << slotBits;
  slotBits++;
  const size = (<usize>8) << slotBits;
  slots = allocate(size, inUse);
  memory.fill(slots, 0, size);
  const mask = ((<u32>1) << slotBits) - 1;
  for (let old = oldSlots; old < oldSlots + oldSize; old += 8) {
    const entry = load<u64>(old);
    if (!entry) continue;
    let slot = (<u32>entry) & mask;
    while (load<u64>(slots + ((<usize>slot) << 3))) slot = (slot + 1) & mask;
    store<u64>(slots + ((<usize>slot) << 3), entry);
  }
  if (oldSize >= SEGMENT) {
    spare = oldSlots;
    spareEnd = oldSlots + oldSize;
  }
}

/** Result of findOrAdd for a key that a full or frozen table does not have. */
export const MISSED: u32 = 0xffffffff;
/** What stands in the slot where the search for a hash begins. */
// @ts-ignore: decorator
@inline
export function firstEntry(hash: u32): u64 {
  return load<u64>(slots + ((<usize>(hash & (((<u32>1) << slotBits) - 1))) << 3));
}

/**
 * Finds the group of the key in [start, end) by its hash, or adds one; the key stands at `segment` or behind it. Returns the id of
 * the group, or MISSED. Open addressing with linear probing:
 *
 *   slots    | hash, id + 1 |  0  | hash, id + 1 | ...       8 bytes a slot, at most 5/8 full
 *   pages    id >> 12 -> page; id & 4095 -> record { key, length, states }
 *
 * A slot has 32 bits of the hash, so that a probe nearly never looks at the key of another group: one look at the slots, one at the
 * record, which has the states that the accumulators change next. A new key stays where it was built.
 */
// @ts-ignore: decorator
@inline
export function findOrAddHashed(start: usize, end: usize, hash: u32): u32 {
  const length = end - start;
  const mask = ((<u32>1) << slotBits) - 1;
  let slot = hash & mask;
  while (true) {
    const at = slots + ((<usize>slot) << 3);
    const entry = load<u64>(at);
    if (!entry) {
      if (groups >= groupLimit) return MISSED;
      store<u64>(at, ((<u64>(groups + 1)) << 32) | (<u64>hash));
      return addGroup(start, end);
    }
    if (<u32>entry == hash) {
      const id = <u32>(entry >> 32) - 1;
      const record = recordOf(id);
      if (<usize>load<u32>(record, KEY_LENGTH) == length && equalBytes(load<u32>(record), start, length)) return id;
    }
    slot = (slot + 1) & mask;
  }
}

/** Adds a group with the key [start, end), its states EMPTY. Returns its id. A key behind `segment` is moved there. */
export function addGroup(from: usize, to: usize): u32 {
  const id = groups++;
  const start = segment;
  const end = start + (to - from);
  if (from != start) memory.copy(start, from, to - from);
  if ((id & PAGE_MASK) == 0) addPage(id >> PAGE_BITS);
  const record = recordOf(id);
  store<u32>(record, <u32>start);
  store<u32>(record, <u32>(end - start), KEY_LENGTH);
  for (let word: usize = STATE; word < recordSize; word += 8) store<i64>(record + word, EMPTY);
  segment = nextPart(end);
  if (groups >= slotLimit(slotBits)) growSlots();
  return id;
}

/** Adds groups that no key finds. */
export function addGroups(count: u32): void {
  reserve(0);
  for (let i: u32 = 0; i < count; i++) addGroup(segment, segment);
}

function addPage(page: u32): void {
  if (page == pageCapacity) {
    const old = pages;
    const size = (<usize>page) << 2;
    pageCapacity = max(64, page * 4);
    pages = allocate((<usize>pageCapacity) << 2, inUse);
    memory.copy(pages, old, size);
  }
  store<u32>(pages + ((<usize>page) << 2), <u32>allocate(<usize>min<u64>(pageSize(), u32.MAX_VALUE), inUse));
}
