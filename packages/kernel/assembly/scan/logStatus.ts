// Counts the records that tell of no traffic: NODATA, of which there is none, and SKIPDATA, of which AWS lost some.
import { rows, spans, stride } from "../table";
import { spanEnd, spanStart } from "../span";

export let nodata: f64 = 0;
export let skipdata: f64 = 0;

/** For the rows of the last scan, by the column of their status; nothing for column -1. */
export function countStatuses(column: i32): void {
  if (column < 0) return;
  let cell = spans + ((<usize>column) << 3);
  for (let i: u32 = 0; i < rows; i++, cell += stride) {
    const span = load<u64>(cell);
    const s = spanStart(span);
    const n = spanEnd(span) - s;
    if (n < 6 || s == 0) continue;
    // "NODA" and "TA", "SKIP" and "DATA"
    if (n == 6 && load<u32>(s) == 0x41444f4e && load<u16>(s + 4) == 0x4154) nodata++;
    else if (n == 8 && load<u64>(s) == 0x4154414450494b53) skipdata++;
  }
}
