// Key columns to group ids. A group is a record in a page: where its key stands, then the state of each accumulator
// (accumulate.ts), so that one record's worth of updates touches one place in memory.
import { copyPadded, equalBytes } from "./bytes";
import { spans, stride, TEXT } from "./table";

// @ts-ignore: decorator
@external("env", "allocate")
declare function allocate(bytes: usize): usize;

/** The state of an accumulator that has no value yet. A count starts from here too: its result is the distance. */
export const EMPTY: i64 = i64.MIN_VALUE;

const PAGE_BITS: u32 = 12;
const PAGE_MASK: u32 = (1 << 12) - 1;
const PAGE_LIMIT: u32 = 1 << 16;
const SEGMENT: usize = 1 << 20;
const PADDING: usize = 64;

/** Open addressing: slots x { u32 hash; u32 id + 1 }. */
let slots: usize = 0;
let slotBits: u32 = 0;
let pages: usize = 0;
let recordSize: usize = 0;
let segment: usize = 0;
let segmentEnd: usize = 0;
/** What a slot table that grew out of its place left behind; the next segments are taken from it. */
let spare: usize = 0;
let spareEnd: usize = 0;

export let groups: u32 = 0;
/** Rows whose key had a null in it. */
export let nullKeys: f64 = 0;

// Several tables may be open; the one in use has its state in the variables above, the others in a block of memory.
const STATE_SIZE: usize = 64;
let inUse: usize = 0;

/** Makes an empty table whose groups have `accumulators` words of state, and takes it in use. Returns its handle. */
export function openGroups(accumulators: u32): usize {
  saveState();
  inUse = allocate(STATE_SIZE);
  recordSize = 8 + (<usize>accumulators << 3);
  slotBits = 12;
  slots = allocate(<usize>8 << slotBits);
  memory.fill(slots, 0, <usize>8 << slotBits);
  pages = allocate(PAGE_LIMIT << 2);
  segment = 0;
  segmentEnd = 0;
  spare = 0;
  spareEnd = 0;
  groups = 0;
  nullKeys = 0;
  saveState();
  return inUse;
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
  store<f64>(inUse, nullKeys, 40);
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
  nullKeys = load<f64>(handle, 40);
}

// @ts-ignore: decorator
@inline
export function recordOf(id: u32): usize {
  return <usize>load<u32>(pages + (<usize>(id >> PAGE_BITS) << 2)) + <usize>(id & PAGE_MASK) * recordSize;
}

/** Makes room for a key of up to `bytes` at `segment`. */
function reserve(bytes: usize): void {
  if (segmentEnd - segment >= bytes + PADDING) return;
  const size = max(SEGMENT, bytes + PADDING);
  if (spareEnd - spare >= size) {
    segment = spare;
    spare += size;
  } else segment = allocate(size);
  segmentEnd = segment + size;
}

function growSlots(): void {
  const oldSlots = slots;
  const oldSize = <usize>8 << slotBits;
  slotBits++;
  const size = <usize>8 << slotBits;
  slots = allocate(size);
  memory.fill(slots, 0, size);
  const mask = (<u32>1 << slotBits) - 1;
  for (let old = oldSlots; old < oldSlots + oldSize; old += 8) {
    const entry = load<u64>(old);
    if (!entry) continue;
    let slot = <u32>entry & mask;
    while (load<u64>(slots + (<usize>slot << 3))) slot = (slot + 1) & mask;
    store<u64>(slots + (<usize>slot << 3), entry);
  }
  if (oldSize >= SEGMENT) {
    spare = oldSlots;
    spareEnd = oldSlots + oldSize;
  }
}

// ---- keys. A key is its values one after the other, each a u16 head (bit 15: text; the length, or LONG and then a u32
// length) and the bytes. A head of 0 is null.
export const KEY_TEXT: u32 = 0x8000;
export const LONG: u32 = 0x7fff;

/**
 * For each listed row the id + 1 of its group, or 0 when a key is null, unless nulls are keys too. `keys`: keyCount x u32
 * column.
 */
export function groupRows(
  list: usize,
  count: u32,
  keys: usize,
  keyCount: u32,
  keepsNull: bool,
  ids: usize,
): void {
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(list + (<usize>i << 2));
    const rowAt = spans + <usize>row * stride;
    let bytes: usize = 0;
    let missing = false;
    for (let k: u32 = 0; k < keyCount; k++) {
      const span = load<u64>(rowAt + (<usize>load<u32>(keys + (<usize>k << 2)) << 3));
      missing = missing || !<u32>span;
      bytes += <usize>((span >> 32) & 0x7fffffff) - <usize>(span & 0xffffffff) + 6;
    }
    if (missing && !keepsNull) {
      nullKeys++;
      store<u32>(ids + (<usize>i << 2), 0);
      continue;
    }
    reserve(bytes);
    let end = segment;
    for (let k: u32 = 0; k < keyCount; k++) {
      end = appendValue(end, load<u64>(rowAt + (<usize>load<u32>(keys + (<usize>k << 2)) << 3)));
    }
    store<u32>(ids + (<usize>i << 2), findOrAdd(end) + 1);
  }
}

// @ts-ignore: decorator
@inline
function appendValue(to: usize, span: u64): usize {
  const start = <usize>(span & 0xffffffff);
  if (!start) {
    store<u16>(to, 0);
    return to + 2;
  }
  const n = <usize>((span >> 32) & 0x7fffffff) - start;
  const text: u32 = (<u32>(span >> 32)) & TEXT ? KEY_TEXT : 0;
  if (n < <usize>LONG) {
    store<u16>(to, <u16>(text | <u32>n));
    to += 2;
  } else {
    store<u16>(to, <u16>(text | LONG));
    store<u32>(to, <u32>n, 2);
    to += 6;
  }
  copyPadded(to, start, n);
  return to + n;
}

/** The id of the key that stands in [segment, end); a new one keeps its place there. */
// @ts-ignore: decorator
@inline
function findOrAdd(end: usize): u32 {
  const start = segment;
  const length = end - start;
  store<u64>(end, 0);
  let h: u64 = length;
  for (let p = start; p < end; p += 8) {
    h = (h ^ load<u64>(p)) * 0x9e3779b97f4a7c15;
    h ^= h >> 29;
  }
  const hash = <u32>(h >> 32) ^ <u32>h;
  const mask = (<u32>1 << slotBits) - 1;
  let slot = hash & mask;
  while (true) {
    const at = slots + (<usize>slot << 3);
    const entry = load<u64>(at);
    if (!entry) {
      store<u64>(at, (<u64>(groups + 1) << 32) | <u64>hash);
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

function addGroup(start: usize, end: usize): u32 {
  const id = groups++;
  if ((id & PAGE_MASK) == 0) {
    if (id >> PAGE_BITS >= PAGE_LIMIT) unreachable();
    store<u32>(pages + (<usize>(id >> PAGE_BITS) << 2), <u32>allocate((recordSize << PAGE_BITS) + PADDING));
  }
  const record = recordOf(id);
  store<u32>(record, <u32>start);
  store<u32>(record, <u32>(end - start), 4);
  for (let word: usize = 8; word < recordSize; word += 8) store<i64>(record + word, EMPTY);
  segment = end;
  if (groups >= ((<u32>1 << slotBits) >> 3) * 5) growSlots();
  return id;
}

// ---- distinct values, for what the host works out of texts once a value

/** Bounds of a value in the key of a group, as { start, end }, the end in the high half. */
export function keyOf(group: u32, place: u32): u64 {
  let key = <usize>load<u32>(recordOf(group));
  let length: usize = 0;
  for (let k: u32 = 0; k <= place; k++) {
    key += length;
    length = <usize>(<u32>load<u16>(key) & LONG);
    key += 2;
    if (length == <usize>LONG) {
      length = load<u32>(key);
      key += 4;
    }
  }
  return (<u64>(key + length) << 32) | <u64>key;
}
