// Adds labels to lines, as members after those that they have.
import { BRACE_NEWLINE, CLOSE_BRACKET, COMMA, NULL_WORD, OPEN_BRACKET } from "../ascii";
import { copyPadded, equalBytes } from "../bytes";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { lines } from "../table";
import { isEmpty } from "./bin";
import { setWritten, SLACK } from "./write";

// A column of labels: { u32 key; u32 keyLength; u32 sources; u32 sourceCount }; the key is `"srcaddr_owner":`. Its sources, the one
// that comes first before the others: { u32 entries; u32 values }. entries: the entry of each row (columns/labels.ts); values, from
// entry 1 on: { u32 at; u32 length } of a label as JSON, whose place is 0 where it is null.
const COLUMN: usize = 16;
/** Bytes of a line that are copied 16 at a time. */
const SHORT: usize = 1024;
const KEY_LENGTH: usize = 4;
const SOURCES: usize = 8;
const SOURCE_COUNT: usize = 12;

let columns: usize = 0;
let columnsEnd: usize = 0;
/** Bytes that all labels of a record take at most, with their keys. */
let room: usize = 0;
let writesAll: bool = false;

/** `all`: write an array of the labels of all sources, each once, in place of the first one that is not null. */
export function openLabels(columnsAt: usize, count: u32, roomOfAll: usize, all: bool): void {
  columns = columnsAt;
  columnsEnd = columnsAt + <usize>count * COLUMN;
  room = roomOfAll;
  writesAll = all;
}

/** Copies the listed lines, each with its labels at the end, to `out`, up to `limit`. Returns the position after them. */
export function writeLabeled(list: usize, from: u32, count: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const row = load<u32>(list + ((<usize>i) << 2));
    const line = lines + ((<usize>row) << 3);
    const start = <usize>load<u32>(line);
    const last = <usize>load<u32>(line, 4) - 1; // the closing brace
    const needed = last - start + room + <usize>SLACK;
    if (out + needed > limit) break;
    setBound(IN_OUTPUT, out + needed);
    i++;
    // A call of memory.copy takes longer than copying what most records have.
    if (last - start <= SHORT) copyPadded(out, start, last - start);
    else memory.copy(out, start, last - start);
    out += last - start;
    let isFirst = isEmpty(start);
    for (let column = columns; column < columnsEnd; column += COLUMN) {
      if (!isFirst) store<u8>(out++, COMMA);
      isFirst = false;
      const n = <usize>load<u32>(column, KEY_LENGTH);
      copyPadded(out, <usize>load<u32>(column), n);
      out = writesAll ? writeAll(column, row, out + n) : writeFirst(column, row, out + n);
    }
    store<u16>(out, BRACE_NEWLINE);
    out += 2;
  }
  clearBound(IN_OUTPUT);
  setWritten(i);
  return out;
}

/** Where a source says what the label of a row is: { u32 at; u32 length }; 0 where it has none. */
// @ts-ignore: decorator
@inline
function labelOf(source: usize, row: u32): usize {
  const entry = load<u32>(<usize>load<u32>(source) + ((<usize>row) << 2));
  if (!entry) return 0;
  const value = <usize>load<u32>(source, 4) + ((<usize>(entry - 1)) << 3);
  return load<u32>(value) ? value : 0;
}

// @ts-ignore: decorator
@inline
function copyLabel(value: usize, out: usize): usize {
  const length = <usize>load<u32>(value, 4);
  copyPadded(out, <usize>load<u32>(value), length);
  return out + length;
}

function writeNull(out: usize): usize {
  store<u32>(out, NULL_WORD);
  return out + 4;
}

// @ts-ignore: decorator
@inline
function writeFirst(column: usize, row: u32, out: usize): usize {
  const sources = <usize>load<u32>(column, SOURCES);
  const end = sources + ((<usize>load<u32>(column, SOURCE_COUNT)) << 3);
  for (let source = sources; source < end; source += 8) {
    const value = labelOf(source, row);
    if (value) return copyLabel(value, out);
  }
  return writeNull(out);
}

function writeAll(column: usize, row: u32, out: usize): usize {
  const sources = <usize>load<u32>(column, SOURCES);
  const end = sources + ((<usize>load<u32>(column, SOURCE_COUNT)) << 3);
  const start = out;
  for (let source = sources; source < end; source += 8) {
    const value = labelOf(source, row);
    if (!value || isRepeated(sources, source, row, value)) continue;
    store<u8>(out, out == start ? OPEN_BRACKET : COMMA);
    out = copyLabel(value, out + 1);
  }
  if (out == start) return writeNull(out);
  store<u8>(out++, CLOSE_BRACKET);
  return out;
}

/** Whether a source before this one has the same label. */
function isRepeated(sources: usize, until: usize, row: u32, value: usize): bool {
  const length = <usize>load<u32>(value, 4);
  for (let source = sources; source < until; source += 8) {
    const other = labelOf(source, row);
    if (!other || <usize>load<u32>(other, 4) != length) continue;
    if (equalBytes(<usize>load<u32>(other), <usize>load<u32>(value), length)) return true;
  }
  return false;
}
