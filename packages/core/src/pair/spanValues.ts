// Values of a batch's columns as JavaScript has them: texts that occur again and again are made once.
import { formatAddress, parseAddress } from "../address.ts";
import type { Amount } from "./amount.ts";

const [ZERO, NINE, DOT] = [48, 57, 46];
const SLOTS = 1 << 14;
/** A longer text is made anew each time. */
const LONGEST = 64;
const decoder = new TextDecoder();

/** The texts that came last, each in the slot of its hash. */
class RecentTexts {
  readonly #texts: (string | undefined)[] = Array.from({ length: SLOTS });
  readonly #results: (string | undefined)[] = Array.from({ length: SLOTS });
  readonly #resultOf: (text: string) => string | undefined;

  constructor(resultOf: (text: string) => string | undefined) {
    this.#resultOf = resultOf;
  }

  /** What becomes of the text at [from, to). */
  at(bytes: Uint8Array, from: number, to: number): string | undefined {
    if (to - from > LONGEST) return this.#resultOf(decoder.decode(bytes.subarray(from, to)));
    let hash = to - from;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x0100_0193);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot];
    if (known !== undefined && isText(known, bytes, from, to)) return this.#results[slot];
    const text = decoder.decode(bytes.subarray(from, to));
    this.#texts[slot] = text;
    return (this.#results[slot] = this.#resultOf(text));
  }
}

/** Only for texts of ASCII: others are made anew each time. */
function isText(text: string, bytes: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let at = from; at < to; at++) if (text.charCodeAt(at - from) !== bytes[at]) return false;
  return true;
}

const texts = new RecentTexts((text) => text);
/** An address in its usual spelling; undefined where a text is not an address. */
const addresses = new RecentTexts((text) => {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
});

export function textAt(bytes: Uint8Array, from: number, to: number): string {
  return texts.at(bytes, from, to) ?? "";
}

/** In its usual spelling; undefined where it is not an address. */
export function addressAt(bytes: Uint8Array, from: number, to: number): string | undefined {
  return isFour(bytes, from, to) ? texts.at(bytes, from, to) : addresses.at(bytes, from, to);
}

/** Whether it is an IPv4 address without leading zeros. */
function isFour(bytes: Uint8Array, from: number, to: number): boolean {
  let [octets, value, digits] = [1, 0, 0];
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === DOT) {
      if (digits === 0) return false;
      octets++;
      digits = value = 0;
      continue;
    }
    if (byte < ZERO || byte > NINE || (digits > 0 && value === 0)) return false;
    value = value * 10 + byte - ZERO;
    digits++;
    if (value > 255) return false;
  }
  return octets === 4 && digits > 0;
}

/** A whole number below 2^53, or -1. */
export function integerAt(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at] ?? 0;
    if (digit < ZERO || digit > NINE) return -1;
    number = number * 10 + digit - ZERO;
  }
  return to > from && number <= Number.MAX_SAFE_INTEGER ? number : -1;
}

/** A number that is not negative; undefined where it is none. */
export function amountAt(bytes: Uint8Array, from: number, to: number): Amount {
  const integer = integerAt(bytes, from, to);
  if (integer >= 0) return integer;
  const text = decoder.decode(bytes.subarray(from, to));
  if (/^\d+$/.test(text)) return BigInt(text);
  const number = /^[\d.][\d.eE+-]*$/.test(text) || bytes[from] === DOT ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
