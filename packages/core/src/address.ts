// IPv4 and IPv6 addresses, prefixes and ranges: from text to numbers and back. Matching records against them, column
// by column, is left to the kernel and the evaluator.

/** An address as a number: 32 bits in `low` for family 4, 128 bits in `high` and `low` (64 each) for family 6. */
export interface Address {
  readonly family: 4 | 6;
  readonly high: bigint;
  readonly low: bigint;
}

/** Both ends belong to the range and are of one family; low <= high. */
export interface AddressRange {
  readonly low: Address;
  readonly high: Address;
}

/**
 * Reads one address, or gives undefined. IPv6 in any spelling of RFC 4291 (`::`, any case, IPv4 tail); an IPv4-mapped
 * one (`::ffff:10.0.0.1`) is family 4. Octets with a leading zero are refused: some systems read them as octal.
 */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const value = parseFour(text);
    return value === undefined ? undefined : fromNumber(4, value);
  }
  const value = parseSix(text);
  if (value === undefined) return undefined;
  return value >> 32n === mappedTop ? fromNumber(4, value & mask32) : fromNumber(6, value);
}

/** Reads `10.0.0.0/8` or `fd00::/8`, or gives undefined. Host bits that are set are cleared. */
export function parsePrefix(text: string): AddressRange | undefined {
  const [base = "", length = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  const four = parseFour(base);
  if (four !== undefined) return bits > 32 ? undefined : block(4, four, 32 - bits);
  const six = parseSix(base);
  if (six === undefined || bits > 128) return undefined;
  return six >> 32n === mappedTop && bits >= 96 ? block(4, six & mask32, 128 - bits) : block(6, six, 128 - bits);
}

/** Reads `10.0.0.1-10.0.0.9`; undefined when an end is not an address, the families differ or the ends are turned round. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [left = "", right = "", ...rest] = text.split("-");
  const low = parseAddress(left);
  const high = parseAddress(right);
  if (rest.length > 0 || low === undefined || high === undefined || low.family !== high.family) return undefined;
  return compareAddresses(low, high) > 0 ? undefined : { low, high };
}

/** Reads an address, a prefix or a range as the range it covers, or gives undefined. */
export function parseAddresses(text: string): AddressRange | undefined {
  const single = parseAddress(text);
  return single === undefined ? (parsePrefix(text) ?? parseAddressRange(text)) : { low: single, high: single };
}

/** Negative, zero or positive; every IPv4 address comes before every IPv6 address. */
export function compareAddresses(left: Address, right: Address): number {
  if (left.family !== right.family) return left.family - right.family;
  const difference = toNumber(left) - toNumber(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Dotted for family 4; RFC 5952 for family 6 (lower case, the longest run of two or more zero groups as `::`). */
export function formatAddress(address: Address): string {
  const value = toNumber(address);
  if (address.family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 65535n).toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

/** The shortest text of a range that reads back as it: an address, a prefix, or `low-high`. */
export function formatAddresses({ low, high }: AddressRange): string {
  if (compareAddresses(low, high) === 0) return formatAddress(low);
  const size = toNumber(high) - toNumber(low) + 1n;
  const isBlock = (size & (size - 1n)) === 0n && toNumber(low) % size === 0n;
  if (!isBlock) return `${formatAddress(low)}-${formatAddress(high)}`;
  const width = low.family === 4 ? 32 : 128;
  return `${formatAddress(low)}/${width - (size.toString(2).length - 1)}`;
}

const mask32 = 0xffffffffn;
const mask64 = 0xffffffffffffffffn;
/** The upper 96 bits of every IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2). */
const mappedTop = 0xffffn;

function fromNumber(family: 4 | 6, value: bigint): Address {
  return { family, high: value >> 64n, low: value & mask64 };
}

function toNumber(address: Address): bigint {
  return (address.high << 64n) | address.low;
}

function block(family: 4 | 6, value: bigint, hostBits: number): AddressRange {
  const hosts = (1n << BigInt(hostBits)) - 1n;
  const low = value & ~hosts;
  return { low: fromNumber(family, low), high: fromNumber(family, low | hosts) };
}

function parseFour(text: string): bigint | undefined {
  const octets = text.split(".");
  if (octets.length !== 4) return undefined;
  let value = 0n;
  for (const octet of octets) {
    if (!/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    value = (value << 8n) | BigInt(octet);
  }
  return value;
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = sixGroups(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 1 ? [] : sixGroups(halves[1] ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // "::" stands for at least one group of zeros (RFC 4291, 2.2).
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The groups of one side of `::`; only the last side may end in an IPv4 address, which makes two groups. */
function sixGroups(text: string, isLast: boolean): bigint[] | undefined {
  if (text === "") return [];
  const words = text.split(":");
  const groups: bigint[] = [];
  for (const [index, word] of words.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(word)) {
      groups.push(BigInt(`0x${word}`));
      continue;
    }
    const four = isLast && index === words.length - 1 ? parseFour(word) : undefined;
    if (four === undefined) return undefined;
    groups.push(four >> 16n, four & 65535n);
  }
  return groups;
}

function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== "0") start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}
