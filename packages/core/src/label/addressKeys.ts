// Keys that are addresses, prefixes or ranges. The table that the kernel searches has ranges that do not overlap: each address is in
// the smallest range that has it, and the ones around it count where that one is not in force.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { type Address, type AddressRange, formatAddresses, parseAddresses } from "../address.ts";
import { placeAddressTable } from "./addressTable.ts";
import type { Chains } from "./chains.ts";
import { type KeyOwner, orderedByTime } from "./keyOwner.ts";
import { flatten, type KeyRange } from "./flatten.ts";

const MASK32 = 0xffff_ffffn;

export class AddressKeys {
  readonly kind = "address";
  readonly #four: KeyRange<number>[] = [];
  readonly #six: KeyRange<bigint>[] = [];

  /** Whether the text is an address, a prefix or a range; then it is added. */
  add(text: string, entry: number): boolean {
    const quick = quickPrefix(text, entry);
    if (quick !== undefined) {
      this.#four.push(quick);
      return true;
    }
    const range = parseAddresses(text);
    if (range === undefined) return false;
    const { low, high } = range;
    if (low.family === 4) this.#four.push({ first: Number(low.low), last: Number(high.low), entry });
    else this.#six.push({ first: wide(low), last: wide(high), entry });
    return true;
  }

  /** Puts the table into the kernel's memory. Returns its position. */
  place(kernel: Kernel, chains: Chains, owner: KeyOwner): number {
    const four = this.#flat(this.#four, fourText, (a, by) => a + by, chains, owner);
    const six = this.#flat(this.#six, sixText, (a, by) => a + BigInt(by), chains, owner);
    const words4 = ["first", "last", "entry"] as const;
    return placeAddressTable(kernel, [four.length, six.length], {
      four: (i, word) => four[i]?.[words4[word] ?? "entry"] ?? 0,
      six: (i, word) => wordOf(six[i], word),
    });
  }

  #flat<Of extends number | bigint>(
    ranges: KeyRange<Of>[],
    textOf: (range: KeyRange<Of>) => string,
    beside: (address: Of, by: 1 | -1) => Of,
    chains: Chains,
    owner: KeyOwner,
  ): readonly KeyRange<Of>[] {
    return flatten(ranges, {
      beside,
      entryOf: (groups) => chains.entryOf(inForce(groups.flat(), owner)),
      ordered: (entries, range) => orderedByTime(textOf(range), entries, owner),
      crossing(one, other) {
        const problem = `${textOf(other)} overlaps ${textOf(one)} at ${owner.placeOf(one.entry)} in part`;
        return owner.refuse(other.entry, { problem, advice: "write ranges that are apart, or one inside the other" });
      },
    });
  }
}

/** Those up to the first that is always in force: what comes after it never counts. */
function inForce(entries: readonly number[], owner: KeyOwner): readonly number[] {
  const end = entries.findIndex((entry) => owner.validityOf(entry) === undefined);
  return end < 0 ? entries : entries.slice(0, end + 1);
}

/** An IPv4 address or prefix; undefined where the text is, or may be, something else. */
function quickPrefix(text: string, entry: number): KeyRange<number> | undefined {
  let address = 0;
  let octet = -1;
  let dots = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      if (octet === 0) return undefined;
      octet = (octet < 0 ? 0 : octet * 10) + code - 48;
      if (octet > 255) return undefined;
    } else if (code === 46) {
      if (octet < 0) return undefined;
      address = address * 256 + octet;
      octet = -1;
      dots++;
    } else break;
  }
  if (dots !== 3 || octet < 0) return undefined;
  address = address * 256 + octet;
  if (at === text.length) return { first: address, last: address, entry };
  const length = text.slice(at);
  if (!/^\/(?:\d|[12]\d|3[0-2])$/.test(length)) return undefined;
  const size = 2 ** (32 - Number(length.slice(1)));
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1, entry };
}

function wide({ high, low }: Address): bigint {
  return (high << 64n) | low;
}

/** A word of a range: four of its first address, the highest first, four of its last one, and its entry. */
function wordOf(range: KeyRange<bigint> | undefined, word: number): number {
  if (range === undefined || word === 8) return range?.entry ?? 0;
  const address = word < 4 ? range.first : range.last;
  return Number((address >> BigInt(96 - (word % 4) * 32)) & MASK32);
}

function fourText({ first, last }: KeyRange<number>): string {
  return rangeText(4, BigInt(first), BigInt(last));
}

function sixText({ first, last }: KeyRange<bigint>): string {
  return rangeText(6, first, last);
}

function rangeText(family: 4 | 6, first: bigint, last: bigint): string {
  const address = (value: bigint): Address => ({ family, high: value >> 64n, low: value & ((1n << 64n) - 1n) });
  const range: AddressRange = { low: address(first), high: address(last) };
  return formatAddresses(range);
}
