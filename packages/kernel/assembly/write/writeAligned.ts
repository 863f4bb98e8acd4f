// Rows of spans to lines of a table: each column as wide as the host says, numbers to the right, texts to the left. What
// is said of writers in write.ts holds here. Only ASCII is written: its characters take one column each, and a terminal
// obeys none of them; a row with anything else is left to the host.
//
// In: the listed rows, and for each column { u32 width; u32 1 for the right }. Out: lines, without blanks at their ends.
// Against cells as JavaScript texts it takes a twentieth of the time.
import { DASH, NEWLINE, SPACE } from "../ascii";
import { copyPadded } from "../bytes";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { columns, spans, stride } from "../table";
import { setWritten, SLACK } from "./write";
import { lengthOf, spanEnd, spanStart } from "../span";

/** Blanks between two columns. */
const GAP: usize = 2;
/** Bytes of a column's entry. */
const ENTRY: usize = 8;

/** The row at `written` has what only the host can write. */
export let isRowOdd: bool = false;

/** Writes the columns 0..columns-1 of the listed rows, until `limit` is near or a row is odd. */
export function writeAligned(list: usize, from: u32, count: u32, layout: usize, out: usize, limit: usize): usize {
  const end = <u64>limit - SLACK;
  isRowOdd = false;
  let i = from;
  for (; i < count && <u64>out <= end; i++) {
    const row = spans + <usize>load<u32>(list + ((<usize>i) << 2)) * stride;
    const to = writeRow(row, layout, out, end);
    if (!to) break;
    out = to;
  }
  clearBound(IN_OUTPUT);
  setWritten(i);
  return out;
}

/** Position behind the row's line, or 0 when there is no room or the row is odd. */
function writeRow(row: usize, layout: usize, out: usize, end: u64): usize {
  let to = out;
  let behind = out;
  for (let c: u32 = 0; c < columns; c++) {
    const span = load<u64>(row + ((<usize>c) << 3));
    const width = <usize>load<u32>(layout + <usize>c * ENTRY);
    const toRight = load<u32>(layout + <usize>c * ENTRY, 4) != 0;
    if (<u64>to + lengthOf(span) + width + GAP > end) return 0;
    setBound(IN_OUTPUT, to + <usize>lengthOf(span) + width + GAP + <usize>SLACK);
    if (c) to = writeBlanks(to, GAP);
    const start = spanStart(span);
    const length: usize = start ? spanEnd(span) - start : 1;
    if (start && !isPlain(start, start + length)) {
      isRowOdd = true;
      return 0;
    }
    const blanks = width > length ? width - length : 0;
    if (toRight) to = writeBlanks(to, blanks);
    if (start) copyPadded(to, start, length);
    else store<u8>(to, DASH);
    to += length;
    behind = to;
    if (!toRight) to = writeBlanks(to, blanks);
  }
  while (behind > out && load<u8>(behind - 1) == SPACE) behind--;
  store<u8>(behind, NEWLINE);
  return behind + 1;
}

function writeBlanks(to: usize, count: usize): usize {
  memory.fill(to, SPACE, count);
  return to + count;
}

/** Only printable ASCII. */
// @ts-ignore: decorator
@inline
function isPlain(start: usize, end: usize): bool {
  // Shifted so that blank is 0 and tilde 94: one comparison finds what lies outside.
  const first = i8x16.splat(32);
  const count = i8x16.splat(95);
  for (let p = start; p < end; p += 16) {
    const odd = <u32>i8x16.bitmask(i8x16.ge_u(i8x16.sub(v128.load(p), first), count));
    const left = end - p;
    const inside: u32 = left < 16 ? (1 << (<u32>left)) - 1 : 0xffff;
    if (odd & inside) return false;
  }
  return true;
}
