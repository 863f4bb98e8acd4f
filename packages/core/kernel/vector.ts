// Columns of values as vectors of doubles, one a row of the table: for arithmetic, which is done in src/.
import { asFloat, NONE, parseNumber } from "./number";
import { rows, spans, stride } from "./table";

/** Fills `vector`, f64 a row, with the numbers of a column: NaN where it has none. */
export function numberColumn(column: u32, vector: usize): void {
  let cell = spans + (<usize>column << 3);
  for (let row: u32 = 0; row < rows; row++) {
    const span = load<u64>(cell);
    let value: f64 = NaN;
    if (<u32>span) {
      const kind = parseNumber(<usize>(span & 0xffffffff), <usize>((span >> 32) & 0x7fffffff));
      if (kind != NONE) value = asFloat(kind);
    }
    store<f64>(vector + (<usize>row << 3), value);
    cell += stride;
  }
}
