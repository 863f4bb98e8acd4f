// Accumulators over groups, one 64-bit word of state each, and the groups as NDJSON. What does not fit the word (a
// fraction, the carry of a sum beyond 63 bits) goes to the host.
import { copyPadded } from "./bytes";
import { EMPTY, groups, KEY_TEXT, LONG, recordOf } from "./group";
import { float, integer, INTEGER, NONE, parseNumber, writeInteger } from "./number";
import { spans, stride } from "./table";
import { writeValueBytes } from "./write";

// @ts-ignore: decorator
@external("env", "takeFloat")
declare function takeFloat(accumulator: u32, group: u32, value: f64): void;
// @ts-ignore: decorator
@external("env", "takeCarry")
declare function takeCarry(accumulator: u32, group: u32, up: bool): void;
// @ts-ignore: decorator
@external("env", "writeResult")
declare function writeResult(result: u32, group: u32, out: usize): u32;

const PADDING: usize = 64;

const COUNT_ROWS: u32 = 0;
const COUNT_VALUES: u32 = 1;
const COUNT_NUMBERS: u32 = 2;
const SUM: u32 = 3;
const MIN: u32 = 4;
const MAX: u32 = 5;

/** Values that were no numbers where numbers were asked for. */
export let notNumbers: f64 = 0;

/** Feeds the listed rows to one accumulator. `ids` as groupRows left them. */
export function accumulate(accumulator: u32, kind: u32, column: u32, list: usize, count: u32, ids: usize): void {
  const word = <usize>8 + (<usize>accumulator << 3);
  for (let i: u32 = 0; i < count; i++) {
    const idPlus1 = load<u32>(ids + (<usize>i << 2));
    if (!idPlus1) continue;
    const at = recordOf(idPlus1 - 1) + word;
    if (kind == COUNT_ROWS) {
      store<i64>(at, load<i64>(at) + 1);
      continue;
    }
    const span = load<u64>(spans + <usize>load<u32>(list + (<usize>i << 2)) * stride + (<usize>column << 3));
    if (!<u32>span) continue;
    if (kind == COUNT_VALUES) {
      store<i64>(at, load<i64>(at) + 1);
      continue;
    }
    const found = parseNumber(<usize>(span & 0xffffffff), <usize>((span >> 32) & 0x7fffffff));
    if (found == NONE) {
      if (kind != COUNT_NUMBERS) notNumbers++;
      continue;
    }
    if (kind == COUNT_NUMBERS) store<i64>(at, load<i64>(at) + 1);
    else if (found != INTEGER) takeFloat(accumulator, idPlus1 - 1, float);
    else if (kind == SUM) addTo(at, integer, accumulator, idPlus1 - 1);
    else {
      const now = load<i64>(at);
      if (now == EMPTY || (kind == MIN ? integer < now : integer > now)) store<i64>(at, integer);
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, value: i64, accumulator: u32, group: u32): void {
  const now = load<i64>(at);
  if (now == EMPTY) {
    store<i64>(at, value);
    return;
  }
  const sum = now + value;
  // The sign of the sum differs from both: it went past 63 bits. The host counts these, and the sum stays exact.
  if (((now ^ sum) & (value ^ sum)) < 0 || sum == EMPTY) {
    takeCarry(accumulator, group, value > 0);
    // 2^63 is set aside with the carry, so that the word never becomes EMPTY.
    store<i64>(at, sum ^ EMPTY);
    return;
  }
  store<i64>(at, sum);
}

/** The state of an accumulator: EMPTY when it has seen no integer. */
export function stateOf(accumulator: u32, group: u32): i64 {
  return load<i64>(recordOf(group) + 8 + (<usize>accumulator << 3));
}

// ---- results: keys and results: { u32 text; u32 length; u32 kind; u32 accumulator }; a key uses text and length only

const RESULT: usize = 16;
const RESULT_COUNT: u32 = 0;
const RESULT_INTEGER: u32 = 1;
/** The host writes it: a mean, a sum with fractions, a sum beyond 63 bits. */
const RESULT_HOST: u32 = 2;
const HOST_LIMIT: usize = 64;

/** The next group that writeGroups has not written. */
export let groupsWritten: u32 = 0;

/** Writes the groups from..groups-1 as NDJSON in the order of their ids, until `limit` is near. */
export function writeGroups(
  from: u32,
  keys: usize,
  keyCount: u32,
  results: usize,
  resultCount: u32,
  textLength: usize,
  escapes: bool,
  out: usize,
  limit: usize,
): usize {
  let id = from;
  while (id < groups) {
    const record = recordOf(id);
    const room = textLength + 6 * <usize>load<u32>(record, 4) + HOST_LIMIT * <usize>resultCount + PADDING;
    if (out + room > limit) break;
    let key = <usize>load<u32>(record);
    for (let k: u32 = 0; k < keyCount; k++) {
      const entry = keys + <usize>k * RESULT;
      const n = <usize>load<u32>(entry, 4);
      copyPadded(out, load<u32>(entry), n);
      out += n;
      const head = <u32>load<u16>(key);
      key += 2;
      let length = <usize>(head & LONG);
      if (length == <usize>LONG) {
        length = load<u32>(key);
        key += 4;
      }
      out = writeValueBytes(out, key, key + length, (head & KEY_TEXT) != 0, escapes);
      key += length;
    }
    for (let r: u32 = 0; r < resultCount; r++) out = writeOneResult(results + <usize>r * RESULT, r, id, record, out);
    store<u16>(out, 0x0a7d);
    out += 2;
    id++;
  }
  groupsWritten = id;
  return out;
}

// @ts-ignore: decorator
@inline
function writeOneResult(entry: usize, result: u32, id: u32, record: usize, out: usize): usize {
  const n = <usize>load<u32>(entry, 4);
  copyPadded(out, load<u32>(entry), n);
  out += n;
  const kind = load<u32>(entry, 8);
  if (kind == RESULT_HOST) return out + <usize>writeResult(result, id, out);
  const state = load<i64>(record + 8 + (<usize>load<u32>(entry, 12) << 3));
  if (kind == RESULT_COUNT) return writeInteger(out, state - EMPTY);
  if (state == EMPTY) {
    store<u32>(out, 0x6c6c756e);
    return out + 4;
  }
  return writeInteger(out, state);
}

