// Labels that need no file: what addresses are for (IANA's registries of special-purpose addresses), the addresses that AWS serves in
// every VPC (EC2 and EKS user guides), and the names of ports, protocols and TCP flags.
import { protocolName, serviceName } from "@flowlogs/core";
import { ADDRESS, type LabelRecord } from "./labelRecord.ts";

const scopes: readonly (readonly [scope: string, ...prefixes: string[]])[] = [
  ["private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
  ["shared", "100.64.0.0/10"],
  ["loopback", "127.0.0.0/8", "::1"],
  ["link-local", "169.254.0.0/16", "fe80::/10"],
  ["multicast", "224.0.0.0/4", "ff00::/8"],
  ["broadcast", "255.255.255.255"],
  ["unspecified", "0.0.0.0", "::"],
  ["documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"],
  ["benchmarking", "198.18.0.0/15", "2001:2::/48"],
  ["reserved", "0.0.0.0/8", "192.0.0.0/24", "240.0.0.0/4", "::/8", "100::/64"],
  ["public", "0.0.0.0/0", "2000::/3", "64:ff9b::/96"],
  // Of IPv6, IANA has assigned no other addresses.
  ["reserved", "::/0"],
];

const services: readonly (readonly [service: string, ...addresses: string[]])[] = [
  ["instance metadata", "169.254.169.254", "fd00:ec2::254"],
  ["dns", "169.254.169.253", "fd00:ec2::253"],
  ["time", "169.254.169.123", "fd00:ec2::123"],
  ["ecs metadata", "169.254.170.2"],
  ["eks pod identity", "169.254.170.23", "fd00:ec2::23"],
  ["windows activation", "169.254.169.250", "169.254.169.251"],
];

/** The names of the bits of tcp_flags, from the lowest on. */
const flags = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];
const PORTS = 65_536;
const BYTES = 256;

/** Rows of labels of addresses, and of numbers. */
export function builtInRecords(): readonly (readonly LabelRecord[])[] {
  return [
    scopes.flatMap(([scope, ...prefixes]) => prefixes.map((text) => ({ keys: [address(text)], labels: { scope } }))),
    services.flatMap(([service, ...all]) => all.map((text) => ({ keys: [address(text)], labels: { service } }))),
    [
      ...named("port", PORTS, serviceName),
      ...named("protocol", BYTES, protocolName),
      ...named("tcp_flags", BYTES, flagNames),
    ],
  ];
}

function address(text: string): { field: string; text: string } {
  return { field: ADDRESS, text };
}

function named(field: string, count: number, nameOf: (number: number) => string | undefined): readonly LabelRecord[] {
  return Array.from({ length: count }, (_, number) => number).flatMap((number) => {
    const name = nameOf(number);
    return name === undefined ? [] : [{ keys: [{ field, text: String(number) }], labels: { name } }];
  });
}

function flagNames(bits: number): string | undefined {
  const set = flags.filter((_, bit) => bits & (1 << bit));
  return set.length === 0 ? undefined : set.join(" ");
}
