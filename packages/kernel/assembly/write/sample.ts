// Samples records, and writes to each line which part of the records was kept. Whether a record is kept depends on a seed and on
// its number, by the hash of SplitMix64, or on its values in some columns: the cut of the batches does not matter.
import { BRACE_NEWLINE, COMMA, NEWLINE } from "../ascii";
import { compareBytes, copyPadded } from "../bytes";
import { hashOfValue } from "../group/hyperLogLog";
import { mix } from "../hash";
import { float, INTEGER, integer, NONE, parseNumber } from "../number";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { isTextSpan, lengthOf, spanEnd, spanStart } from "../span";
import { lines, spans, stride } from "../table";
import { isEmpty } from "./bin";
import { setWritten, SLACK } from "./write";

/** 2^64 divided by the golden ratio, odd: the distance of two states of SplitMix64. */
const GAMMA: u64 = 0x9e3779b97f4a7c15;

/** Makes the truth of rows from..to-1, the first of which is record number `first`, 1 for those whose hash is at most `limit`. */
export function sampleRows(truth: usize, seed: u64, first: f64, from: u32, to: u32, limit: u64): void {
  let state = mix(seed + GAMMA) + <u64>first * GAMMA;
  for (let row = from; row < to; row++) {
    state += GAMMA;
    store<u8>(truth + row, mix(state) <= limit ? 1 : 0);
  }
}

/** The same for rows whose hash is that of their values in `count` columns, whose numbers are at `columns`; null is a value. */
export function sampleKeys(truth: usize, seed: u64, columns: usize, count: u32, from: u32, to: u32, limit: u64): void {
  const state = mix(seed + GAMMA);
  for (let row = from; row < to; row++) {
    let hash = state;
    for (let i: u32 = 0; i < count; i++) {
      const span = load<u64>(spans + <usize>row * stride + ((<usize>load<u32>(columns + ((<usize>i) << 2))) << 3));
      hash = mix(hash + GAMMA) ^ (<u32>span ? hashOfValue(span) : 0);
    }
    store<u8>(truth + row, mix(hash) <= limit ? 1 : 0);
  }
}

/** A line that has no rate gets this member. */
let member: usize = 0;
let memberLength: usize = 0;
/** A line that has the rate `known` gets the rate `next` in its place. */
let known: usize = 0;
let knownLength: usize = 0;
let next: usize = 0;
let nextLength: usize = 0;

export function setRateMember(at: usize, length: usize): void {
  member = at;
  memberLength = length;
}

export function setKnownRate(knownAt: usize, knownSize: usize, nextAt: usize, nextSize: usize): void {
  known = knownAt;
  knownLength = knownSize;
  next = nextAt;
  nextLength = nextSize;
}

// @ts-ignore: decorator
@inline
function cellOf(list: usize, i: u32, column: u32): u64 {
  return load<u64>(spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride + ((<usize>column) << 3));
}

// @ts-ignore: decorator
@inline
function isKnown(span: u64): bool {
  if (!(<u32>span) || isTextSpan(span) || <usize>lengthOf(span) != knownLength) return false;
  return compareBytes(spanStart(span), knownLength, known, knownLength) == 0;
}

/** The first place of the list, from `from` on, whose row has a rate that is not the known one, even if it is null; else `count`. */
export function findUnknownRate(list: usize, from: u32, count: u32, column: u32): u32 {
  for (let i = from; i < count; i++) {
    const span = cellOf(list, i, column);
    if (span && !isKnown(span)) return i;
  }
  return count;
}

/** Copies the listed lines, each with its rate, to `out`, up to `limit`. Returns the position after them. None has an unknown rate. */
export function writeSampled(list: usize, from: u32, count: u32, column: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const line = lines + ((<usize>load<u32>(list + ((<usize>i) << 2))) << 3);
    const start = <usize>load<u32>(line);
    const end = <usize>load<u32>(line, 4);
    const room = end - start + memberLength + nextLength + <usize>SLACK;
    if (out + room > limit) break;
    setBound(IN_OUTPUT, out + room);
    const span = cellOf(list, i++, column);
    out = span ? writeNextRate(out, start, end, span) : writeFirstRate(out, start, end);
  }
  clearBound(IN_OUTPUT);
  setWritten(i);
  return out;
}

// @ts-ignore: decorator
@inline
function writeFirstRate(out: usize, start: usize, end: usize): usize {
  const length = end - 1 - start; // without the closing brace
  memory.copy(out, start, length);
  out += length;
  if (!isEmpty(start)) store<u8>(out++, COMMA);
  copyPadded(out, member, memberLength);
  out += memberLength;
  store<u16>(out, BRACE_NEWLINE);
  return out + 2;
}

function writeNextRate(out: usize, start: usize, end: usize, span: u64): usize {
  const before = spanStart(span) - start;
  memory.copy(out, start, before);
  out += before;
  copyPadded(out, next, nextLength);
  out += nextLength;
  const rest = end - spanEnd(span);
  memory.copy(out, spanEnd(span), rest);
  out += rest;
  store<u8>(out, NEWLINE);
  return out + 1;
}

/** Of the rows that checkRates looked at: those without a rate, and those whose rate is not above 0 and at most 1. */
export let unrated: u32 = 0;
export let oddRates: u32 = 0;

/** Counts the listed rows that have no usable rate, and gives them the rate `one`, a span, unless that is 0. */
export function checkRates(list: usize, count: u32, column: u32, one: u64): void {
  unrated = 0;
  oddRates = 0;
  for (let i: u32 = 0; i < count; i++) {
    const cell = spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride + ((<usize>column) << 3);
    const span = load<u64>(cell);
    if (!(<u32>span)) unrated++;
    else if (isRate(span)) continue;
    else oddRates++;
    if (one) store<u64>(cell, one);
  }
}

function isRate(span: u64): bool {
  const kind = parseNumber(spanStart(span), spanEnd(span));
  if (kind == NONE) return false;
  const rate = kind == INTEGER ? <f64>integer : float;
  return rate > 0 && rate <= 1;
}
