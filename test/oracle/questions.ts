// Random conditions, each in two languages: ours and SQL, where every comparison with null is made false. Addresses are
// looked up by Node's own BlockList, as this DuckDB has no type for them.
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

/** Null is false, so that `not` turns it round. */
function settled(sql: string): string {
  return `coalesce(${sql}, false)`;
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
  if (depth === 0 || random.once(3)) return random.pick([plain, text, byAddress, computed, flags, between])(random);
  const [a, b] = [condition(random, depth - 1), condition(random, depth - 1)];
  return random.pick([
    { ours: `(${a.ours} and ${b.ours})`, sql: `(${a.sql} AND ${b.sql})` },
    { ours: `(${a.ours} or ${b.ours})`, sql: `(${a.sql} OR ${b.sql})` },
    { ours: `not (${a.ours})`, sql: `NOT (${a.sql})` },
  ]);
}

function plain(random: Random): Question {
  const field = random.pick(integers);
  const [operator, wanted] = [random.pick(operators), number(random)];
  return random.pick([
    { ours: `${field} ${operator} ${wanted}`, sql: settled(`${column(field)} ${operator} ${wanted}`) },
    { ours: `${field} is null`, sql: `${column(field)} IS NULL` },
    {
      ours: `${field} in [${wanted}, 5-500, 1795255600-1795259000]`,
      sql: settled(
        `${column(field)} = ${wanted} OR ${column(field)} BETWEEN 5 AND 500 OR ${column(field)} BETWEEN 1795255600 AND 1795259000`,
      ),
    },
    { ours: `srcport ${operator} dstport`, sql: settled(`srcport ${operator} dstport`) },
    { ours: `port ${operator} ${wanted}`, sql: either(operator, (it) => settled(`${it} ${operator} ${wanted}`)) },
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
  const sql = settled(`${column(field)} BETWEEN ${low} AND ${high}`);
  return { ours: `${field} ${not}between ${low} and ${high}`, sql: not === "" ? sql : `NOT ${sql}` };
}

function text(random: Random): Question {
  const field = random.pick(["action", "account_id", "interface_id", "log_status", "region"]);
  const wanted = random.pick(["ACCEPT", "REJECT", "012345678901", "eni-0a1b", "OK", "eu-west-1", "EU", ""]);
  const operator = random.pick(operators);
  const pattern = random.pick(["%E%", "eni-0_1%", "%1", "A%T", "__%"]);
  const part = random.pick(["eni", "EC", "0", "-"]);
  return random.pick([
    { ours: `${field} ${operator} '${wanted}'`, sql: settled(`${field} ${operator} '${wanted}'`) },
    { ours: `${field} in ['${wanted}', OK, 'REJECT']`, sql: settled(`${field} IN ('${wanted}', 'OK', 'REJECT')`) },
    { ours: `${field} like '${pattern}'`, sql: settled(`${field} LIKE '${pattern}'`) },
    { ours: `${field} not like '${part}'`, sql: `NOT ${settled(`contains(${field}, '${part}')`)}` },
    { ours: `${field} =~ /[ET]$/`, sql: settled(`regexp_matches(${field}, '[ET]$')`) },
    { ours: `strlen(${field}) > 6`, sql: settled(`length(${field}) > 6`) },
    { ours: `tolower(${field}) = 'reject'`, sql: settled(`lower(${field}) = 'reject'`) },
    { ours: `substr(${field}, 1, 3) >= 'n'`, sql: settled(`substring(${field}, 2, 3) >= 'n'`) },
    {
      ours: `coalesce(${field}, region) = concat('us-', 'east-1')`,
      sql: settled(`coalesce(${field}, region) = 'us-east-1'`),
    },
  ]);
}

function byAddress(random: Random): Question {
  const field = random.pick(["srcaddr", "dstaddr", "pkt_srcaddr"]);
  const wanted = random.times(random.between(1, 3), () => random.pick([...blocks, ...addresses]));
  const inside = within(wanted);
  return random.pick([
    { ours: `${field} in [${wanted.join(", ")}]`, sql: settled(`${field} IN (${inside})`) },
    { ours: `${field} not in [${wanted.join(", ")}]`, sql: `NOT ${settled(`${field} IN (${inside})`)}` },
    { ours: `srcaddr = pkt_srcaddr`, sql: settled(`srcaddr = pkt_srcaddr`) },
    {
      ours: `isPrivateIP(${field})`,
      sql: settled(`${field} IN (${within(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])})`),
    },
    { ours: `ispresent(${field}) and isValidIpV6(${field})`, sql: settled(`contains(${field}, ':')`) },
  ]);
}

/** Which of the addresses that are there lie in one of the blocks, as a list of SQL. */
function within(wanted: readonly string[]): string {
  // One for each family, as Node finds IPv4 in ::/0 too.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const entry of wanted) {
    const [base = "", bits] = entry.split("/");
    const family = familyOf(base);
    if (bits === undefined) lists[family].addAddress(base, family);
    else lists[family].addSubnet(base, Number(bits), family);
  }
  const inside = addresses.filter((it) => lists[familyOf(it)].check(it, familyOf(it)));
  return ["'none'", ...inside.map((it) => `'${it}'`)].join(", ");
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
    { ours: `tcp_flags has ${name}`, sql: settled(`(tcp_flags & ${bit}) = ${bit}`) },
    { ours: `tcp_flags has [${name}, 2]`, sql: settled(`(tcp_flags & ${bit | 2}) = ${bit | 2}`) },
    { ours: `tcp_flags & ${bit | 1}`, sql: settled(`(tcp_flags & ${bit | 1}) <> 0`) },
  ]);
}

function computed(random: Random): Question {
  const [a, b] = [value(random, 2), value(random, 1)];
  const operator = random.pick(operators);
  const wanted = random.pick(["0", "1", "7.5", "-3", "1500", "1795255700"]);
  return random.pick([
    { ours: `(${a.ours}) + 0 ${operator} ${wanted}`, sql: settled(`${a.sql} ${operator} ${wanted}::DOUBLE`) },
    { ours: `(${a.ours}) + 0 ${operator} ${b.ours} + 0`, sql: settled(`${a.sql} ${operator} ${b.sql}`) },
    { ours: `(${a.ours}) + 0 is not null`, sql: `${a.sql} IS NOT NULL` },
    { ours: `(${a.ours}) + 0 in [0-10, 60, 1k-2k]`, sql: settled(inRanges(a.sql)) },
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
