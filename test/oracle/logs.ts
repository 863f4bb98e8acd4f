// Random flow records that are well-formed, for questions to two engines: few values a field, so that they meet in
// groups and ties, with nulls, zeros, IPv6 and numbers that a double cannot hold.
import type { Random } from "../fuzz/random.ts";
import type { Columns } from "./duckdb.ts";

/** The columns of the records, as DuckDB is to read them. */
export const columns: Columns = {
  version: "INTEGER",
  account_id: "VARCHAR",
  interface_id: "VARCHAR",
  srcaddr: "VARCHAR",
  dstaddr: "VARCHAR",
  srcport: "INTEGER",
  dstport: "INTEGER",
  protocol: "INTEGER",
  packets: "BIGINT",
  bytes: "BIGINT",
  start: "BIGINT",
  end: "BIGINT",
  action: "VARCHAR",
  log_status: "VARCHAR",
  tcp_flags: "INTEGER",
  region: "VARCHAR",
  pkt_srcaddr: "VARCHAR",
  traffic_path: "INTEGER",
};

const four = "10.0.0.1 10.0.0.2 10.0.0.10 10.0.1.9 10.1.2.3 172.20.0.10 172.200.1.1 192.168.0.1 203.0.113.77".split(
  " ",
);
const six = "2001:db8::1 2001:db8::2 2001:db8:1::9 fd00::1".split(" ");
/** All addresses that the records may have. */
export const addresses: readonly string[] = [...four, ...six];
const large = [2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]
  .map(String)
  .concat("9007199254740993", "4611686018427387904");

/** As many records, one a line. */
export function randomLogs(random: Random, count: number): string {
  return random.times(count, () => `${randomLog(random)}\n`).join("");
}

function randomLog(random: Random): string {
  const start = 1_795_255_500 + random.below(7200);
  const nodata = random.once(15);
  const maybe = (value: string): string => (nodata || random.once(25) ? "null" : value);
  const address = (): string => maybe(JSON.stringify(random.pick(random.once(4) ? six : four)));
  const members = {
    version: "5",
    account_id: JSON.stringify(random.pick(["012345678901", "210987654321"])),
    interface_id: JSON.stringify(random.pick(["eni-0a1b", "eni-0c2d", "eni-0e3f"])),
    srcaddr: address(),
    dstaddr: address(),
    srcport: maybe(random.pick(["0", "22", "443", "1024", "49152", "65535"])),
    dstport: maybe(random.pick(["0", "22", "53", "80", "443", "3389"])),
    protocol: maybe(random.pick(["1", "6", "6", "6", "17", "41"])),
    packets: maybe(random.pick(["0", "1", "2", "3", "10", "100"])),
    bytes: maybe(random.once(20) ? random.pick(large) : String(random.below(100_000))),
    start: String(start),
    end: String(start + random.pick([0, 1, 10, 59, 60, 300, 599])),
    action: maybe(random.pick(['"ACCEPT"', '"ACCEPT"', '"REJECT"'])),
    log_status: nodata ? random.pick(['"NODATA"', '"SKIPDATA"']) : '"OK"',
    tcp_flags: maybe(random.pick(["0", "1", "2", "3", "18", "19"])),
    region: random.pick(['"us-east-1"', '"eu-west-1"']),
    pkt_srcaddr: address(),
    traffic_path: random.once(2) ? "null" : random.pick(["1", "8"]),
  };
  return `{${Object.entries(members)
    .map(([name, value]) => `"${name}":${value}`)
    .join(",")}}`;
}
