// Runs of sorted records put together: the next record is always the first of the run whose first comes first; of equals
// the one of the earlier run. The bytes of the runs are brought by the host, a part of each at a time.
import { compareKeys } from "./mergeSort";
import { groupOf, HEADER, keyLengthOf, prefixOf, sizeOf, takesPlace, writeRanked } from "./sortRecord";

const PADDING: usize = 64;

/** A run: { u64 the first key's first bytes; u32 first record; u32 end of the bytes at hand }. */
const RUN: usize = 16;
let runs: usize = 0;
/** u32 runs, those that have records; the first of the heap is that whose first record comes first. */
let heap: usize = 0;
let heapSize: u32 = 0;

/** The run that needs bytes before merging can go on; NONE: it went as far as the output allowed. */
export let hungry: u32 = 0;
const NONE: u32 = 0xffffffff;

/** Bytes of memory that merging `count` runs needs for itself. */
export function mergeRoom(count: u32): usize {
  return <usize>count * (RUN + 4);
}

/** Starts merging runs, in the memory at `at`; each is brought by startRun. */
export function openMerge(at: usize, count: u32): void {
  runs = at;
  heap = at + <usize>count * RUN;
  heapSize = 0;
}

/** The bytes [from, to) are the start of a run, which has a record. Runs are started in their order. */
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

/** The hungry run goes on with [from, to), at least a record, or is at its end when that is empty. */
export function feedRun(run: u32, from: usize, to: usize): void {
  if (from < to) takeFirst(run, from, to);
  else if (--heapSize) put(0, inHeap(heapSize));
  else return;
  sink();
}

/** Where the bytes of the run are that have not been merged. */
export function restOfRun(run: u32): usize {
  return load<u32>(runs + <usize>run * RUN, 8);
}

/** Whether all is merged. */
export function isMerged(): bool {
  return heapSize == 0;
}

/** Writes records, as lines or for a run, until `limit` is near or a run is hungry. Position behind them. */
export function mergeRuns(asRun: bool, out: usize, limit: usize): usize {
  hungry = NONE;
  while (heapSize) {
    const run = inHeap(0);
    const at = runs + <usize>run * RUN;
    const record = <usize>load<u32>(at, 8);
    const size = sizeOf(record);
    if (out + size + PADDING > limit) return out;
    if (takesPlace(groupOf(record))) out = writeRanked(out, record, asRun);
    const next = record + size;
    const end = <usize>load<u32>(at, 12);
    if (!isWhole(next, end)) {
      store<u32>(at, <u32>next, 8);
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
function isWhole(record: usize, end: usize): bool {
  return record + HEADER <= end && record + sizeOf(record) <= end;
}

function takeFirst(run: u32, record: usize, end: usize): void {
  const at = runs + <usize>run * RUN;
  store<u64>(at, prefixOf(record + HEADER, keyLengthOf(record)));
  store<u32>(at, <u32>record, 8);
  store<u32>(at, <u32>end, 12);
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

/** The first of the heap goes down to where it belongs. */
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

/** The first record of run a comes before that of run b. */
function comesBefore(a: u32, b: u32): bool {
  const aAt = runs + <usize>a * RUN;
  const bAt = runs + <usize>b * RUN;
  const aRecord = <usize>load<u32>(aAt, 8);
  const bRecord = <usize>load<u32>(bAt, 8);
  const aGroup = groupOf(aRecord);
  const bGroup = groupOf(bRecord);
  if (aGroup != bGroup) return aGroup < bGroup;
  const aPrefix = load<u64>(aAt);
  const bPrefix = load<u64>(bAt);
  if (aPrefix != bPrefix) return aPrefix < bPrefix;
  const order = compareKeys(aRecord, bRecord);
  return order ? order < 0 : a < b;
}
