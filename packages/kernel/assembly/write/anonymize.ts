// Writes lines with other addresses in place of those that were found in them (scan/addressTexts.ts).
import { NEWLINE } from "../ascii";
import { copyPadded } from "../bytes";
import { copyReplacement } from "../columns/replacedAddresses";
import { FOUND_ADDRESS } from "../opcodes";
import { clearBound, IN_OUTPUT, setBound } from "../parts";
import { endOfFound, foundEnd, numberOfFound, startOfFound } from "../scan/addressTexts";
import { lines } from "../table";
import { ADDRESS_TEXT } from "./addressText";
import { setWritten, SLACK } from "./write";

/** From here on a call of memory.copy costs less than the copy of 16 bytes at a time. */
const LONG: usize = 256;

/** The first address that is not written yet. */
let next: usize = 0;

/** The addresses that were found begin here. */
export function startWriting(at: usize): void {
  next = at;
}

/** Copies the listed lines to `out`, up to `limit`. Returns the position after them. */
export function writeAnonymized(list: usize, from: u32, count: u32, out: usize, limit: usize): usize {
  let i = from;
  while (i < count) {
    const line = lines + ((<usize>load<u32>(list + ((<usize>i) << 2))) << 3);
    let start = <usize>load<u32>(line);
    const end = <usize>load<u32>(line, 4);
    let last = next;
    while (last < foundEnd && startOfFound(last) < end) last += FOUND_ADDRESS;
    const addresses = (last - next) / FOUND_ADDRESS;
    const needed = end - start + addresses * ADDRESS_TEXT + <usize>SLACK;
    if (out + needed > limit) break;
    setBound(IN_OUTPUT, out + needed);
    i++;
    for (; next < last; next += FOUND_ADDRESS) {
      out = copyPart(start, startOfFound(next), out);
      out = copyReplacement(numberOfFound(next), out);
      start = endOfFound(next);
    }
    out = copyPart(start, end, out);
    store<u8>(out++, NEWLINE);
  }
  clearBound(IN_OUTPUT);
  setWritten(i);
  return out;
}

// @ts-ignore: decorator
@inline
function copyPart(start: usize, end: usize, out: usize): usize {
  const n = end - start;
  if (n < LONG) copyPadded(out, start, n);
  else memory.copy(out, start, n);
  return out + n;
}
