import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareAddresses,
  formatAddress,
  formatAddresses,
  parseAddress,
  parseAddresses,
  parseAddressRange,
  parsePrefix,
} from "./address.ts";

describe("parseAddress", () => {
  test("a family 4 address is 32 bits", () => {
    expect(parseAddress("10.0.0.1")).toEqual({ family: 4, high: 0n, low: 167772161n });
    expect(parseAddress("255.255.255.255")).toEqual({ family: 4, high: 0n, low: 4294967295n });
  });
  test("a family 6 address is two halves of 64 bits", () => {
    expect(parseAddress("2001:db8::1")).toEqual({ family: 6, high: 0x20010db800000000n, low: 1n });
    expect(parseAddress("64:ff9b::192.0.2.33")).toEqual({ family: 6, high: 0x0064ff9b00000000n, low: 0xc0000221n });
  });
  test("an IPv4-mapped address is its IPv4 address", () => {
    expect(parseAddress("::ffff:10.0.0.1")).toEqual(parseAddress("10.0.0.1"));
    expect(parseAddress("0:0:0:0:0:FFFF:a00:1")).toEqual(parseAddress("10.0.0.1"));
  });
  test.each([
    "",
    "-",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.01",
    "10.0.0.1.2",
    "10.0.0.1/8",
    " 10.0.0.1",
    "1.2.3.x",
    ":",
    ":::",
    "1::2::3",
    "12345::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
    "1.2.3.4::",
    "1.2.3.4:1::",
    "::1%eth0",
    ":1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:",
    "g::",
  ])("%j is no address", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

// The examples of RFC 5952, sections 1, 2 and 4.
test.each([
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:0db8::0001", "2001:db8::1"],
  ["2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["2001:DB8::ABCD", "2001:db8::abcd"],
  ["::", "::"],
  ["::1", "::1"],
  ["fe80::", "fe80::"],
  ["0.0.0.0", "0.0.0.0"],
  ["192.0.2.1", "192.0.2.1"],
])("%s is written %s", (text, expected) => {
  const address = parseAddress(text);
  expect(address && formatAddress(address)).toBe(expected);
});

describe("prefixes and ranges", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0", "10.255.255.255"],
    ["10.1.2.3/8", "10.0.0.0", "10.255.255.255"],
    ["10.1.2.3/32", "10.1.2.3", "10.1.2.3"],
    ["0.0.0.0/0", "0.0.0.0", "255.255.255.255"],
    ["2001:db8:1234::/48", "2001:db8:1234::", "2001:db8:1234:ffff:ffff:ffff:ffff:ffff"],
    ["::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["::ffff:10.0.0.0/104", "10.0.0.0", "10.255.255.255"],
  ])("%s is %s to %s", (text, low, high) => {
    expect(parsePrefix(text)).toEqual({ low: parseAddress(low), high: parseAddress(high) });
  });
  test.each(["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "fd00::/129", "10.0.0/8", "10.0.0.0/8/8", "/8"])(
    "%j is not a prefix",
    (text) => expect(parsePrefix(text)).toBeUndefined(),
  );
  test("a range has both ends", () => {
    const expected = { low: parseAddress("10.0.0.1"), high: parseAddress("10.0.0.9") };
    expect(parseAddressRange("10.0.0.1-10.0.0.9")).toEqual(expected);
    expect(parseAddresses("10.0.0.1-10.0.0.9")).toEqual(expected);
  });
  test.each(["10.0.0.9-10.0.0.1", "10.0.0.1-::1", "10.0.0.1", "10.0.0.1-", "1.1.1.1-2.2.2.2-3.3.3.3"])(
    "%j is no range",
    (text) => expect(parseAddressRange(text)).toBeUndefined(),
  );
});

test("IPv4 comes before IPv6, and in each the smaller number first", () => {
  const words = ["fd00::1", "9.0.0.0", "::2", "10.0.0.0"];
  const sorted = words.flatMap((word) => parseAddress(word) ?? []).toSorted(compareAddresses);
  expect(sorted.map(formatAddress)).toEqual(["9.0.0.0", "10.0.0.0", "::2", "fd00::1"]);
});

test("every range is written so that it reads back", () => {
  const four = fc.bigInt({ min: 0n, max: 0xffffffffn }).map((low) => ({ family: 4 as const, high: 0n, low }));
  // The upper half is not zero, which leaves out the IPv4-mapped addresses.
  const half = fc.bigInt({ min: 1n, max: 0xffffffffffffffffn });
  const six = fc.record({ family: fc.constant(6 as const), high: half, low: half });
  const ends = fc.oneof(fc.tuple(four, four), fc.tuple(six, six));
  fc.assert(
    fc.property(ends, (pair) => {
      const [low, high] = pair.toSorted(compareAddresses);
      if (low === undefined || high === undefined) return;
      expect(parseAddresses(formatAddresses({ low, high }))).toEqual({ low, high });
    }),
  );
});

test.each(["10.0.0.0/8", "fd00::/8", "::/0", "10.0.0.1", "10.0.0.1-10.0.0.2", "0.0.0.0/0"])(
  "%s stays as it is",
  (text) => {
    const range = parseAddresses(text);
    expect(range && formatAddresses(range)).toBe(text);
  },
);
