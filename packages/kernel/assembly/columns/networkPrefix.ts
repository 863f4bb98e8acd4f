// Writes the networks of addresses as text: 10.0.1.0/24 for 10.0.1.9, IPv6 in the spelling of RFC 5952.
import { SLASH } from "../ascii";
import { family, high, low, parseAddress } from "./address";
import { writeInteger } from "../number";
import { rows, spans, stride } from "../table";
import { NETWORK_SIZE } from "../opcodes";
import { spanEnd, spanStart, textSpanOf } from "../span";
import { writeIpv4, writeIpv6 } from "../write/addressText";

/** Fills column `target` with the networks of the addresses in `source`, null where it is not one; texts go to `area`. */
export function prefixColumn(source: u32, target: u32, length4: u32, length6: u32, area: usize): void {
  let row = spans;
  for (let i: u32 = 0; i < rows; i++) {
    const span = load<u64>(row + ((<usize>source) << 3));
    let network: u64 = 0;
    if (<u32>span && parseAddress(spanStart(span), spanEnd(span))) {
      const at = area + <usize>i * NETWORK_SIZE;
      const end = family == 4 ? writeNetwork4(at, length4) : writeNetwork6(at, length6);
      network = textSpanOf(at, end);
    }
    store<u64>(row + ((<usize>target) << 3), network);
    row += stride;
  }
}

function writeNetwork4(p: usize, length: u32): usize {
  return writeLength(writeIpv4(p, length ? (<u32>low) & ((<u32>-1) << (32 - length)) : 0), length);
}

function writeNetwork6(p: usize, length: u32): usize {
  const upper = length >= 64 ? high : length ? high & ((<u64>-1) << (64 - length)) : 0;
  const lower = length == 128 ? low : length > 64 ? low & ((<u64>-1) << (128 - length)) : 0;
  return writeLength(writeIpv6(p, upper, lower), length);
}

function writeLength(p: usize, length: u32): usize {
  store<u8>(p++, SLASH);
  return writeInteger(p, length);
}
