// Sets of texts from the lines of a file: a hash table of positions in the file's bytes, which are not copied.
import { HASH, NEWLINE, SPACE } from "../ascii";
import { equalBytes } from "../bytes";
import { hashOf } from "../hash";
import { rows, spans, stride } from "../table";
import { TEXT_SLOT } from "../opcodes";
import { spanEnd, spanStart } from "../span";

// A set: { u32 slots; u32 mask }. A slot: { u32 hash; u32 start; u32 end; u32 entry }, free where
// start is 0; the entry is that of a table of labels (labels.ts).
const SLOT_START: usize = 4;
const SLOT_END: usize = 8;
export const TEXT_ENTRY: usize = 12;

/** Makes an empty set. `slots`: room for 2^bits slots, filled with zeros; more slots than the file has lines. */
export function openTexts(set: usize, slots: usize, bits: u32): void {
  store<u32>(set, <u32>slots);
  store<u32>(set, ((<u32>1) << bits) - 1, 4);
}

/** Adds the lines of [start, end) without the blanks around them; `#` at the start or after a blank begins a comment. */
export function addTexts(set: usize, start: usize, end: usize): void {
  let line = start;
  while (line < end) {
    let next = line;
    while (next < end && load<u8>(next) != NEWLINE) next++;
    let to = line;
    while (to < next && !(load<u8>(to) == HASH && (to == line || load<u8>(to - 1) <= SPACE))) to++;
    while (to > line && load<u8>(to - 1) <= SPACE) to--;
    while (line < to && load<u8>(line) <= SPACE) line++;
    if (line < to) addText(set, line, to);
    line = next + 1;
  }
}

/** Adds a text that stays where it is. Returns its slot. */
export function addText(set: usize, start: usize, end: usize): usize {
  const hash = hashOf(start, end);
  const at = find(set, hash, start, end);
  store<u32>(at, hash);
  store<u32>(at, <u32>start, SLOT_START);
  store<u32>(at, <u32>end, SLOT_END);
  return at;
}

/** The slot of a text, or a free one, with entry 0. */
// @ts-ignore: decorator
@inline
export function findText(set: usize, start: usize, end: usize): usize {
  return find(set, hashOf(start, end), start, end);
}

/** The slot of the text, or the free one where it would go. */
// @ts-ignore: decorator
@inline
function find(set: usize, hash: u32, start: usize, end: usize): usize {
  const slots = <usize>load<u32>(set);
  const mask = load<u32>(set, 4);
  let slot = hash & mask;
  while (true) {
    const at = slots + <usize>slot * TEXT_SLOT;
    const known = <usize>load<u32>(at, SLOT_START);
    if (!known) return at;
    const length = <usize>load<u32>(at, SLOT_END) - known;
    if (load<u32>(at) == hash && length == end - start && equalBytes(known, start, length)) return at;
    slot = (slot + 1) & mask;
  }
}

/** truth = value in the set, byte for byte. A value costs one hash, and nearly always one comparison. */
export function inTexts(column: u32, set: usize, truth: usize): void {
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    const start = spanStart(span);
    const end = spanEnd(span);
    store<u8>(truth + row, start && load<u32>(findText(set, start, end), SLOT_START) ? 1 : 0);
    cell += stride;
  }
}
