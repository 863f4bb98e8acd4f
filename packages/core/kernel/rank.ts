// Which rows may still come among the first N: a look at one column against the value of the last place, so that the
// host sees only the few that matter.
import { asFloat, NONE, parseNumber } from "./number";
import { rows, spans, stride } from "./table";

/** Lists the rows whose value is a number at or before the bound; texts too where they sort before every number. */
export function selectByNumber(column: u32, descending: bool, bound: f64, list: usize): u32 {
  let count: u32 = 0;
  let cell = spans + ((<usize>column) << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    cell += stride;
    if (!<u32>span) continue;
    const kind = parseNumber(<usize>(span & 0xffffffff), <usize>((span >> 32) & 0x7fffffff));
    let candidate = descending;
    if (kind != NONE) {
      const value = asFloat(kind);
      candidate = descending ? value >= bound : value <= bound;
    }
    store<u32>(list + ((<usize>count) << 2), row);
    if (candidate) count++;
  }
  return count;
}
