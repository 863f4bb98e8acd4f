// Accumulators that collect all numbers of a group, for percentiles: integers in one list, other numbers in a second one. The host
// takes a list over that grows too long, makes a sketch of it, and takes all further numbers of that group.
import { countNotNumber, spanAt, stateAt, wordsOf } from "./accumulators";
import { chunkHeads, groups, takeBytes } from "./groupTable";
import { float, integer, INTEGER, NONE, parseNumber } from "../number";
import { spanEnd, spanStart } from "../span";

// @ts-ignore: decorator
@external("env", "takeList")
declare function takeList(accumulator: u32, group: u32): void;
// @ts-ignore: decorator
@external("env", "takeValue")
declare function takeValue(accumulator: u32, group: u32, value: f64): void;

// State: for integers, then for other numbers, { u32 newest chunk; u32 count }.
const COUNT: usize = 4;
const FLOATS: usize = 8;
// A chunk: { u32 the one before; u32 size class; u32 fill; u32 unused; 64-bit words }, with room for 2 << class words.
const SIZE_CLASS: usize = 4;
const FILL: usize = 8;
const HEAD: usize = 16;
const LAST_CLASS: u32 = 9;
/** In place of a chunk: the host has the numbers. */
const HANDED_OVER: u32 = 1;
/** The upper half of EMPTY, from which counts start. */
const NO_COUNT: u32 = 0x80000000;

/** Numbers in both lists of a state. Twice NO_COUNT is 2^32, which wraps round to 0. */
// @ts-ignore: decorator
@inline
function lengthOf(at: usize): u32 {
  return load<u32>(at, COUNT) + load<u32>(at, FLOATS + COUNT);
}

/** Rows whose lists are loaded before the first is added to: of tens of thousands of lists, few are in a cache. */
const AHEAD: u32 = 32;
/** Keeps what is loaded ahead from being left out as unused. */
let touched: u64 = 0;

/** Loads the states of the rows, then the heads of their newest chunks, then where the last number is. */
// @ts-ignore: decorator
@inline
function loadAhead(word: u32, ids: usize, from: u32, to: u32): void {
  let sum: u64 = 0;
  for (let i = from; i < to; i++) sum += newestChunk(word, ids, i);
  for (let i = from; i < to; i++) {
    const chunk = newestChunk(word, ids, i);
    if (chunk > <usize>HANDED_OVER) sum += load<u32>(chunk, FILL);
  }
  for (let i = from; i < to; i++) {
    const chunk = newestChunk(word, ids, i);
    if (chunk > <usize>HANDED_OVER) sum += load<u64>(chunk + ((<usize>load<u32>(chunk, FILL)) << 3) + HEAD - 8);
  }
  touched += sum;
}

// @ts-ignore: decorator
@inline
function newestChunk(word: u32, ids: usize, i: u32): usize {
  const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
  return idPlus1 ? <usize>load<u32>(wordsOf(idPlus1, word)) : 0;
}

/**
 * Adds the listed rows to one accumulator; no list grows beyond `limit`. A number is one store into the newest chunk of its group;
 * chunks double up to 8 KiB, so that millions of small groups take little and a large one is few copies.
 */
export function listValues(
  accumulator: u32,
  word: u32,
  column: u32,
  list: usize,
  count: u32,
  ids: usize,
  limit: u32,
): void {
  for (let i: u32 = 0; i < count; i++) {
    if ((i & (AHEAD - 1)) == 0) loadAhead(word, ids, i, min(i + AHEAD, count));
    const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
    if (!idPlus1) continue;
    const span = spanAt(list, i, column);
    if (!(<u32>span)) continue;
    const found = parseNumber(spanStart(span), spanEnd(span));
    if (found == NONE) {
      countNotNumber();
      continue;
    }
    const at = wordsOf(idPlus1, word);
    if (load<u32>(at) != HANDED_OVER) {
      if (found == INTEGER) push(at, integer);
      else push(at + FLOATS, reinterpret<i64>(float));
      if (lengthOf(at) > limit) handOver(accumulator, idPlus1 - 1, at);
    } else takeValue(accumulator, idPlus1 - 1, found == INTEGER ? <f64>integer : float);
  }
}

// @ts-ignore: decorator
@inline
function push(at: usize, value: i64): void {
  let chunk = <usize>load<u32>(at);
  if (!chunk || load<u32>(chunk, FILL) == (<u32>2) << load<u32>(chunk, SIZE_CLASS)) chunk = addChunk(at, chunk);
  const fill = load<u32>(chunk, FILL);
  store<i64>(chunk + HEAD + ((<usize>fill) << 3), value);
  store<u32>(chunk, fill + 1, FILL);
  store<u32>(at, load<u32>(at, COUNT) + 1, COUNT);
}

/** Adds a chunk twice as large as the one before, a free one if there is any. */
function addChunk(at: usize, before: usize): usize {
  const size = before ? min(load<u32>(before, SIZE_CLASS) + 1, LAST_CLASS) : 0;
  const head = chunkHeads() + ((<usize>size) << 2);
  let chunk = <usize>load<u32>(head);
  if (chunk) store<u32>(head, load<u32>(chunk));
  else chunk = takeBytes(HEAD + ((<usize>16) << size));
  store<u32>(chunk, <u32>before);
  store<u32>(chunk, size, SIZE_CLASS);
  store<u32>(chunk, 0, FILL);
  store<u32>(at, <u32>chunk);
  return chunk;
}

function handOver(accumulator: u32, group: u32, at: usize): void {
  takeList(accumulator, group);
  freeChunks(at);
  freeChunks(at + FLOATS);
  store<u32>(at, HANDED_OVER);
}

function freeChunks(at: usize): void {
  let chunk = <usize>load<u32>(at);
  while (chunk) {
    const before = <usize>load<u32>(chunk);
    const head = chunkHeads() + ((<usize>load<u32>(chunk, SIZE_CLASS)) << 2);
    store<u32>(chunk, load<u32>(head));
    store<u32>(head, <u32>chunk);
    chunk = before;
  }
  store<u32>(at, 0);
  store<u32>(at, NO_COUNT, COUNT);
}

/** Hands the lists of an accumulator that are longer than `limit` to the host. */
export function handOverLists(accumulator: u32, word: u32, limit: u32): void {
  for (let group: u32 = 0; group < groups; group++) {
    const at = stateAt(group) + ((<usize>word) << 3);
    if (load<u32>(at) == HANDED_OVER) continue;
    if (lengthOf(at) > limit) handOver(accumulator, group, at);
  }
}

/** Hands the lists of one group to the host, unless it has them. */
export function handOverList(accumulator: u32, word: u32, group: u32): void {
  const at = stateAt(group) + ((<usize>word) << 3);
  if (load<u32>(at) != HANDED_OVER) handOver(accumulator, group, at);
}

/** Number of numbers in the list whose state is this word; -1 when the host has them. */
export function listLength(word: u32, group: u32): i32 {
  const at = stateAt(group) + ((<usize>word) << 3);
  return load<u32>(at) == HANDED_OVER ? -1 : <i32>(load<u32>(at, COUNT) - NO_COUNT);
}

/** Steps after which selectInteger gives up: each halves what is left, on average. */
const MOST_STEPS: u32 = 100;

/**
 * Moves integers, `count` of them at `at`, so that the one at `place` is the one that would be there in order, by Hoare's
 * selection. False after too many steps: they are to be sorted.
 */
export function selectInteger(at: usize, count: u32, place: u32): bool {
  const wanted = at + ((<usize>place) << 3);
  let low = at;
  let high = at + ((<usize>(count - 1)) << 3);
  for (let step: u32 = 0; low < high; step++) {
    if (step == MOST_STEPS) return false;
    const pivot = middleOf(load<i64>(low), load<i64>(low + (((high - low) >> 4) << 3)), load<i64>(high));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<i64>(i) < pivot) i += 8;
      while (load<i64>(j) > pivot) j -= 8;
      if (i > j) break;
      const left = load<i64>(i);
      store<i64>(i, load<i64>(j));
      store<i64>(j, left);
      i += 8;
      j -= 8;
    }
    // Between them is what equals the pivot.
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return true;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function middleOf(a: i64, b: i64, c: i64): i64 {
  return max(min(a, b), min(max(a, b), c));
}

/** Copies the numbers of a list to `out`, 64 bits each. */
export function copyList(word: u32, group: u32, out: usize): void {
  let chunk = <usize>load<u32>(stateAt(group) + ((<usize>word) << 3));
  while (chunk) {
    const size = (<usize>load<u32>(chunk, FILL)) << 3;
    memory.copy(out, chunk + HEAD, size);
    out += size;
    chunk = <usize>load<u32>(chunk);
  }
}
