// Crypto-PAn against the vectors that its authors publish with their program (sample.cc, sample_trace_sanitized.dat), and for IPv6
// against yacryptopan 1.0.2, another implementation (PyPI).
import { assert, bigInt, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { type Address, formatAddress, parseAddress } from "@flowlogs/core";
import { CryptoPan } from "./cryptoPan.ts";

const authors = new CryptoPan(
  new Uint8Array([
    21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131, 121, 121, 101, 39, 98, 87,
    76, 45, 42, 132, 34, 2,
  ]),
);
const yacryptopan = new CryptoPan(Buffer.from("32-char-str-for-AES-key-and-pad."));

function replaced(by: CryptoPan, text: string): string {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`not an address: ${text}`);
  return formatAddress(by.replace(address));
}

test.each([
  ["128.11.68.132", "135.242.180.132"],
  ["129.118.74.4", "134.136.186.123"],
  ["130.132.252.244", "133.68.164.234"],
  ["141.223.7.43", "141.167.8.160"],
  ["141.233.145.108", "141.129.237.235"],
  ["152.163.225.39", "151.140.114.167"],
  ["156.29.3.236", "147.225.12.42"],
  ["165.247.96.84", "162.9.99.234"],
  ["166.107.77.190", "160.132.178.185"],
  ["192.102.249.13", "252.138.62.131"],
  ["192.215.32.125", "252.43.47.189"],
  ["192.233.80.103", "252.25.108.8"],
  ["192.41.57.43", "252.222.221.184"],
  ["193.150.244.223", "253.169.52.216"],
  ["195.205.63.100", "255.186.223.5"],
  ["198.200.171.101", "249.199.68.213"],
  ["24.0.250.221", "100.15.198.226"],
  ["38.15.67.68", "64.3.66.187"],
  ["4.3.88.225", "124.60.155.63"],
  ["63.14.55.111", "95.9.215.7"],
  ["64.39.15.238", "0.219.7.41"],
])("%s becomes %s, as its authors say", (address, expected) => {
  expect(replaced(authors, address)).toBe(expected);
});

test.each([
  ["::1", "703:fdfa:ff99:ff01:fe7e:f0:39:fd9a"],
  ["::2", "703:fdfa:ff99:ff01:fe7e:f0:39:fd99"],
  ["2001:db8::1", "27fe:8bc7:fee:1e:1e1f:f0fe:f0e1:83fd"],
  ["2001:db8::2", "27fe:8bc7:fee:1e:1e1f:f0fe:f0e1:83fe"],
  ["192.0.2.1", "192.0.125.244"],
])("%s becomes %s, as yacryptopan says", (address, expected) => {
  expect(replaced(yacryptopan, address)).toBe(expected);
});

const addressOf = (value: bigint): Address => ({ family: 6, high: value >> 64n, low: BigInt.asUintN(64, value) });
const numberOf = ({ high, low }: Address): bigint => (high << 64n) | low;

test("addresses that begin with the same bits still do, and no longer", () => {
  const wide = bigInt({ min: 0n, max: 2n ** 128n - 1n });
  assert(
    property(wide, nat(127), (value, bit) => {
      const other = value ^ (1n << BigInt(bit));
      const difference = numberOf(authors.replace(addressOf(value))) ^ numberOf(authors.replace(addressOf(other)));
      // The first bit that differs is the one that differed before.
      expect(difference.toString(2)).toHaveLength(bit + 1);
    }),
    { numRuns: 50 },
  );
});
