// Counts the records that describe no traffic: NODATA (there was none) and SKIPDATA (AWS lost some).
import { rows, spans, stride } from "../table";
import { spanEnd, spanStart } from "../span";

// The words as the bytes of a little-endian load.
const NODA: u32 = 0x41444f4e;
const TA: u16 = 0x4154;
const SKIPDATA: u64 = 0x4154414450494b53;

export let nodata: f64 = 0;
export let skipdata: f64 = 0;

/** Counts over the rows of the last scan. `column`: that of the log status, or -1 for none. */
export function countStatuses(column: i32): void {
  if (column < 0) return;
  let cell = spans + ((<usize>column) << 3);
  for (let i: u32 = 0; i < rows; i++, cell += stride) {
    const span = load<u64>(cell);
    const s = spanStart(span);
    const n = spanEnd(span) - s;
    if (n < 6 || s == 0) continue;
    if (n == 6 && load<u32>(s) == NODA && load<u16>(s + 4) == TA) nodata++;
    else if (n == 8 && load<u64>(s) == SKIPDATA) skipdata++;
  }
}
