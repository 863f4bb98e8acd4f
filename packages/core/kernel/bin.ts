// Adds one field to each record's line. The label of a time's bin comes from the host, which knows calendars; a small
// direct-mapped cache keeps that to about one call a bin.
import { copyPadded } from "./bytes";
import { skipBlanks } from "./json";
import { asFloat, NONE, parseNumber } from "./number";
import { lines, spans, stride } from "./table";

// @ts-ignore: decorator
@external("env", "labelBin")
declare function labelBin(time: f64, out: usize): u32;

const SLOT_COUNT: usize = 1024;
const SLOT: usize = 64; // { f64 granule number; u32 length; u32 unused; 48 bytes of label, quotes included }
const cache: usize = memory.data(1024 * 64, 16);
const LABEL_LIMIT: usize = 48;

let granule: f64 = 0;
export let untimed: f64 = 0;
/** How many places of the list the last call has worked off. */
export let binned: u32 = 0;

/** Every bin's bounds are multiples of `seconds`. */
export function openBins(seconds: f64): void {
  granule = seconds;
  untimed = 0;
  for (let i: usize = 0; i < SLOT_COUNT; i++) store<f64>(cache + i * SLOT, NaN);
}

function labelOf(time: f64): usize {
  const number = Math.floor(time / granule);
  const slot = cache + (<usize>(<u64>(<i64>number) & (SLOT_COUNT - 1))) * SLOT;
  if (load<f64>(slot) != number) {
    store<f64>(slot, number);
    store<u32>(slot, labelBin(time, slot + 16), 8);
  }
  return slot;
}

/**
 * Copies the listed lines with a field added at their end, or put in the place of the value that it has already.
 * `key`: `"bin":` of keyLength bytes; timeColumn says when, oldColumn where an earlier value of the field stands.
 */
export function writeBinned(
  list: usize,
  from: u32,
  count: u32,
  timeColumn: u32,
  oldColumn: u32,
  key: usize,
  keyLength: usize,
  out: usize,
  limit: usize,
): usize {
  let i = from;
  while (i < count) {
    const row = load<u32>(list + (<usize>i << 2));
    const line = lines + (<usize>row << 3);
    const start = <usize>load<u32>(line);
    const end = <usize>load<u32>(line, 4);
    if (out + (end - start) + keyLength + LABEL_LIMIT + 64 > limit) break;
    i++;
    const rowAt = spans + <usize>row * stride;
    const time = load<u64>(rowAt + (<usize>timeColumn << 3));
    const old = load<u64>(rowAt + (<usize>oldColumn << 3));
    let head = end - 1; // the closing brace
    let tail = head;
    let keyed = true;
    if (old) {
      const text = <usize>(old >> 63);
      head = <usize>(old & 0xffffffff) - text;
      tail = <usize>((old >> 32) & 0x7fffffff) + text;
      keyed = false;
    }
    memory.copy(out, start, head - start);
    out += head - start;
    if (keyed) {
      if (load<u8>(skipBlanks(start + 1)) != 125) store<u8>(out++, 44);
      copyPadded(out, key, keyLength);
      out += keyLength;
    }
    out = writeLabel(out, time);
    memory.copy(out, tail, end - tail);
    out += end - tail;
    store<u8>(out++, 10);
  }
  binned = i;
  return out;
}

function writeLabel(out: usize, time: u64): usize {
  if (time && parsed(time) != NONE) {
    const slot = labelOf(seconds);
    const n = <usize>load<u32>(slot, 8);
    copyPadded(out, slot + 16, n);
    return out + n;
  }
  untimed++;
  store<u32>(out, 0x6c6c756e);
  return out + 4;
}

let seconds: f64 = 0;
function parsed(span: u64): i32 {
  const kind = parseNumber(<usize>(span & 0xffffffff), <usize>((span >> 32) & 0x7fffffff));
  if (kind != NONE) seconds = asFloat(kind);
  return kind;
}
