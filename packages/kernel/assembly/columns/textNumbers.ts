// Numbers the values of columns, each once, from 1, and keeps their texts: the keys and labels of tables, of which there may be a
// million rows, but mostly few values.
import { SMALL_F, SMALL_N, SMALL_T } from "../ascii";
import { equalBytes } from "../bytes";
import { hashOf } from "../hash";
import { isCanonicalNumber } from "../number";
import { NEEDS_HOST } from "../opcodes";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { isTextSpan, lengthOf, spanEnd, spanStart } from "../span";
import { rows, spans, stride } from "../table";
import { copyUtf8 } from "../write/utf8";
import { SLACK, writeValueBytes } from "../write/write";
import { trimmedEnd, trimmedStart } from "./labelKeys";

// The numbers: { u32 slots; u32 mask; u32 count; u32 texts; u32 heap; u32 heapEnd }. A slot: { u32 hash; u32 number }, free where
// the number is 0. texts: of each number { u32 at; u32 length }. heap: where the next text goes.
const MASK: usize = 4;
const COUNT: usize = 8;
const TEXTS: usize = 12;
const HEAP: usize = 16;
const HEAP_END: usize = 20;
const NUMBER: usize = 4;

const NULL_WORD_LENGTH: usize = 4;

/**
 * numbers[row] = the number of the value's JSON, from a row on; 0 for null and for an empty text. The host has room in the slots and
 * texts for a new value in each row. Returns the row that has no room in the heap, or the number of rows.
 */
export function numberLabels(table: usize, column: u32, from: u32, numbers: usize): u32 {
  for (let row = from; row < rows; row++) {
    const span = load<u64>(spans + <usize>row * stride + ((<usize>column) << 3));
    const start = spanStart(span);
    const end = spanEnd(span);
    let number: u32 = 0;
    if (start && start < end) {
      const heap = <usize>load<u32>(table, HEAP);
      const room = 6 * lengthOf(span) + SLACK;
      if (<u64>heap + room > <u64>load<u32>(table, HEAP_END)) return row;
      setBound(IN_OUTPUT, heap + <usize>room);
      const isText = isTextSpan(span);
      const isPlain = !isText && isLiteral(start, end);
      if (isText || !isNull(start, end)) {
        number = numberOf(table, heap, writeValueBytes(heap, start, end, !isPlain, !isPlain));
      }
    }
    store<u32>(numbers + ((<usize>row) << 2), number);
  }
  clearBound(IN_OUTPUT);
  return rows;
}

function isNull(start: usize, end: usize): bool {
  return end - start == NULL_WORD_LENGTH && load<u8>(start) == SMALL_N;
}

/** Whether a value of JSON, no text, is a label as it stands; another is one as a text: a number that a double does not hold. */
function isLiteral(start: usize, end: usize): bool {
  const first = load<u8>(start);
  return first == SMALL_T || first == SMALL_F || isCanonicalNumber(start, end);
}

/**
 * The same of keys: the number of the text without blanks around it; NEEDS_HOST where there may be blanks that are no ASCII.
 */
export function numberKeys(table: usize, column: u32, from: u32, numbers: usize): u32 {
  for (let row = from; row < rows; row++) {
    const span = load<u64>(spans + <usize>row * stride + ((<usize>column) << 3));
    const end = spanStart(span) ? trimmedEnd(spanStart(span), spanEnd(span)) : 0;
    const start = trimmedStart(spanStart(span), end);
    let number: u32 = 0;
    if (start < end) {
      const heap = <usize>load<u32>(table, HEAP);
      const room = 3 * lengthOf(span) + SLACK;
      if (<u64>heap + room > <u64>load<u32>(table, HEAP_END)) return row;
      setBound(IN_OUTPUT, heap + <usize>room);
      const isOdd = (load<u8>(start) | load<u8>(end - 1)) > 127;
      number = isOdd ? NEEDS_HOST : numberOf(table, heap, copyUtf8(heap, start, end));
    }
    store<u32>(numbers + ((<usize>row) << 2), number);
  }
  clearBound(IN_OUTPUT);
  return rows;
}

/** The number of a text that the host has put at the start of the heap, for which it has room. */
export function numberText(table: usize, length: usize): u32 {
  const heap = <usize>load<u32>(table, HEAP);
  return numberOf(table, heap, heap + length);
}

/** The number of the text that was written to the heap; a new one stays there. */
function numberOf(table: usize, start: usize, end: usize): u32 {
  const slots = <usize>load<u32>(table);
  const mask = load<u32>(table, MASK);
  const texts = <usize>load<u32>(table, TEXTS);
  const hash = hashOf(start, end);
  let place = hash & mask;
  while (true) {
    const slot = slots + ((<usize>place) << 3);
    const number = load<u32>(slot, NUMBER);
    if (!number) return addText(table, slot, hash, start, end);
    const text = texts + ((<usize>(number - 1)) << 3);
    const isSame = load<u32>(slot) == hash && <usize>load<u32>(text, 4) == end - start;
    if (isSame && equalBytes(<usize>load<u32>(text), start, end - start)) return number;
    place = (place + 1) & mask;
  }
}

function addText(table: usize, slot: usize, hash: u32, start: usize, end: usize): u32 {
  const count = load<u32>(table, COUNT);
  const text = <usize>load<u32>(table, TEXTS) + ((<usize>count) << 3);
  store<u32>(text, <u32>start);
  store<u32>(text, <u32>(end - start), 4);
  store<u32>(slot, hash);
  store<u32>(slot, count + 1, NUMBER);
  store<u32>(table, count + 1, COUNT);
  store<u32>(table, <u32>end, HEAP);
  return count + 1;
}

/** Moves the values to 2^bits slots, filled with zeros. */
export function widenNumbers(table: usize, slots: usize, bits: u32): void {
  const mask = ((<u32>1) << bits) - 1;
  const old = <usize>load<u32>(table);
  const oldEnd = old ? old + ((<usize>(load<u32>(table, MASK) + 1)) << 3) : 0;
  for (let slot = old; slot < oldEnd; slot += 8) {
    if (!load<u32>(slot, NUMBER)) continue;
    let place = load<u32>(slot) & mask;
    while (load<u32>(slots + ((<usize>place) << 3), NUMBER)) place = (place + 1) & mask;
    store<u64>(slots + ((<usize>place) << 3), load<u64>(slot));
  }
  store<u32>(table, <u32>slots);
  store<u32>(table, mask, MASK);
}
