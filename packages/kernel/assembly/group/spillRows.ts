// Rows for temporary files, in the kernel's own form, which keeps every byte and needs no scan: { u32 length; f64 number;
// values }, each value a head as in keys (key.ts), its bytes and a zero, so that reading a number never runs into the next.
import { wordsOf } from "./accumulators";
import { EMPTY } from "./groupTable";
import { appendValue, KEY_TEXT, LONG } from "./groupKey";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { clearTable, columns, maxRows, setPosition, setRows, spans, stride } from "../table";
import { TEXT, lengthOf } from "../span";

/** How many places of the list the last call of writeRows has worked off. */
export let rowsWritten: u32 = 0;

const ROW_HEAD: usize = 12;

/**
 * Writes those of the missed rows { u32 place; u32 partition } that belong to the partition, until `limit` is near:
 * `list` says which row stands at a place (0: the place is the row), the number of a row is f64 at `numbers` by place.
 * With a `column` (else -1) only that value is written.
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
  const behind = column < 0 ? columns : <u32>column + 1;
  let i = from;
  for (; i < count; i++) {
    const miss = misses + ((<usize>i) << 3);
    if (load<u32>(miss, 4) != partition) continue;
    const place = load<u32>(miss);
    const row = list ? load<u32>(list + ((<usize>place) << 2)) : place;
    const cells = spans + <usize>row * stride;
    const room = roomFor(cells, first, behind);
    if (<u64>out + room > limit) break;
    setBound(IN_OUTPUT, out + <usize>room);
    const head = out;
    store<f64>(head, load<f64>(numbers + ((<usize>place) << 3)), 4);
    out += ROW_HEAD;
    for (let c = first; c < behind; c++) out = writeValue(out, load<u64>(cells + ((<usize>c) << 3)));
    store<u32>(head, <u32>(out - head));
  }
  clearBound(IN_OUTPUT);
  rowsWritten = i;
  return out;
}

// @ts-ignore: decorator
@inline
function roomFor(cells: usize, first: u32, behind: u32): u64 {
  let length: u64 = ROW_HEAD + 64;
  for (let c = first; c < behind; c++) {
    const span = load<u64>(cells + ((<usize>c) << 3));
    length += lengthOf(span) + 7;
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

/** Makes a table of the whole rows in [start, end), as many as fit into it; their numbers go to `numbers`. */
export function readRows(start: usize, end: usize, numbers: usize): void {
  clearTable();
  let p = start;
  let row: u32 = 0;
  while (row < maxRows && p + 4 <= end && p + <usize>load<u32>(p) <= end) {
    store<f64>(numbers + ((<usize>row) << 3), load<f64>(p, 4));
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

/** Numbers the listed rows from `first` on, f64 by row. */
export function numberRows(first: f64, list: usize, count: u32, numbers: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    store<f64>(numbers + ((<usize>load<u32>(list + ((<usize>i) << 2))) << 3), first + <f64>i);
  }
}

/** The ids as numbers, and back: what is written of a pair is its group. */
export function idsToNumbers(ids: usize, count: u32, numbers: usize): void {
  for (let i: u32 = 0; i < count; i++) store<f64>(numbers + ((<usize>i) << 3), <f64>load<u32>(ids + ((<usize>i) << 2)));
}

export function numbersToIds(numbers: usize, count: u32, ids: usize): void {
  for (let i: u32 = 0; i < count; i++) store<u32>(ids + ((<usize>i) << 2), <u32>load<f64>(numbers + ((<usize>i) << 3)));
}

/** Gives groups that have none yet the number of their first row. */
export function noteArrivals(word: u32, ids: usize, count: u32, numbers: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + ((<usize>i) << 2));
    if (!idPlus1) continue;
    const at = wordsOf(idPlus1, word);
    if (load<i64>(at) == EMPTY) store<i64>(at, <i64>load<f64>(numbers + ((<usize>i) << 3)));
  }
}
