// Writes rows to temporary files and reads them back, in a form that keeps every byte and needs no scan: { u32 length; f64 number;
// values }, each value a head as in keys (groupKey.ts), its bytes and a zero, so that reading a number never runs into the next.
import { wordsOf } from "./accumulators";
import { EMPTY, PADDING } from "./groupTable";
import { appendValue, HEAD_LIMIT, KEY_TEXT, LONG } from "./groupKey";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { clearTable, columns, maxRows, setPosition, setRows, spans, stride } from "../table";
import { TEXT, lengthOf } from "../span";

/** Place of the list at which the last call of writeRows stopped. */
export let rowsWritten: u32 = 0;

const NUMBER: usize = 4;
const ROW_HEAD: usize = 12;

/**
 * Writes the missed rows { u32 place; u32 partition } of a partition to `out`, until `limit` is near. Returns the position after
 * them. `list`: the row of each place (0: the place is the row); `numbers`: the f64 number of the row by place. With a `column`
 * (else -1) only that value is written.
 */
export function writeRows(
  misses: usize,
  from: u32,
  count: u32,
  partition: u32,
  list: usize,
  numbers: usize,
  column: i32,
  out: usize,
  limit: usize,
): usize {
  const first = column < 0 ? <u32>0 : <u32>column;
  const afterLast = column < 0 ? columns : <u32>column + 1;
  let i = from;
  for (; i < count; i++) {
    const miss = misses + ((<usize>i) << 3);
    if (load<u32>(miss, 4) != partition) continue;
    const place = load<u32>(miss);
    const row = list ? load<u32>(list + ((<usize>place) << 2)) : place;
    const cells = spans + <usize>row * stride;
    const room = roomFor(cells, first, afterLast);
    if (<u64>out + room > limit) break;
    setBound(IN_OUTPUT, out + <usize>room);
    const head = out;
    store<f64>(head, load<f64>(numbers + ((<usize>place) << 3)), NUMBER);
    out += ROW_HEAD;
    for (let c = first; c < afterLast; c++) out = writeValue(out, load<u64>(cells + ((<usize>c) << 3)));
    store<u32>(head, <u32>(out - head));
  }
  clearBound(IN_OUTPUT);
  rowsWritten = i;
  return out;
}

// @ts-ignore: decorator
@inline
function roomFor(cells: usize, first: u32, afterLast: u32): u64 {
  let length: u64 = ROW_HEAD + PADDING;
  for (let c = first; c < afterLast; c++) {
    const span = load<u64>(cells + ((<usize>c) << 3));
    length += lengthOf(span) + HEAD_LIMIT + 1;
  }
  return length;
}

// @ts-ignore: decorator
@inline
function writeValue(to: usize, span: u64): usize {
  const end = appendValue(to, span);
  if (!(<u32>span)) return end;
  store<u8>(end, 0);
  return end + 1;
}

/** Fills the table with the complete rows in [start, end), as many as fit; their numbers go to `numbers`. */
export function readRows(start: usize, end: usize, numbers: usize): void {
  clearTable();
  let p = start;
  let row: u32 = 0;
  while (row < maxRows && p + 4 <= end && p + <usize>load<u32>(p) <= end) {
    store<f64>(numbers + ((<usize>row) << 3), load<f64>(p, NUMBER));
    let from = p + ROW_HEAD;
    const cells = spans + <usize>row * stride;
    for (let c: u32 = 0; c < columns; c++) {
      const head = <u32>load<u16>(from);
      from += 2;
      let span: u64 = 0;
      if (head) {
        let n = <usize>(head & LONG);
        if (n == <usize>LONG) {
          n = load<u32>(from);
          from += 4;
        }
        const text: u32 = head & KEY_TEXT ? TEXT : 0;
        span = ((<u64>((<u32>(from + n)) | text)) << 32) | (<u64>from);
        from += n + 1;
      }
      store<u64>(cells + ((<usize>c) << 3), span);
    }
    p += load<u32>(p);
    row++;
  }
  setRows(row);
  setPosition(p);
}

/** Numbers the listed rows `first`, `first` + 1 and so on: f64 by row at `numbers`. */
export function numberRows(first: f64, list: usize, count: u32, numbers: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    store<f64>(numbers + ((<usize>load<u32>(list + ((<usize>i) << 2))) << 3), first + <f64>i);
  }
}

/** Converts ids to numbers, and back: a spilled pair has the id of its group as its number. */
export function idsToNumbers(ids: usize, count: u32, numbers: usize): void {
  for (let i: u32 = 0; i < count; i++) store<f64>(numbers + ((<usize>i) << 3), <f64>load<u32>(ids + ((<usize>i) << 2)));
}

export function numbersToIds(numbers: usize, count: u32, ids: usize): void {
  for (let i: u32 = 0; i < count; i++) store<u32>(ids + ((<usize>i) << 2), <u32>load<f64>(numbers + ((<usize>i) << 3)));
}

/** Sets the arrival of groups that have none yet to the number of their first row. */
export function noteArrivals(word: u32, ids: usize, count: u32, numbers: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
    if (!idPlus1) continue;
    const at = wordsOf(idPlus1, word);
    if (load<i64>(at) == EMPTY) store<i64>(at, <i64>load<f64>(numbers + ((<usize>i) << 3)));
  }
}
