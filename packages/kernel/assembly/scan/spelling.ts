// The other spellings of wanted names: which there are, and what a key is when it is written as all of them are alike.
import { DASH, DOT, UNDERSCORE } from "../ascii";
import { equalBytes } from "../bytes";
import { columnAt, indexedSlot, isIndexed, SPELLING } from "./wantedIndex";

/** spellingCount x { u32 text; u32 length; u32 column }: folded spellings of the names, each for one column. */
export let spellings: usize = 0;
export let spellingCount: u32 = 0;
let longest: usize = 0;
/** The lowest six bits of the bytes with which spellings begin, as a set. */
let initials: u64 = 0;
/** Some spelling is that of a value inside an object. */
export let hasDots: bool = false;

export function setSpellings(at: usize, count: u32): void {
  spellings = at;
  spellingCount = count;
  longest = 0;
  initials = 0;
  hasDots = false;
  for (let i: u32 = 0; i < count; i++) {
    const entry = at + <usize>i * 12;
    const text = <usize>load<u32>(entry);
    const length = <usize>load<u32>(entry, 4);
    if (length > longest) longest = length;
    const initial = load<u8>(text) & 63;
    initials |= (<u64>1) << initial;
    for (let k: usize = 0; k < length; k++) if (load<u8>(text + k) == DOT) hasDots = true;
  }
}

/** Whether a spelling begins like the path: most keys are told by that. */
// @ts-ignore: decorator
@inline
export function mayBeSpelling(at: usize, n: usize): bool {
  return spellingCount != 0 && n != 0 && ((initials >> (lower(load<u8>(at)) & 63)) & 1) != 0;
}

/** Column of the spelling that is the folded path, or -1. */
export function speltColumnOf(length: usize): i32 {
  if (isIndexed()) return columnAt(indexedSlot(SPELLING, folded, length));
  for (let i: u32 = 0; i < spellingCount; i++) {
    const entry = spellings + <usize>i * 12;
    if (<usize>load<u32>(entry, 4) == length && equalBytes(load<u32>(entry), folded, length))
      return load<i32>(entry, 8);
  }
  return -1;
}

/** A spelling is shorter. */
const FOLD_LIMIT: usize = 4096;
export const folded: usize = memory.data(4096 + 32, 16);

// @ts-ignore: decorator
@inline
function lower(c: u32): u32 {
  return c - 65 < 26 ? c + 32 : c;
}

/** Writes the path as all its spellings are alike: in lower case, without `-` and `_` but those at the start of a key. */
export function fold(at: usize, n: usize): usize {
  const end = at + n;
  let to: usize = 0;
  let isStart = true;
  for (let p = at; p < end; p++) {
    const c = <u32>load<u8>(p);
    const isMark = c == DASH || c == UNDERSCORE;
    if (isMark && !isStart) continue;
    if (to > longest || to >= FOLD_LIMIT) return 0;
    store<u8>(folded + to++, <u8>lower(c));
    isStart = c == DOT || (isStart && isMark);
  }
  return to;
}
