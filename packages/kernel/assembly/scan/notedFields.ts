// What is noted of fields by their keys: that an address was replaced, and how many records still have one.
import { addText, findText, openTexts, TEXT_ENTRY } from "../columns/textSet";
import { NOTED_FIELD } from "../opcodes";

// A field: { f64 records that still have addresses; u32 key; u32 end; u32 last of these records; u32 1 where some were replaced }.
const KEY: usize = 8;
const END: usize = 12;
const LAST: usize = 16;
const REPLACED: usize = 20;

/** The table of keys, and its slots, 2^SLOT_BITS. */
const keys: usize = memory.data(8, 16);
let fields: usize = 0;
let limit: u32 = 0;
let texts: usize = 0;
let textsEnd: usize = 0;
export let fieldCount: u32 = 0;
/** Of fields beyond the limit: some were replaced; values that still have addresses. */
export let otherReplaced: bool = false;
export let otherLeft: f64 = 0;
/** The number of the record at hand. */
let record: u32 = 1;

/** Room for `count` fields, for twice as many slots of 2^bits, and for `size` bytes of keys; all but the last filled with zeros. */
export function openFields(at: usize, count: u32, slots: usize, bits: u32, textsAt: usize, size: usize): void {
  fields = at;
  limit = count;
  texts = textsAt;
  textsEnd = textsAt + size;
  openTexts(keys, slots, bits);
}

export function nextRecord(): void {
  record++;
}

/** An address was replaced in the field. */
export function noteReplaced(start: usize, end: usize): void {
  const field = fieldOf(start, end);
  if (field) store<u32>(field, 1, REPLACED);
  else otherReplaced = true;
}

/** The record at hand still has an address in the field. */
export function noteLeft(start: usize, end: usize): void {
  const field = fieldOf(start, end);
  if (!field) otherLeft++;
  else if (load<u32>(field, LAST) != record) {
    store<u32>(field, record, LAST);
    store<f64>(field, load<f64>(field) + 1);
  }
}

/** What is noted of the field with the key at [start, end); 0 where there is no room for it. */
function fieldOf(start: usize, end: usize): usize {
  const known = load<u32>(findText(keys, start, end), TEXT_ENTRY);
  if (known) return fields + <usize>(known - 1) * NOTED_FIELD;
  if (fieldCount == limit || end - start >= textsEnd - texts) return 0;
  memory.copy(texts, start, end - start);
  const to = texts + (end - start);
  fieldCount++;
  store<u32>(addText(keys, texts, to), fieldCount, TEXT_ENTRY);
  const field = fields + <usize>(fieldCount - 1) * NOTED_FIELD;
  store<u32>(field, <u32>texts, KEY);
  store<u32>(field, <u32>to, END);
  texts = to;
  return field;
}
