// Tables of groups: the bytes of a key to the number of its group. A group is a record in a page: where its key stands, then
// the state of each accumulator (accumulate.ts and its neighbours), so that one record's worth of updates touches one place
// in memory. What a key is made of is said in key.ts.
import { equalBytes } from "../bytes";
import { IN_SEGMENT, nextPart, PART_ROOM, setBound } from "../parts";

// Memory belongs to a table (0: to none), so that all of it can be given back when the table is emptied.
// @ts-ignore: decorator
@external("env", "allocate")
declare function allocate(bytes: usize, owner: usize): usize;

/** The state of an accumulator that has no value yet. A count starts from here too: its result is the distance. */
export const EMPTY: i64 = i64.MIN_VALUE;
/** The state of a sum that has seen records, but no number. */
export const UNKNOWN: i64 = EMPTY + 1;

const PAGE_BITS: u32 = 12;
const PAGE_MASK: u32 = (1 << 12) - 1;
const SEGMENT: usize = 1 << 20;
const PADDING: usize = 64;
/** Bytes that are kept free behind what a segment takes in. */
const BEHIND: usize = PADDING + PART_ROOM;

/** Open addressing: slots x { u32 hash; u32 id + 1 }. */
let slots: usize = 0;
let slotBits: u32 = 0;
let pages: usize = 0;
let pageCapacity: u32 = 0;
let recordSize: usize = 0;
/** Where the next key is put together. */
export let segment: usize = 0;
let segmentEnd: usize = 0;
/** What a slot table that grew out of its place left behind; the next segments are taken from it. */
let spare: usize = 0;
let spareEnd: usize = 0;

export let groups: u32 = 0;
/** Rows whose key had a null in it and was therefore left out. */
export let nullKeys: f64 = 0;
/** With so many groups no other is added: a key that is not there is missed. */
let groupLimit: u32 = 0;

// Several tables may be open; the one in use has its state in the variables above, the others in a block of memory.
// Behind the state of each are the heads of its lists of free chunks (list.ts).
const STATE_SIZE: usize = 64;
const CHUNK_HEADS: usize = 64;
let inUse: usize = 0;

/** Makes an empty table whose groups have so many words of state, and takes it in use. Returns its handle. */
export function openGroups(words: u32): usize {
  saveState();
  inUse = allocate(STATE_SIZE + CHUNK_HEADS, 0);
  nullKeys = 0;
  layOut(words, 0xffffffff);
  return inUse;
}

/** Empties the table in use; the host has taken back what belonged to it. Its groups may have another size now. */
export function emptyGroups(words: u32, limit: u32): void {
  layOut(words, limit);
}

function layOut(words: u32, limit: u32): void {
  recordSize = 8 + ((<usize>words) << 3);
  slotBits = 12;
  slots = allocate((<usize>8) << slotBits, inUse);
  memory.fill(slots, 0, (<usize>8) << slotBits);
  memory.fill(inUse + STATE_SIZE, 0, CHUNK_HEADS);
  pages = 0;
  pageCapacity = 0;
  segment = 0;
  segmentEnd = 0;
  spare = 0;
  spareEnd = 0;
  groups = 0;
  groupLimit = limit;
  saveState();
}

/** Where the heads of the lists of free chunks are. */
export function chunkHeads(): usize {
  return inUse + STATE_SIZE;
}

/** From now on keys that are not in the table are missed. */
export function freezeGroups(): void {
  groupLimit = groups;
}

/** Bytes that the table may have to take for so many more groups, those of their keys aside. */
export function groupsGrowth(more: u32): f64 {
  let bytes = <u64>((more >> PAGE_BITS) + 1) * pageSize() + SEGMENT;
  for (let bits = slotBits; groups + more >= (((<u32>1) << bits) >> 3) * 5; bits++) bytes += (<u64>16) << bits;
  return <f64>bytes;
}

/** Bytes of a page of groups. */
// @ts-ignore: decorator
@inline
function pageSize(): u64 {
  return ((<u64>recordSize) << PAGE_BITS) + PADDING;
}

function saveState(): void {
  if (!inUse) return;
  store<u32>(inUse, <u32>slots);
  store<u32>(inUse, slotBits, 4);
  store<u32>(inUse, <u32>pages, 8);
  store<u32>(inUse, <u32>recordSize, 12);
  store<u32>(inUse, <u32>segment, 16);
  store<u32>(inUse, <u32>segmentEnd, 20);
  store<u32>(inUse, <u32>spare, 24);
  store<u32>(inUse, <u32>spareEnd, 28);
  store<u32>(inUse, groups, 32);
  store<u32>(inUse, groupLimit, 36);
  store<f64>(inUse, nullKeys, 40);
  store<u32>(inUse, pageCapacity, 48);
}

/** Takes the table with this handle in use. */
export function useGroups(handle: usize): void {
  if (handle == inUse) return;
  saveState();
  inUse = handle;
  slots = load<u32>(handle);
  slotBits = load<u32>(handle, 4);
  pages = load<u32>(handle, 8);
  recordSize = load<u32>(handle, 12);
  segment = load<u32>(handle, 16);
  segmentEnd = load<u32>(handle, 20);
  spare = load<u32>(handle, 24);
  spareEnd = load<u32>(handle, 28);
  groups = load<u32>(handle, 32);
  groupLimit = load<u32>(handle, 36);
  nullKeys = load<f64>(handle, 40);
  pageCapacity = load<u32>(handle, 48);
}

// @ts-ignore: decorator
@inline
export function recordOf(id: u32): usize {
  return <usize>load<u32>(pages + ((<usize>(id >> PAGE_BITS)) << 2)) + <usize>(id & PAGE_MASK) * recordSize;
}

/** Makes room for a key of up to `bytes` at `segment`. Values that lie in each other may come to more than any memory. */
export function reserve(bytes: u64): void {
  if (<u64>(segmentEnd - segment) < bytes + BEHIND) newSegment(bytes);
  // A key is hashed with 8 bytes of zeros behind it.
  setBound(IN_SEGMENT, segment + <usize>bytes + 8);
}

function newSegment(bytes: u64): void {
  const size = <usize>min<u64>(max<u64>(SEGMENT, bytes + BEHIND), u32.MAX_VALUE);
  if (spareEnd - spare >= size) {
    segment = spare;
    spare += size;
  } else segment = allocate(size, inUse);
  segmentEnd = segment + size;
}

export function countNullKey(): void {
  nullKeys++;
}

/** Takes memory that lives as long as the table's groups. */
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

/** What findOrAdd says of a key that a frozen table does not have. */
export const MISSED: u32 = 0xffffffff;
/** The hash of the key that was looked up last, all of it. */
export let hash64: u64 = 0;

/** The hash of the key in [segment, end). */
// @ts-ignore: decorator
@inline
export function hashKey(end: usize): u32 {
  store<u64>(end, 0);
  let h: u64 = (end - segment) ^ 0xa0761d6478bd642f;
  for (let p = segment; p < end; p += 8) {
    h = (h ^ load<u64>(p)) * 0x9e3779b97f4a7c15;
    h ^= h >> 29;
  }
  hash64 = h;
  return (<u32>(h >> 32)) ^ (<u32>h);
}

/** The id of the key that stands in [segment, end); a new one keeps its place there. */
// @ts-ignore: decorator
@inline
export function findOrAdd(end: usize): u32 {
  const start = segment;
  const length = end - start;
  const hash = hashKey(end);
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
      if (<usize>load<u32>(record, 4) == length && equalBytes(load<u32>(record), start, length)) return id;
    }
    slot = (slot + 1) & mask;
  }
}

export function addGroup(start: usize, end: usize): u32 {
  const id = groups++;
  if ((id & PAGE_MASK) == 0) addPage(id >> PAGE_BITS);
  const record = recordOf(id);
  store<u32>(record, <u32>start);
  store<u32>(record, <u32>(end - start), 4);
  for (let word: usize = 8; word < recordSize; word += 8) store<i64>(record + word, EMPTY);
  segment = nextPart(end);
  if (groups >= (((<u32>1) << slotBits) >> 3) * 5) growSlots();
  return id;
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
