// Accumulators that keep all numbers of a group, for percentiles: integers in one list, other numbers in a second one.
// State: for each list { u32 newest chunk; u32 count }. A list that grows too long is handed to the host, which makes a
// sketch of it and takes all further numbers.
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

// A chunk: { u32 the one before; u32 size class; u32 fill; u32 unused; 64-bit words }, room for 2 << class words.
const HEAD: usize = 16;
const LAST_CLASS: u32 = 9;
/** In place of a chunk: the host has the numbers. */
const HANDED_OVER: u32 = 1;
/** The upper half of EMPTY, from which counts start. */
const NO_COUNT: u32 = 0x80000000;

/** Numbers in both lists of a state. Twice NO_COUNT is 2^32, which is nothing. */
// @ts-ignore: decorator
@inline
function lengthOf(at: usize): u32 {
  return load<u32>(at, 4) + load<u32>(at, 12);
}

/** Feeds the listed rows to one accumulator; no list grows beyond `limit`. */
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
      else push(at + 8, reinterpret<i64>(float));
      if (lengthOf(at) > limit) handOver(accumulator, idPlus1 - 1, at);
    } else takeValue(accumulator, idPlus1 - 1, found == INTEGER ? <f64>integer : float);
  }
}

// @ts-ignore: decorator
@inline
function push(at: usize, value: i64): void {
  let chunk = <usize>load<u32>(at);
  if (!chunk || load<u32>(chunk, 8) == (<u32>2) << load<u32>(chunk, 4)) chunk = addChunk(at, chunk);
  const fill = load<u32>(chunk, 8);
  store<i64>(chunk + HEAD + ((<usize>fill) << 3), value);
  store<u32>(chunk, fill + 1, 8);
  store<u32>(at, load<u32>(at, 4) + 1, 4);
}

/** A chunk twice as large as the one before, a free one where there is any. */
function addChunk(at: usize, before: usize): usize {
  const size = before ? min(load<u32>(before, 4) + 1, LAST_CLASS) : 0;
  const head = chunkHeads() + ((<usize>size) << 2);
  let chunk = <usize>load<u32>(head);
  if (chunk) store<u32>(head, load<u32>(chunk));
  else chunk = takeBytes(HEAD + ((<usize>16) << size));
  store<u32>(chunk, <u32>before);
  store<u32>(chunk, size, 4);
  store<u32>(chunk, 0, 8);
  store<u32>(at, <u32>chunk);
  return chunk;
}

function handOver(accumulator: u32, group: u32, at: usize): void {
  takeList(accumulator, group);
  freeChunks(at);
  freeChunks(at + 8);
  store<u32>(at, HANDED_OVER);
}

function freeChunks(at: usize): void {
  let chunk = <usize>load<u32>(at);
  while (chunk) {
    const before = <usize>load<u32>(chunk);
    const head = chunkHeads() + ((<usize>load<u32>(chunk, 4)) << 2);
    store<u32>(chunk, load<u32>(head));
    store<u32>(head, <u32>chunk);
    chunk = before;
  }
  store<u32>(at, 0);
  store<u32>(at, NO_COUNT, 4);
}

/** Hands over the lists of an accumulator that are longer than `limit`. */
export function handOverLists(accumulator: u32, word: u32, limit: u32): void {
  for (let group: u32 = 0; group < groups; group++) {
    const at = stateAt(group) + ((<usize>word) << 3);
    if (load<u32>(at) == HANDED_OVER) continue;
    if (lengthOf(at) > limit) handOver(accumulator, group, at);
  }
}

/** How many numbers the list has whose state is this word; -1 when the host has them. */
export function listLength(word: u32, group: u32): i32 {
  const at = stateAt(group) + ((<usize>word) << 3);
  return load<u32>(at) == HANDED_OVER ? -1 : <i32>(load<u32>(at, 4) - NO_COUNT);
}

/** Copies the numbers of a list to `out`, 64 bits each. */
export function copyList(word: u32, group: u32, out: usize): void {
  let chunk = <usize>load<u32>(stateAt(group) + ((<usize>word) << 3));
  while (chunk) {
    const size = (<usize>load<u32>(chunk, 8)) << 3;
    memory.copy(out, chunk + HEAD, size);
    out += size;
    chunk = <usize>load<u32>(chunk);
  }
}
