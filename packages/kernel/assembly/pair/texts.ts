// Texts of conversations, each once: names of interfaces, and addresses of those between. A text is { u32 length; bytes }, and stands
// for itself: equal texts are at the same position.
import { equalBytes } from "../bytes";
import { mix } from "../hash";
import { leaveTable, takePart, takeTable } from "./arena";

// A slot: { u32 hash; u32 text, 0 where it is free }.
let slots: usize = 0;
let slotBits: u32 = 0;
let count: u32 = 0;
const FIRST_BITS: u32 = 8;

export function emptyTexts(): void {
  slotBits = FIRST_BITS;
  slots = takeTable((<usize>8) << FIRST_BITS);
  count = 0;
}

/** The position of a text, 0 for one of no bytes. */
export function textOf(start: usize, length: usize): u32 {
  if (!length) return 0;
  const hash = hashOfText(start, length);
  const mask = ((<u32>1) << slotBits) - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const at = slots + ((<usize>slot) << 3);
    const text = load<u32>(at, 4);
    if (!text) break;
    if (load<u32>(at) != hash || <usize>load<u32>(<usize>text) != length) continue;
    if (equalBytes(<usize>text + 4, start, length)) return text;
  }
  return addText(start, length, hash);
}

function addText(start: usize, length: usize, hash: u32): u32 {
  if (++count > ((<u32>1) << slotBits) >> 1) growTexts();
  // Comparisons read 16 bytes at a time: what is behind a chunk is padding.
  const text = takePart((length + 4 + 7) & ~7);
  store<u32>(text, <u32>length);
  memory.copy(text + 4, start, length);
  place(hash, <u32>text);
  return <u32>text;
}

function place(hash: u32, text: u32): void {
  const mask = ((<u32>1) << slotBits) - 1;
  let slot = hash & mask;
  while (load<u32>(slots + ((<usize>slot) << 3), 4)) slot = (slot + 1) & mask;
  const at = slots + ((<usize>slot) << 3);
  store<u32>(at, hash);
  store<u32>(at, text, 4);
}

function growTexts(): void {
  const old = slots;
  const size = (<usize>8) << slotBits;
  slotBits++;
  slots = takeTable(size << 1);
  for (let at = old; at < old + size; at += 8) if (load<u32>(at, 4)) place(load<u32>(at), load<u32>(at, 4));
  leaveTable(old, size);
}

/** By 8 bytes a step: of the last word only the bytes that belong to the text. */
// @ts-ignore: decorator
@inline
function hashOfText(start: usize, length: usize): u32 {
  let hash: u64 = length;
  let left = length;
  let p = start;
  for (; left >= 8; left -= 8, p += 8) hash = ((hash ^ load<u64>(p)) * 0x9e3779b97f4a7c15) ^ (hash >> 31);
  if (left) hash = (hash ^ (load<u64>(p) & (((<u64>1) << ((<u64>left) << 3)) - 1))) * 0x9e3779b97f4a7c15;
  return <u32>mix(hash);
}
