// What a database compares for a network, by hand; that addresses are found as Python says is in test/oracle.
import { describe, expect, test } from "vitest";
import { NetworkLists, networkOf } from "./networks.ts";

test.each([
  ["10.0.0.0/8", { kind: "4", top: 10n, shift: 24n }],
  ["10.1.2.3", { kind: "4", top: 0x0a010203n, shift: 0n }],
  ["0.0.0.0/0", { kind: "4", top: 0n, shift: 32n }],
  ["10.0.0.0-10.0.0.255", { kind: "4", top: 0x0a0000n, shift: 8n }],
  ["10.0.0.1-10.0.0.2", { kind: "other" }],
  ["::ffff:10.0.0.0/104", { kind: "4", top: 10n, shift: 24n }],
  ["2001:db8::/32", { kind: "6", digits: "20010db8" }],
  ["::1", { kind: "6", digits: "00000000000000000000000000000001" }],
  ["::/0", { kind: "6", digits: "" }],
  ["fd00::/7", { kind: "other" }],
])("%s", (text, network) => {
  expect(networkOf(text)).toEqual(network);
});

test("a text that is not a network is an error", () => {
  expect(() => networkOf("10.0.0.0/33")).toThrow('"10.0.0.0/33" is not an address or a network');
});

describe("a list", () => {
  test("may overlap, and be in any order", () => {
    const lists = new NetworkLists();
    const list = lists.numberOf("fd00::/8 10.0.0.0/8 10.1.0.0/16  9.0.0.0-10.0.0.5");
    expect(lists.numberOf("fd00::/8 10.0.0.0/8 10.1.0.0/16  9.0.0.0-10.0.0.5")).toBe(list);
    const inside = ["9.0.0.0", "10.1.2.3", "10.255.255.255", "fd12::1", "8.255.255.255", "11.0.0.0", "fe00::", "x"];
    expect(inside.map((it) => lists.has(list, it))).toEqual([true, true, true, true, false, false, false, false]);
  });

  test("is an error each time that one of its networks cannot be read", () => {
    const lists = new NetworkLists();
    for (let i = 0; i < 2; i++) expect(() => lists.numberOf("::/0 10.0.0.0/33")).toThrow("10.0.0.0/33");
  });

  test("may be empty", () => {
    const lists = new NetworkLists();
    expect(lists.has(lists.numberOf(""), "10.0.0.1")).toBe(false);
  });
});
