// Writes groups as NDJSON: their keys and the results of their accumulators.
import { BRACE_NEWLINE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET } from "../ascii";
import { wordsOf } from "./accumulators";
import { copyPadded } from "../bytes";
import { EMPTY, PADDING, recordOf, STATE, UNKNOWN, useGroups } from "./groupTable";
import { KEY_TEXT, LONG } from "./groupKey";
import { writeInteger } from "../number";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { writeNull, writeValueBytes } from "../write/write";
import {
  PART_SIZE,
  RESULT_COUNT,
  RESULT_HOST,
  RESULT_LIMIT,
  RESULT_SUM,
  RESULT_TEXT,
  RESULT_VALUE,
  RESULT_VALUES,
} from "../opcodes";
import { TEXT } from "../span";

// @ts-ignore: decorator
@external("env", "writeResult")
declare function writeResult(result: u32, group: u32, out: usize): u32;
// @ts-ignore: decorator
@external("env", "lengthOfResult")
declare function lengthOfResult(result: u32, group: u32): u32;

// The parts of a line, keys and then results: { u32 text; u32 length; u32 kind; u32 word; u32 pairs }, where the text is
// `{"srcaddr":` or `,"count()":`. A key has text and length only.
const PART_LENGTH: usize = 4;
const PART_KIND: usize = 8;
const PART_WORD: usize = 12;
const PART_PAIRS: usize = 16;
// The head of a record for merging (mergeSpilled.ts).
const LENGTH: usize = 8;
const RECORD_HEAD: usize = 12;

/** The first group that writeGroups has not written. */
export let groupsWritten: u32 = 0;

/**
 * Writes the groups from..to-1 as NDJSON in the order of their ids to `out`, until `limit` is near. Returns the position after
 * them. With an `arrivalWord` (else -1) each has a head for merging: { f64 arrival; u32 length }. `escapes`: a text may need them.
 *
 * Keys are copied from the bytes of the table's keys, counts and sums are written from their words; the host is called only for
 * results that are not words, such as a mean.
 */
export function writeGroups(
  table: usize,
  from: u32,
  to: u32,
  parts: usize,
  keyCount: u32,
  resultCount: u32,
  textLength: usize,
  arrivalWord: i32,
  escapes: bool,
  out: usize,
  limit: usize,
): usize {
  const results = parts + <usize>keyCount * PART_SIZE;
  const fixed = textLength + RESULT_LIMIT * <usize>resultCount + PADDING;
  let id = from;
  while (id < to) {
    const record = recordOf(id);
    const room = <u64>fixed + 6 * <u64>load<u32>(record, 4) + lengthOfValues(results, resultCount, id);
    if (<u64>out + room > limit) break;
    setBound(IN_OUTPUT, out + <usize>room);
    const head = out;
    if (arrivalWord >= 0) {
      store<f64>(head, <f64>load<i64>(wordsOf(id + 1, arrivalWord)));
      out += RECORD_HEAD;
    }
    out = writeKey(parts, keyCount, load<u32>(record), escapes, out);
    for (let r: u32 = 0; r < resultCount; r++)
      out = writeOneResult(table, results + <usize>r * PART_SIZE, r, id, escapes, out);
    if (keyCount + resultCount == 0) store<u8>(out++, OPEN_BRACE);
    store<u16>(out, BRACE_NEWLINE);
    out += 2;
    if (arrivalWord >= 0) store<u32>(head, <u32>(out - head - RECORD_HEAD), LENGTH);
    id++;
  }
  clearBound(IN_OUTPUT);
  groupsWritten = id;
  return out;
}

/** Bytes that the values of any length may take in this group's line. */
// @ts-ignore: decorator
@inline
function lengthOfValues(results: usize, resultCount: u32, id: u32): u64 {
  let length: u64 = 0;
  for (let r: u32 = 0; r < resultCount; r++) {
    const part = results + <usize>r * PART_SIZE;
    const kind = load<u32>(part, PART_KIND);
    if (kind < RESULT_VALUE || kind == RESULT_SUM) continue;
    if (kind == RESULT_TEXT) {
      length += lengthOfResult(r, id);
      continue;
    }
    const at = wordsOf(id + 1, load<u32>(part, PART_WORD));
    if (!load<u32>(at)) continue;
    length += kind == RESULT_VALUE ? 6 * <u64>(load<u32>(at, 4) & ~TEXT) : load<u64>(at, 8);
  }
  return length;
}

// @ts-ignore: decorator
@inline
function writeText(part: usize, out: usize): usize {
  const n = <usize>load<u32>(part, PART_LENGTH);
  copyPadded(out, load<u32>(part), n);
  return out + n;
}

// @ts-ignore: decorator
@inline
function writeKey(parts: usize, keyCount: u32, key: usize, escapes: bool, out: usize): usize {
  for (let k: u32 = 0; k < keyCount; k++) {
    out = writeText(parts + <usize>k * PART_SIZE, out);
    const head = <u32>load<u16>(key);
    key += 2;
    if (!head) {
      out = writeNull(out);
      continue;
    }
    let length = <usize>(head & LONG);
    if (length == <usize>LONG) {
      length = load<u32>(key);
      key += 4;
    }
    out = writeValueBytes(out, key, key + length, (head & KEY_TEXT) != 0, escapes);
    key += length;
  }
  return out;
}

// @ts-ignore: decorator
@inline
function writeOneResult(table: usize, part: usize, result: u32, id: u32, escapes: bool, out: usize): usize {
  out = writeText(part, out);
  const kind = load<u32>(part, PART_KIND);
  if (kind == RESULT_HOST || kind == RESULT_TEXT) return out + <usize>writeResult(result, id, out);
  const at = wordsOf(id + 1, load<u32>(part, PART_WORD));
  if (kind == RESULT_COUNT) return writeInteger(out, load<i64>(at) - EMPTY);
  if (kind == RESULT_VALUES) return writeValues(table, load<u32>(part, PART_PAIRS), at, escapes, out);
  if (kind == RESULT_VALUE) {
    const start = <usize>load<u32>(at);
    const length = load<u32>(at, 4);
    if (!start) return writeNull(out);
    return writeValueBytes(out, start, start + <usize>(length & ~TEXT), (length & TEXT) != 0, escapes);
  }
  const state = load<i64>(at);
  if (kind == RESULT_SUM) {
    if (state == EMPTY) return writeInteger(out, 0);
    return state == UNKNOWN ? writeNull(out) : writeInteger(out, state);
  }
  return state == EMPTY ? writeNull(out) : writeInteger(out, state);
}

/** Writes the values of a group's pairs, a linked list in the second table (distinctPairs.ts). */
function writeValues(table: usize, pairs: usize, at: usize, escapes: bool, out: usize): usize {
  store<u8>(out++, OPEN_BRACKET);
  let pair = load<u32>(at);
  useGroups(pairs);
  while (pair) {
    const record = recordOf(pair - 1);
    const key = <usize>load<u32>(record) + 4;
    const head = <u32>load<u16>(key);
    const start = key + ((head & LONG) == LONG ? 6 : 2);
    const end = <usize>load<u32>(record) + <usize>load<u32>(record, 4);
    out = writeValueBytes(out, start, end, (head & KEY_TEXT) != 0, escapes);
    pair = load<u32>(record, STATE);
    if (pair) store<u8>(out++, COMMA);
  }
  useGroups(table);
  store<u8>(out, CLOSE_BRACKET);
  return out + 1;
}
