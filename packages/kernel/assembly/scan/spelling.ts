// The other spellings of wanted names, and the folding (lower case, no `-` and `_`) under which all spellings are equal.
import { CAPITAL_A, DASH, DOT, LOWER_CASE, UNDERSCORE } from "../ascii";
import { equalBytes } from "../bytes";
import { columnAt, indexedSlot, isIndexed, SPELLING } from "./wantedIndex";

/** spellingCount x { u32 text; u32 length; u32 column }: folded spellings of the names, each for one column. */
export const SPELLING_SIZE: usize = 12;
export const SPELLING_LENGTH: usize = 4;
export const SPELLING_COLUMN: usize = 8;
export let spellings: usize = 0;
export let spellingCount: u32 = 0;
let longest: usize = 0;
/** The set of the first bytes of spellings, by their lowest six bits. */
let initials: u64 = 0;
/** Some spelling has a dot: it belongs to a value inside an object. */
export let hasDots: bool = false;

export function setSpellings(at: usize, count: u32): void {
  spellings = at;
  spellingCount = count;
  longest = 0;
  initials = 0;
  hasDots = false;
  for (let i: u32 = 0; i < count; i++) {
    const entry = at + <usize>i * SPELLING_SIZE;
    const text = <usize>load<u32>(entry);
    const length = <usize>load<u32>(entry, SPELLING_LENGTH);
    if (length > longest) longest = length;
    const initial = load<u8>(text) & 63;
    initials |= (<u64>1) << initial;
    for (let k: usize = 0; k < length; k++) if (load<u8>(text + k) == DOT) hasDots = true;
  }
}

/** Whether a spelling begins like the path: rules out most keys without folding them. */
// @ts-ignore: decorator
@inline
export function mayBeSpelling(at: usize, n: usize): bool {
  return spellingCount != 0 && n != 0 && ((initials >> (lower(load<u8>(at)) & 63)) & 1) != 0;
}

/** Column of the spelling that equals the folded path, or -1. */
export function speltColumnOf(length: usize): i32 {
  if (isIndexed()) return columnAt(indexedSlot(SPELLING, folded, length));
  for (let i: u32 = 0; i < spellingCount; i++) {
    const entry = spellings + <usize>i * SPELLING_SIZE;
    if (<usize>load<u32>(entry, SPELLING_LENGTH) == length && equalBytes(load<u32>(entry), folded, length))
      return load<i32>(entry, SPELLING_COLUMN);
  }
  return -1;
}

/** More bytes than any spelling has. */
const FOLD_LIMIT: usize = 4096;
/** The path that was folded last. */
export const folded: usize = memory.data(<i32>FOLD_LIMIT + 32, 16);

// @ts-ignore: decorator
@inline
function lower(c: u32): u32 {
  return c - CAPITAL_A < 26 ? c + LOWER_CASE : c;
}

/**
 * Folds the path into `folded`: lower case, without `-` and `_` except at the start of a key. Returns its length, or 0 when it
 * is longer than every spelling.
 */
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
