import { expect, test } from "vitest";
import { protocolNames, protocolNumber, serviceNames, serviceNumber } from "./portNames.ts";

test.each([
  ["icmp", 1],
  ["TCP", 6],
  ["udp", 17],
  ["gre", 47],
  ["icmp6", 58],
  ["ipv6-icmp", 58],
  ["sctp", 132],
  ["tpc", undefined],
])("protocol %s is %s", (name, number) => {
  expect(protocolNumber(name)).toBe(number);
});

test.each([
  ["https", 443],
  ["SSH", 22],
  ["dns", 53],
  ["domain", 53],
  ["rdp", 3389],
  ["postgresql", 5432],
  ["smb", 445],
  ["nothing", undefined],
])("service %s is %s", (name, number) => {
  expect(serviceNumber(name)).toBe(number);
});

test("no name stands twice", () => {
  expect(serviceNames().filter((name) => serviceNumber(name) === undefined)).toEqual([]);
  expect(new Set(protocolNames()).size).toBe(protocolNames().length);
});
