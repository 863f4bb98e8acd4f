// The least and the greatest of the values of a field, by kind. Most values change neither, and are told by their bytes
// without becoming a string.
import { type Address, formatAddress, parseAddress } from "../../address.ts";
import { compareDecimals, parseDecimal } from "../../expression/decimal.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Digits of an integer that a double holds with every one of its neighbours. */
const EXACT_DIGITS = 15;

/** Numbers, exactly: as doubles where that decides, otherwise by all of their digits. */
export class NumberBounds {
  /** Numbers that are too long, or too large, to be compared. */
  uncompared = 0;
  #least = Number.NaN;
  #most = Number.NaN;
  /** Their digits; undefined where the double is the number. */
  #leastText: string | undefined;
  #mostText: string | undefined;

  get least(): string | undefined {
    return Number.isNaN(this.#least) ? undefined : (this.#leastText ?? String(this.#least));
  }

  get most(): string | undefined {
    return Number.isNaN(this.#most) ? undefined : (this.#mostText ?? String(this.#most));
  }

  take(bytes: Uint8Array, start: number, end: number): void {
    const integer = shortInteger(bytes, start, end);
    if (integer > this.#least && integer < this.#most) return;
    if (Number.isNaN(integer)) this.#takeLong(decoder.decode(bytes.subarray(start, end)));
    else this.#settle(integer, undefined);
  }

  #takeLong(text: string): void {
    const value = Number(text);
    if (value > this.#least && value < this.#most) return;
    const decimal = parseDecimal(text);
    if (decimal === undefined) this.uncompared++;
    else this.#settle(value, decimal);
  }

  #settle(value: number, text: string | undefined): void {
    // Rounding keeps the order, so that only equal doubles need their digits.
    const isLeast =
      value === this.#least ? isLess(text, this.#leastText, value) : value < this.#least || Number.isNaN(this.#least);
    const isMost =
      value === this.#most ? isLess(this.#mostText, text, value) : value > this.#most || Number.isNaN(this.#most);
    if (isLeast) [this.#least, this.#leastText] = [value, text];
    if (isMost) [this.#most, this.#mostText] = [value, text];
  }
}

/** Whether a number is less than another one of the same double. */
function isLess(left: string | undefined, right: string | undefined, value: number): boolean {
  return left !== right && compareDecimals(left ?? String(value), right ?? String(value)) < 0;
}

/** An integer of few digits; NaN for any other number. */
function shortInteger(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (end - first > EXACT_DIGITS) return Number.NaN;
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const COLON = 58;

/** Bytes that are kept of a text. */
const TEXT_LIMIT = 1024;

/** Texts in the order of their code points, which is that of their bytes. */
export class TextBounds {
  #least: Uint8Array | undefined;
  #most: Uint8Array | undefined;

  take(bytes: Uint8Array, start: number, end: number): void {
    if (this.#least === undefined || compareBytes(bytes, start, end, this.#least) < 0) {
      this.#least = copyOf(bytes, start, end);
    }
    if (this.#most === undefined || compareBytes(bytes, start, end, this.#most) > 0) {
      this.#most = copyOf(bytes, start, end);
    }
  }

  get least(): string | undefined {
    return this.#least && decoder.decode(this.#least);
  }

  get most(): string | undefined {
    return this.#most && decoder.decode(this.#most);
  }
}

/** The text, or its first characters if it is long. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  let to = Math.min(end, start + TEXT_LIMIT);
  // Not in the middle of a character.
  if (to < end) while (to > start && ((bytes[to] ?? 0) & 0xc0) === 0x80) to--;
  return bytes.slice(start, to);
}

function compareBytes(bytes: Uint8Array, start: number, end: number, other: Uint8Array): number {
  const length = Math.min(end - start, other.length);
  for (let i = 0; i < length; i++) {
    const difference = (bytes[start + i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return end - start - other.length;
}

/** Addresses by their values, those of IPv4 before those of IPv6. */
export class AddressBounds {
  readonly #four = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };
  #six: { least: bigint; most: bigint } | undefined;

  /** Takes a text if it is an address; whether it is. */
  take(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#takeIfFour(bytes, start, end)) return true;
    if (!mayBeSix(bytes, start, end)) return false;
    const address = parseAddress(decoder.decode(bytes.subarray(start, end)));
    if (address === undefined) return false;
    if (address.family === 4) this.#takeFour(Number(address.low));
    else this.#takeSix(valueOf(address));
    return true;
  }

  /** Takes an IPv4 address. No leading zeros: some systems read them as octal. */
  #takeIfFour(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > 15 || end - start < 7) return false;
    let value = 0;
    let octet = 0;
    let digits = 0;
    let dots = 0;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0;
      if (byte === DOT) {
        if (digits === 0 || ++dots > 3) return false;
        value = value * 256 + octet;
        octet = digits = 0;
        continue;
      }
      const digit = byte - ZERO;
      if (digit < 0 || digit > 9 || (digits > 0 && octet === 0)) return false;
      octet = octet * 10 + digit;
      digits++;
      if (octet > 255) return false;
    }
    if (digits === 0 || dots !== 3) return false;
    this.#takeFour(value * 256 + octet);
    return true;
  }

  #takeFour(value: number): void {
    if (value < this.#four.least) this.#four.least = value;
    if (value > this.#four.most) this.#four.most = value;
  }

  #takeSix(value: bigint): void {
    this.#six ??= { least: value, most: value };
    if (value < this.#six.least) this.#six.least = value;
    if (value > this.#six.most) this.#six.most = value;
  }

  get #hasFour(): boolean {
    return this.#four.least <= this.#four.most;
  }

  get least(): string | undefined {
    return this.#hasFour ? textOfFour(this.#four.least) : textOfSix(this.#six?.least);
  }

  get most(): string | undefined {
    return this.#six === undefined && this.#hasFour ? textOfFour(this.#four.most) : textOfSix(this.#six?.most);
  }
}

/** Characters of the longest IPv6 address. */
const LONGEST = 45;

function mayBeSix(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > LONGEST) return false;
  // The first group has at most four digits.
  for (let i = start; i < end && i < start + 5; i++) if (bytes[i] === COLON) return true;
  return false;
}

function valueOf({ high, low }: Address): bigint {
  return (high << 64n) | low;
}

function textOfFour(value: number): string {
  return formatAddress({ family: 4, high: 0n, low: BigInt(value) });
}

function textOfSix(value: bigint | undefined): string | undefined {
  return value === undefined
    ? undefined
    : formatAddress({ family: 6, high: value >> 64n, low: value & 0xffff_ffff_ffff_ffffn });
}
