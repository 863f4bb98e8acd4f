// Random conditions, each in two languages: ours and SQL. Addresses are looked up by Node's own BlockList, as this DuckDB
// has no type for them.
import { BlockList } from "node:net";
import type { Random } from "../fuzz/random.ts";
import { addresses } from "./logs.ts";

export interface Question {
  readonly ours: string;
  readonly sql: string;
}

const integers = ["srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "tcp_flags", "traffic_path"];
const operators = ["=", "!=", "<", "<=", ">", ">="];
const blocks = ["10.0.0.0/8", "10.0.0.0/30", "172.20.0.0/16", "0.0.0.0/0", "2001:db8::/32", "2001:db8::/127", "::/0"];

/** A column, between quotes as `end` is a word of SQL. */
function column(name: string): string {
  return `"${name}"`;
}

function number(random: Random): string {
  return random.pick([
    "0",
    "1",
    "2",
    "3",
    "6",
    "22",
    "443",
    "1024",
    "60",
    "599",
    "1500",
    "4294967297",
    "9007199254740993",
  ]);
}

export function condition(random: Random, depth: number): Question {
  if (depth === 0 || random.once(3)) {
    return random.pick([plain, text, byAddress, eitherSide, computed, flags, between, truth])(random);
  }
  const [a, b] = [condition(random, depth - 1), condition(random, depth - 1)];
  return random.pick([
    { ours: `(${a.ours} and ${b.ours})`, sql: `((${a.sql}) AND (${b.sql}))` },
    { ours: `(${a.ours} or ${b.ours})`, sql: `((${a.sql}) OR (${b.sql}))` },
    { ours: `not (${a.ours})`, sql: `(NOT (${a.sql}))` },
  ]);
}

function plain(random: Random): Question {
  const field = random.pick(integers);
  const [operator, wanted] = [random.pick(operators), number(random)];
  return random.pick([
    { ours: `${field} ${operator} ${wanted}`, sql: `${column(field)} ${operator} ${wanted}` },
    { ours: `${field} is null`, sql: `${column(field)} IS NULL` },
    {
      ours: `${field} in [${wanted}, 5-500, 1795255600-1795259000]`,
      sql: `${column(field)} = ${wanted} OR ${column(field)} BETWEEN 5 AND 500 OR ${column(field)} BETWEEN 1795255600 AND 1795259000`,
    },
    { ours: `srcport ${operator} dstport`, sql: `srcport ${operator} dstport` },
    { ours: `port ${operator} ${wanted}`, sql: either(operator, (it) => `${it} ${operator} ${wanted}`) },
  ]);
}

/** Unequal to two is unequal to both. */
function either(operator: string, sql: (column: string) => string): string {
  return `(${sql("srcport")} ${operator === "!=" ? "AND" : "OR"} ${sql("dstport")})`;
}

function between(random: Random): Question {
  const field = random.pick(integers);
  const low = random.below(100);
  const high = low + random.below(2000);
  const not = random.pick(["", "not "]);
  return random.pick([
    { ours: `${field} ${not}between ${low} and ${high}`, sql: `${column(field)} ${not}BETWEEN ${low} AND ${high}` },
    { ours: `${field} ${not}between srcport and ${high}`, sql: `${column(field)} ${not}BETWEEN srcport AND ${high}` },
    { ours: `${field} ${not}between dstport and packets`, sql: `${column(field)} ${not}BETWEEN dstport AND packets` },
  ]);
}

function text(random: Random): Question {
  const field = random.pick(["action", "account_id", "interface_id", "log_status", "region"]);
  const wanted = random.pick(["ACCEPT", "REJECT", "012345678901", "eni-0a1b", "OK", "eu-west-1", "EU", ""]);
  const operator = random.pick(operators);
  const pattern = random.pick(["%E%", "eni-0_1%", "%1", "A%T", "__%"]);
  const part = random.pick(["eni", "EC", "0", "-"]);
  const not = random.pick(["", "not "]);
  return random.pick([
    { ours: `${field} ${operator} '${wanted}'`, sql: `${field} ${operator} '${wanted}'` },
    { ours: `${field} is ${not}null`, sql: `${field} IS ${not}NULL` },
    { ours: `${field} ${not}in ['${wanted}', OK, 'REJECT']`, sql: `${field} ${not}IN ('${wanted}', 'OK', 'REJECT')` },
    { ours: `${field} ${not}in @words`, sql: `${field} ${not}IN (${listed(lists.words)})` },
    { ours: `${field} ${not}like '${pattern}'`, sql: `${field} ${not}LIKE '${pattern}'` },
    { ours: `${field} ${not}like '${part}'`, sql: `(${not} contains(${field}, '${part}'))` },
    { ours: `${field} ${not === "" ? "=~" : "!~"} /[ET]$/`, sql: `(${not} regexp_matches(${field}, '[ET]$'))` },
    { ours: `strlen(${field}) > 6`, sql: `length(${field}) > 6` },
    { ours: `tolower(${field}) = 'reject'`, sql: `lower(${field}) = 'reject'` },
    { ours: `substr(${field}, 1, 3) >= 'n'`, sql: `substring(${field}, 2, 3) >= 'n'` },
    {
      ours: `coalesce(${field}, region) = concat('us-', 'east-1')`,
      sql: `coalesce(${field}, region) = 'us-east-1'`,
    },
  ]);
}

function byAddress(random: Random): Question {
  const field = random.pick(["srcaddr", "dstaddr", "pkt_srcaddr"]);
  const wanted = random.times(random.between(1, 3), () => random.pick([...blocks, ...addresses]));
  const [block = ""] = wanted;
  const not = random.pick(["", "not "]);
  return random.pick([
    { ours: `${field} ${not}in [${wanted.join(", ")}]`, sql: `${field} ${not}IN (${within(wanted)})` },
    { ours: `${field} ${not}in @nets`, sql: `${field} ${not}IN (${within(lists.nets.split("\n"))})` },
    { ours: `${field} = ${block}`, sql: `${field} IN (${within([block])})` },
    { ours: `${field} != ${block}`, sql: `${field} NOT IN (${within([block])})` },
    { ours: `${field} is ${not}null`, sql: `${field} IS ${not}NULL` },
    { ours: `srcaddr = pkt_srcaddr`, sql: `srcaddr = pkt_srcaddr` },
    { ours: `srcaddr != pkt_srcaddr`, sql: `srcaddr != pkt_srcaddr` },
  ]);
}

/** What is said of either side holds for one of them, and what is denied for both. */
function eitherSide(random: Random): Question {
  const wanted = random.times(random.between(1, 3), () => random.pick([...blocks, ...addresses]));
  const [block = ""] = wanted;
  return random.pick([
    { ours: `addr in [${wanted.join(", ")}]`, sql: inside(wanted) },
    { ours: `addr not in [${wanted.join(", ")}]`, sql: `NOT ${inside(wanted)}` },
    { ours: `addr = ${block}`, sql: inside([block]) },
    { ours: `addr != ${block}`, sql: `NOT ${inside([block])}` },
    { ours: `port not in [22, 80]`, sql: `NOT (srcport IN (22, 80) OR dstport IN (22, 80))` },
    { ours: `port between 1 and 99`, sql: `(srcport BETWEEN 1 AND 99 OR dstport BETWEEN 1 AND 99)` },
    { ours: `addr is null`, sql: `(srcaddr IS NULL OR dstaddr IS NULL)` },
    { ours: `isPrivateIP(addr)`, sql: inside(privateBlocks) },
  ]);
}

function inside(list: readonly string[]): string {
  return `(srcaddr IN (${within(list)}) OR dstaddr IN (${within(list)}))`;
}

/** Functions that are true, false, or unknown of a null; those that ask whether something is there always know. */
function truth(random: Random): Question {
  const address = random.pick(["srcaddr", "pkt_srcaddr"]);
  const word = random.pick(["action", "interface_id"]);
  const isPrivate = `${address} IN (${within(privateBlocks)})`;
  const test = plain(random);
  return random.pick([
    { ours: `isPrivateIP(${address})`, sql: isPrivate },
    { ours: `isPrivateIP(${address}) = 0`, sql: `NOT (${isPrivate})` },
    { ours: `isPrivateIP(${address}) + 1 = 1`, sql: `(${isPrivate})::INTEGER + 1 = 1` },
    { ours: `isPublicIP(${address}) + 0 = 0`, sql: `(${address} NOT IN (${within(publicAddresses)}))` },
    { ours: `isValidIpV6(${address})`, sql: `contains(${address}, ':')` },
    { ours: `isIpInSubnet(${address}, '10.0.0.0/8')`, sql: `${address} IN (${within(["10.0.0.0/8"])})` },
    { ours: `strcontains(${word}, 'EC')`, sql: `contains(${word}, 'EC')` },
    {
      ours: `strcontains(interface_id, substr(${word}, 0, 2))`,
      sql: `contains(interface_id, substring(${word}, 1, 2))`,
    },
    { ours: `startsWith(${word}, 'eni-0a')`, sql: `starts_with(${word}, 'eni-0a')` },
    { ours: `endsWith(${word}, 'T')`, sql: `ends_with(${word}, 'T')` },
    { ours: `ispresent(${word})`, sql: `${word} IS NOT NULL` },
    { ours: `isempty(${word})`, sql: `(${word} IS NULL OR ${word} = '')` },
    { ours: `isNumeric(srcport)`, sql: `srcport IS NOT NULL` },
    {
      ours: `if(${test.ours}, srcport, dstport) = 443`,
      sql: `CASE WHEN ${test.sql} THEN srcport ELSE dstport END = 443`,
    },
    { ours: `if(not (${test.ours}), srcport) = 443`, sql: `CASE WHEN NOT (${test.sql}) THEN srcport END = 443` },
  ]);
}

const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
/** Of the addresses that are there, those that everybody may reach. */
const publicAddresses = ["172.200.1.1"];

/** What the files hold that questions name. */
export const lists = { nets: "10.0.0.0/30\n2001:db8::/64\n192.168.0.1", words: "REJECT\nOK\neni-0c2d" } as const;

function listed(file: string): string {
  return file
    .split("\n")
    .map((word) => `'${word}'`)
    .join(", ");
}

/** Which of the addresses that are there lie in one of the blocks, as a list of SQL. */
function within(wanted: readonly string[]): string {
  // One for each family, as Node finds IPv4 in ::/0 too.
  const families = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const entry of wanted) {
    const [base = "", bits] = entry.split("/");
    const family = familyOf(base);
    if (bits === undefined) families[family].addAddress(base, family);
    else families[family].addSubnet(base, Number(bits), family);
  }
  const those = addresses.filter((it) => families[familyOf(it)].check(it, familyOf(it)));
  return ["'none'", ...those.map((it) => `'${it}'`)].join(", ");
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return address.includes(":") ? "ipv6" : "ipv4";
}

function flags(random: Random): Question {
  const [name, bit] = random.pick([
    ["fin", 1],
    ["syn", 2],
    ["ack", 16],
  ] as const);
  return random.pick([
    { ours: `tcp_flags has ${name}`, sql: `(tcp_flags & ${bit}) = ${bit}` },
    { ours: `tcp_flags has [${name}, 2]`, sql: `(tcp_flags & ${bit | 2}) = ${bit | 2}` },
    { ours: `tcp_flags & ${bit | 1}`, sql: `(tcp_flags & ${bit | 1}) <> 0` },
  ]);
}

function computed(random: Random): Question {
  const [a, b] = [value(random, 2), value(random, 1)];
  const operator = random.pick(operators);
  const wanted = random.pick(["0", "1", "7.5", "-3", "1500", "1795255700"]);
  return random.pick([
    { ours: `(${a.ours}) + 0 ${operator} ${wanted}`, sql: `${a.sql} ${operator} ${wanted}::DOUBLE` },
    { ours: `(${a.ours}) + 0 ${operator} ${b.ours} + 0`, sql: `${a.sql} ${operator} ${b.sql}` },
    { ours: `(${a.ours}) + 0 is not null`, sql: `${a.sql} IS NOT NULL` },
    { ours: `(${a.ours}) + 0 in [0-10, 60, 1k-2k]`, sql: inRanges(a.sql) },
  ]);
}

function inRanges(sql: string): string {
  return `${sql} BETWEEN 0 AND 10 OR ${sql} = 60 OR ${sql} BETWEEN 1000 AND 2000`;
}

/** A number that is worked out, in doubles. */
function value(random: Random, depth: number): Question {
  if (depth === 0 || random.once(4)) return leaf(random);
  const [a, b] = [value(random, depth - 1), value(random, depth - 1)];
  const test = plain(random);
  return random.pick([
    { ours: `(${a.ours} + ${b.ours})`, sql: `(${a.sql} + ${b.sql})` },
    { ours: `(${a.ours} - ${b.ours})`, sql: `(${a.sql} - ${b.sql})` },
    { ours: `(${a.ours} * ${b.ours})`, sql: `(${a.sql} * ${b.sql})` },
    { ours: `(${a.ours} / ${b.ours})`, sql: `(${a.sql} / nullif(${b.sql}, 0))` },
    { ours: `(${a.ours} % 7)`, sql: `(${a.sql} % 7::DOUBLE)` },
    { ours: `floor(${a.ours} / 2)`, sql: `floor(${a.sql} / 2)` },
    { ours: `ceil(${a.ours} / 2)`, sql: `ceil(${a.sql} / 2)` },
    { ours: `round(${a.ours} / 2)`, sql: `round(${a.sql} / 2)` },
    { ours: `abs(${a.ours})`, sql: `abs(${a.sql})` },
    { ours: `greatest(${a.ours}, ${b.ours})`, sql: `greatest(${a.sql}, ${b.sql})` },
    { ours: `least(${a.ours}, ${b.ours})`, sql: `least(${a.sql}, ${b.sql})` },
    { ours: `coalesce(${a.ours} + 0, ${b.ours})`, sql: `coalesce(${a.sql}, ${b.sql})` },
    { ours: `-(${a.ours})`, sql: `(-${a.sql})` },
    { ours: `if(${test.ours}, ${a.ours}, ${b.ours})`, sql: `CASE WHEN ${test.sql} THEN ${a.sql} ELSE ${b.sql} END` },
    { ours: "datefloor(start, 5m)", sql: "(start - start % 300)::DOUBLE" },
  ]);
}

function leaf(random: Random): Question {
  const field = random.pick(integers);
  const constant = random.pick(["1", "2.5", "8", "60"]);
  const duration = `("end" - start)::DOUBLE`;
  return random.pick([
    { ours: field, sql: `${column(field)}::DOUBLE` },
    { ours: constant, sql: `${constant}::DOUBLE` },
    { ours: "duration", sql: duration },
    { ours: "bps", sql: `(bytes::DOUBLE * 8 / nullif(${duration}, 0))` },
    { ours: "pps", sql: `(packets::DOUBLE / nullif(${duration}, 0))` },
    { ours: "bpp", sql: `(bytes::DOUBLE / nullif(packets::DOUBLE, 0))` },
  ]);
}
