// Tells UTF-8 from other bytes, which data may have, and writers must not pass on.
import { copyPadded } from "../bytes";

/** U+FFFD in UTF-8. */
export const REPLACEMENT: u32 = 0x00bdbfef;

/** Whether [start, end) is well-formed. 16 bytes at a time, of which most values have no more, and none over 127. */
export function isUtf8(start: usize, end: usize): bool {
  let p = start;
  while (p < end) {
    const over = <u32>i8x16.bitmask(v128.load(p));
    if (!over) {
      p += 16;
      continue;
    }
    p += ctz(over);
    if (p >= end) break;
    const length = utf8Length(p, end);
    if (!length) return false;
    p += length;
  }
  return true;
}

/** Copies [start, end) to `out`, each byte that is not UTF-8 as U+FFFD: three bytes. Returns the position after the copy. */
export function copyUtf8(out: usize, start: usize, end: usize): usize {
  let p = start;
  while (p < end) {
    const length: usize = load<u8>(p) < 128 ? 1 : utf8Length(p, end);
    if (length) {
      copyPadded(out, p, length);
      out += length;
      p += length;
    } else {
      store<u32>(out, REPLACEMENT);
      out += 3;
      p++;
    }
  }
  return out;
}

/** Length of the well-formed UTF-8 sequence at p of more than one byte (RFC 3629), or 0. */
export function utf8Length(p: usize, end: usize): usize {
  const lead = <u32>load<u8>(p);
  let n: usize = 0;
  let low: u32 = 0x80;
  let high: u32 = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) n = 2;
  else if (lead >= 0xe0 && lead <= 0xef) {
    n = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    n = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else return 0;
  if (p + n > end) return 0;
  const second = <u32>load<u8>(p + 1);
  if (second < low || second > high) return 0;
  for (let i: usize = 2; i < n; i++) if ((load<u8>(p + i) & 0xc0) != 0x80) return 0;
  return n;
}
