// Networks of addresses as SQL asks for them: what a database has to compare for a single one, and lists of any number, in
// which an address is looked up.
import { type Address, type AddressRange, compareAddresses, parseAddress, parseAddresses } from "@flowlogs/core";
import { formatAddress } from "@flowlogs/core/spelling";

/** What to compare for a network: of IPv4 numbers all but so many bits, of IPv6 the first hexadecimal digits. */
export type SingleNetwork =
  | { readonly kind: "4"; readonly top: bigint; readonly shift: bigint }
  | { readonly kind: "6"; readonly digits: string }
  | { readonly kind: "other" };

/** Throws where the text is neither an address, nor a network, nor a range. */
export function networkOf(text: string): SingleNetwork {
  const { low, high } = rangeOf(text);
  const first = numberOf(low);
  const size = numberOf(high) - first + 1n;
  const bits = BigInt(size.toString(2).length - 1);
  if (1n << bits !== size || first % size !== 0n) return { kind: "other" };
  if (low.family === 4) return { kind: "4", top: first >> bits, shift: bits };
  if (bits % 4n !== 0n) return { kind: "other" };
  const digits = first.toString(16).padStart(32, "0");
  return { kind: "6", digits: digits.slice(0, 32 - Number(bits / 4n)) };
}

/** Lists of networks by numbers, each read once: usually all rows have the same. */
export class NetworkLists {
  readonly #numbers = new Map<string, number>();
  readonly #lists = new Map<number, readonly AddressRange[]>();
  #last = 0;

  /** The number of a list whose words have spaces between them. Throws where one of them is not a network. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const words = text.split(" ").filter((word) => word !== "");
    const ranges = merged(words.map(rangeOf));
    this.#last++;
    this.#numbers.set(text, this.#last);
    this.#lists.set(this.#last, ranges);
    // Where each row has another list, those of rows that were answered are not needed again.
    if (this.#numbers.size > LISTS) this.#forgetFirst();
    return this.#last;
  }

  /** False for what is not an address. */
  has(list: number, text: string): boolean {
    const ranges = this.#lists.get(list) ?? [];
    const address = parseAddress(text);
    if (address === undefined) return false;
    let [from, to] = [0, ranges.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const range = ranges[middle];
      if (range !== undefined && compareAddresses(range.high, address) < 0) from = middle + 1;
      else to = middle;
    }
    const found = ranges[from];
    return found !== undefined && compareAddresses(found.low, address) <= 0;
  }

  #forgetFirst(): void {
    const [first] = this.#numbers;
    if (first === undefined) return;
    this.#numbers.delete(first[0]);
    this.#lists.delete(first[1]);
  }
}

/** More than rows are worked on at once. */
const LISTS = 1_000_000;

/** The network of an address, as flow-group writes it; null for what is not an address. */
export function networkText(text: string, four: number, six: number): string | null {
  const address = parseAddress(text);
  if (address === undefined) return null;
  const bits = address.family === 4 ? four : six;
  const hosts = BigInt((address.family === 4 ? 32 : 128) - bits);
  const first = (numberOf(address) >> hosts) << hosts;
  return `${formatAddress({ family: address.family, high: first >> 64n, low: BigInt.asUintN(64, first) })}/${bits}`;
}

function rangeOf(word: string): AddressRange {
  const range = parseAddresses(word);
  if (range === undefined) throw new Error(`"${word}" is not an address or a network`);
  return range;
}

function numberOf({ high, low }: Address): bigint {
  return (high << 64n) | low;
}

/** In order, without overlaps. */
function merged(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const all: AddressRange[] = [];
  for (const range of ranges.toSorted((a, b) => compareAddresses(a.low, b.low))) {
    const last = all.at(-1);
    if (last === undefined || compareAddresses(last.high, range.low) < 0) all.push(range);
    else if (compareAddresses(last.high, range.high) < 0) all[all.length - 1] = { low: last.low, high: range.high };
  }
  return all;
}
