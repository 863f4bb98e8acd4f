// Key columns to group ids, and accumulators over the ids. A group is a record in a page: where its key stands, then
// the state of each accumulator, so that one record's worth of updates touches one place in memory.
import { copyPadded, equalBytes } from "./bytes";
import { float, integer, INTEGER, NONE, parseNumber, writeInteger } from "./number";
import { spans, stride, TEXT } from "./table";
import { writeValueBytes } from "./write";

// @ts-ignore: decorator
@external("env", "allocate")
declare function allocate(bytes: usize): usize;
// @ts-ignore: decorator
@external("env", "takeFloat")
declare function takeFloat(accumulator: u32, group: u32, value: f64): void;
// @ts-ignore: decorator
@external("env", "takeCarry")
declare function takeCarry(accumulator: u32, group: u32, up: bool): void;
// @ts-ignore: decorator
@external("env", "writeResult")
declare function writeResult(result: u32, group: u32, out: usize): u32;

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
function recordOf(id: u32): usize {
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
const KEY_TEXT: u32 = 0x8000;
const LONG: u32 = 0x7fff;

/** For each listed row the id + 1 of its group, or 0 when a key is null. `keys`: keyCount x u32 column. */
export function groupRows(list: usize, count: u32, keys: usize, keyCount: u32, ids: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const row = load<u32>(list + (<usize>i << 2));
    const rowAt = spans + <usize>row * stride;
    let bytes: usize = 0;
    let missing = false;
    for (let k: u32 = 0; k < keyCount; k++) {
      const span = load<u64>(rowAt + (<usize>load<u32>(keys + (<usize>k << 2)) << 3));
      missing = missing || !span;
      bytes += <usize>((span >> 32) & 0x7fffffff) - <usize>(span & 0xffffffff) + 6;
    }
    if (missing) {
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

// ---- accumulators: one word of state each

/** No value yet. A count starts from here too: its result is the distance. */
const EMPTY: i64 = i64.MIN_VALUE;

const COUNT_ROWS: u32 = 0;
const COUNT_VALUES: u32 = 1;
const COUNT_NUMBERS: u32 = 2;
const SUM: u32 = 3;
const MIN: u32 = 4;
const MAX: u32 = 5;

/** Values that were no numbers where numbers were asked for. */
export let notNumbers: f64 = 0;

/** Feeds the listed rows to one accumulator. `ids` as groupRows left them. */
export function accumulate(accumulator: u32, kind: u32, column: u32, list: usize, count: u32, ids: usize): void {
  const word = <usize>8 + (<usize>accumulator << 3);
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + (<usize>i << 2));
    if (!idPlus1) continue;
    const at = recordOf(idPlus1 - 1) + word;
    if (kind == COUNT_ROWS) {
      store<i64>(at, load<i64>(at) + 1);
      continue;
    }
    const span = load<u64>(spans + <usize>load<u32>(list + (<usize>i << 2)) * stride + (<usize>column << 3));
    if (!span) continue;
    if (kind == COUNT_VALUES) {
      store<i64>(at, load<i64>(at) + 1);
      continue;
    }
    const found = parseNumber(<usize>(span & 0xffffffff), <usize>((span >> 32) & 0x7fffffff));
    if (found == NONE) {
      if (kind != COUNT_NUMBERS) notNumbers++;
      continue;
    }
    if (kind == COUNT_NUMBERS) store<i64>(at, load<i64>(at) + 1);
    else if (found != INTEGER) takeFloat(accumulator, idPlus1 - 1, float);
    else if (kind == SUM) addTo(at, integer, accumulator, idPlus1 - 1);
    else {
      const now = load<i64>(at);
      if (now == EMPTY || (kind == MIN ? integer < now : integer > now)) store<i64>(at, integer);
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, value: i64, accumulator: u32, group: u32): void {
  const now = load<i64>(at);
  if (now == EMPTY) {
    store<i64>(at, value);
    return;
  }
  const sum = now + value;
  // The sign of the sum differs from both: it went past 63 bits. The host counts these, and the sum stays exact.
  if (((now ^ sum) & (value ^ sum)) < 0 || sum == EMPTY) {
    takeCarry(accumulator, group, value > 0);
    // 2^63 is set aside with the carry, so that the word never becomes EMPTY.
    store<i64>(at, sum ^ EMPTY);
    return;
  }
  store<i64>(at, sum);
}

/** The state of an accumulator: EMPTY when it has seen no integer. */
export function stateOf(accumulator: u32, group: u32): i64 {
  return load<i64>(recordOf(group) + 8 + (<usize>accumulator << 3));
}

// ---- results. keys and results: { u32 text; u32 length; u32 kind; u32 accumulator }; a key uses text and length only

const RESULT: usize = 16;
const RESULT_COUNT: u32 = 0;
const RESULT_INTEGER: u32 = 1;
/** The host writes it: a mean, a sum with fractions, a sum beyond 63 bits. */
const RESULT_HOST: u32 = 2;
const HOST_LIMIT: usize = 64;

/** The next group that writeGroups has not written. */
export let groupsWritten: u32 = 0;

/** Writes the groups from..groups-1 as NDJSON in the order of their ids, until `limit` is near. */
export function writeGroups(
  from: u32,
  keys: usize,
  keyCount: u32,
  results: usize,
  resultCount: u32,
  textLength: usize,
  escapes: bool,
  out: usize,
  limit: usize,
): usize {
  let id = from;
  while (id < groups) {
    const record = recordOf(id);
    const room = textLength + 6 * <usize>load<u32>(record, 4) + HOST_LIMIT * <usize>resultCount + PADDING;
    if (out + room > limit) break;
    let key = <usize>load<u32>(record);
    for (let k: u32 = 0; k < keyCount; k++) {
      const entry = keys + <usize>k * RESULT;
      const n = <usize>load<u32>(entry, 4);
      copyPadded(out, load<u32>(entry), n);
      out += n;
      const head = <u32>load<u16>(key);
      key += 2;
      let length = <usize>(head & LONG);
      if (length == <usize>LONG) {
        length = load<u32>(key);
        key += 4;
      }
      out = writeValueBytes(out, key, key + length, (head & KEY_TEXT) != 0, escapes);
      key += length;
    }
    for (let r: u32 = 0; r < resultCount; r++) out = writeOneResult(results + <usize>r * RESULT, r, id, record, out);
    store<u16>(out, 0x0a7d);
    out += 2;
    id++;
  }
  groupsWritten = id;
  return out;
}

// @ts-ignore: decorator
@inline
function writeOneResult(entry: usize, result: u32, id: u32, record: usize, out: usize): usize {
  const n = <usize>load<u32>(entry, 4);
  copyPadded(out, load<u32>(entry), n);
  out += n;
  const kind = load<u32>(entry, 8);
  if (kind == RESULT_HOST) return out + <usize>writeResult(result, id, out);
  const state = load<i64>(record + 8 + (<usize>load<u32>(entry, 12) << 3));
  if (kind == RESULT_COUNT) return writeInteger(out, state - EMPTY);
  if (state == EMPTY) {
    store<u32>(out, 0x6c6c756e);
    return out + 4;
  }
  return writeInteger(out, state);
}

// ---- one column's distinct values, for tests on texts that the host makes once a value

/** Bounds of the only key of a group, as { start, end }, the end in the high half. */
export function keyOf(group: u32): u64 {
  let key = <usize>load<u32>(recordOf(group));
  const head = <u32>load<u16>(key);
  key += 2;
  let length = <usize>(head & LONG);
  if (length == <usize>LONG) {
    length = load<u32>(key);
    key += 4;
  }
  return (<u64>(key + length) << 32) | <u64>key;
}
