// Merges sorted runs of records: the next record is the smallest of the runs' first records, of equals that of the earlier run. The
// host brings the bytes of the runs, a part of each at a time.
import { compareKeys } from "./mergeSort";
import { groupOf, HEADER, keyLengthOf, PADDING, prefixOf, sizeOf, takesPlace, writeRecord } from "./sortRecord";

// A run: { u64 prefix of the first record's key; u32 first record; u32 end of its bytes }.
const RUN: usize = 16;
const RUN_RECORD: usize = 8;
const RUN_END: usize = 12;
let runs: usize = 0;
/** A binary heap of u32 runs: the run with the smallest first record is on top. */
let heap: usize = 0;
let heapSize: u32 = 0;

/** The run that needs bytes before merging can go on; NONE: the output is full. */
export let hungry: u32 = 0;
const NONE: u32 = 0xffffffff;

/** Bytes of memory that merging `count` runs needs, without their records. */
export function mergeRoom(count: u32): usize {
  return <usize>count * (RUN + 4);
}

/** Begins a merge of `count` runs, in the memory at `at`; startRun adds each. */
export function openMerge(at: usize, count: u32): void {
  runs = at;
  heap = at + <usize>count * RUN;
  heapSize = 0;
}

/** Adds a run that begins with the bytes [from, to), at least one record. Runs are added in their order. */
export function startRun(run: u32, from: usize, to: usize): void {
  takeFirst(run, from, to);
  let at = heapSize++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!comesBefore(run, inHeap(parent))) break;
    put(at, inHeap(parent));
    at = parent;
  }
  put(at, run);
}

/** Continues the hungry run with [from, to), at least one record; an empty range ends the run. */
export function feedRun(run: u32, from: usize, to: usize): void {
  if (from < to) takeFirst(run, from, to);
  else if (--heapSize) put(0, inHeap(heapSize));
  else return;
  sink();
}

/** Start of the bytes of the run that have not been merged. */
export function restOfRun(run: u32): usize {
  return load<u32>(runs + <usize>run * RUN, RUN_RECORD);
}

/** Whether all runs are at their end. */
export function isMerged(): bool {
  return heapSize == 0;
}

/**
 * Writes records in order, as lines or for a run, until `limit` is near or a run is hungry. Returns the position after them. A
 * record costs log2(runs) comparisons, most of them of the prefixes in the heap's runs, without a look at the keys.
 */
export function mergeRuns(asRun: bool, out: usize, limit: usize): usize {
  hungry = NONE;
  while (heapSize) {
    const run = inHeap(0);
    const at = runs + <usize>run * RUN;
    const record = <usize>load<u32>(at, RUN_RECORD);
    const size = sizeOf(record);
    if (out + size + PADDING > limit) return out;
    if (takesPlace(groupOf(record))) out = writeRecord(out, record, asRun);
    const next = record + size;
    const end = <usize>load<u32>(at, RUN_END);
    if (!isComplete(next, end)) {
      store<u32>(at, <u32>next, RUN_RECORD);
      hungry = run;
      return out;
    }
    takeFirst(run, next, end);
    sink();
  }
  return out;
}

// @ts-ignore: decorator
@inline
function isComplete(record: usize, end: usize): bool {
  return record + HEADER <= end && record + sizeOf(record) <= end;
}

function takeFirst(run: u32, record: usize, end: usize): void {
  const at = runs + <usize>run * RUN;
  store<u64>(at, prefixOf(record + HEADER, keyLengthOf(record)));
  store<u32>(at, <u32>record, RUN_RECORD);
  store<u32>(at, <u32>end, RUN_END);
}

// @ts-ignore: decorator
@inline
function inHeap(place: u32): u32 {
  return load<u32>(heap + ((<usize>place) << 2));
}

// @ts-ignore: decorator
@inline
function put(place: u32, run: u32): void {
  store<u32>(heap + ((<usize>place) << 2), run);
}

/** Sifts the top of the heap down to its place. */
function sink(): void {
  const run = inHeap(0);
  let at: u32 = 0;
  while (true) {
    let child: u32 = 2 * at + 1;
    if (child >= heapSize) break;
    if (child + 1 < heapSize && comesBefore(inHeap(child + 1), inHeap(child))) child++;
    if (!comesBefore(inHeap(child), run)) break;
    put(at, inHeap(child));
    at = child;
  }
  put(at, run);
}

/** Whether the first record of run a comes before that of run b. */
function comesBefore(a: u32, b: u32): bool {
  const aAt = runs + <usize>a * RUN;
  const bAt = runs + <usize>b * RUN;
  const aRecord = <usize>load<u32>(aAt, RUN_RECORD);
  const bRecord = <usize>load<u32>(bAt, RUN_RECORD);
  const aGroup = groupOf(aRecord);
  const bGroup = groupOf(bRecord);
  if (aGroup != bGroup) return aGroup < bGroup;
  const aPrefix = load<u64>(aAt);
  const bPrefix = load<u64>(bAt);
  if (aPrefix != bPrefix) return aPrefix < bPrefix;
  const order = compareKeys(aRecord, bRecord);
  return order ? order < 0 : a < b;
}
