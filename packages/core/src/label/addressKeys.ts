// Keys that are addresses, prefixes or ranges. The table that the kernel searches has ranges that do not overlap: each address is in
// the smallest range that has it, and the ones around it count where that one is not in force.
import type { Kernel } from "@flowlogs/kernel/kernel";
import { type Address, type AddressRange, formatAddresses, parseAddresses } from "../address.ts";
import type { Chains } from "./chains.ts";
import { type KeyOwner, orderedByTime } from "./keyOwner.ts";
import { flatten, type KeyRange } from "./flatten.ts";

const BUCKETS = 2 ** 16 + 1;
const RANGE6_WORDS = 10;
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
    const firsts = kernel.allocate(four.length * 4);
    const rest = kernel.allocate(four.length * 8);
    const index = kernel.allocate(BUCKETS * 4);
    const ranges = kernel.allocate(six.length * RANGE6_WORDS * 4);
    const table = kernel.allocate(24);
    const words = kernel.words();
    words.set([four.length, firsts, rest, index, six.length, ranges], table / 4);
    four.forEach(({ first, last, entry }, i) => {
      words[firsts / 4 + i] = first;
      words[rest / 4 + i * 2] = last;
      words[rest / 4 + i * 2 + 1] = entry;
    });
    six.forEach(({ first, last, entry }, i) => {
      words.set([...halves(first), ...halves(last), entry, 0], ranges / 4 + i * RANGE6_WORDS);
    });
    kernel.indexLabels(table);
    return table;
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

/** The words of an address of 128 bits, as the kernel has it: the upper half before the lower one, each with its lowest word first. */
function halves(address: bigint): readonly number[] {
  return [64n, 96n, 0n, 32n].map((shift) => Number((address >> shift) & MASK32));
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
