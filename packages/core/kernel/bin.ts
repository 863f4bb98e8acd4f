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

/** A time of more is in milliseconds: as seconds it is the year 5138. */
const MILLISECONDS: f64 = 1e11;
/** Seconds to the end of the calendar (ECMAScript's, 275760-09-13). */
const LAST: f64 = 8.64e12;

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
  // Bins of less than a second are each asked for: their bounds are no exact doubles.
  const number = granule < 1 ? NaN : Math.floor(time / granule);
  const slot = cache + (granule < 1 ? 0 : <usize>(<u64>(<i64>number) & (SLOT_COUNT - 1))) * SLOT;
  if (load<f64>(slot) != number) {
    store<f64>(slot, number);
    store<u32>(slot, labelBin(time, slot + 16), 8);
  }
  return slot;
}

/** The first place of the list, from `from` on, where the column has something, a null even; `count` when none has. */
export function findGiven(list: usize, from: u32, count: u32, column: u32): u32 {
  for (let i = from; i < count; i++) {
    const row = load<u32>(list + (<usize>i << 2));
    if (load<u64>(spans + <usize>row * stride + (<usize>column << 3))) return i;
  }
  return count;
}

/** Copies the listed lines with the field added at their end; `key`: `"bin":`; timeColumn says when a record began. */
export function writeBinned(
  list: usize,
  from: u32,
  count: u32,
  timeColumn: u32,
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
    const last = <usize>load<u32>(line, 4) - 1; // the closing brace
    if (out + (last - start) + keyLength + LABEL_LIMIT + 64 > limit) break;
    i++;
    memory.copy(out, start, last - start);
    out += last - start;
    if (load<u8>(skipBlanks(start + 1)) != 125) store<u8>(out++, 44);
    copyPadded(out, key, keyLength);
    out += keyLength;
    out = writeLabel(out, load<u64>(spans + <usize>row * stride + (<usize>timeColumn << 3)));
    store<u16>(out, 0x0a7d);
    out += 2;
  }
  binned = i;
  return out;
}

function writeLabel(out: usize, time: u64): usize {
  if (<u32>time && parsed(time) != NONE && abs(seconds) <= LAST) {
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
  if (seconds >= MILLISECONDS) seconds /= 1000;
  return kind;
}
