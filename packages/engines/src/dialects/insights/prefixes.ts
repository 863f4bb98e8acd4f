// A range of addresses as the prefixes that cover it and nothing else.
import type { Address, AddressRange } from "@flowlogs/core";
import { formatAddresses } from "@flowlogs/core/spelling";
import { refuse } from "./words.ts";

/** More make a query that is too long. */
const MOST = 64;
const WORD = 64n;

/** Throws UsageError where there are too many. */
export function prefixesOf(range: AddressRange): readonly string[] {
  const { family } = range.low;
  const bits = family === 4 ? 32 : 128;
  const prefixes: string[] = [];
  const last = numberOf(range.high);
  for (let first = numberOf(range.low); first <= last;) {
    let free = 0;
    while (free < bits && (first >> BigInt(free)) % 2n === 0n && first + (2n << BigInt(free)) - 1n <= last) free++;
    const address = addressOf(family, first);
    prefixes.push(`${formatAddresses({ low: address, high: address })}/${bits - free}`);
    if (prefixes.length > MOST)
      refuse(`about ${formatAddresses(range)}`, `it takes more than ${MOST} prefixes`, "ask for networks");
    first += 1n << BigInt(free);
  }
  return prefixes;
}

function numberOf({ family, high, low }: Address): bigint {
  return family === 4 ? low : (high << WORD) + low;
}

function addressOf(family: 4 | 6, number: bigint): Address {
  return family === 4
    ? { family, high: 0n, low: number }
    : { family, high: number >> WORD, low: BigInt.asUintN(64, number) };
}
