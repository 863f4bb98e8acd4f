// Pipelines whose answers are the same here and on every engine, and the records that they are asked of: addresses of both families,
// values that are missing, numbers beyond doubles, texts with quotes.

const conditions: readonly string[] = [
  "action = REJECT",
  "action != REJECT",
  "not action = REJECT",
  "bytes > 1000",
  "bytes >= 1000.5",
  "bytes = 1000.5",
  "bytes != 1000.5",
  "bytes < 9223372036854775808",
  "bytes > 9007199254740992",
  "bytes = 9007199254740993",
  "not (bytes > 1000 and action = ACCEPT)",
  "not (bytes > 1000 or srcport is null)",
  "srcport is null",
  "srcport is not null and dstport < 1024",
  "dstport in [22, 53, 8000-9000]",
  "dstport not in [22, 53, 8000-9000]",
  "bytes in [10-2000]",
  "action in [REJECT, SKIP]",
  "srcaddr = 10.0.0.1",
  "srcaddr != 10.0.0.1",
  "srcaddr = 10.0.0.0/8",
  "srcaddr != 10.0.0.0/8",
  "srcaddr in [10.0.0.3-10.0.0.9, 2001:db8::/32]",
  "srcaddr not in [10.0.0.3-10.0.0.9, 2001:db8::/32]",
  "srcaddr = ::/0",
  "srcaddr = 0.0.0.0/0",
  "srcaddr > 10.0.0.5",
  "srcaddr <= 10.0.0.5",
  "srcaddr >= 2001:db8::2",
  "addr = 10.0.0.2",
  "addr != 10.0.0.2",
  "port = 443",
  "port in [22, 443]",
  "srcaddr = dstaddr",
  "srcaddr != dstaddr",
  "srcport > dstport",
  "packets * 100 > bytes",
  "bytes / packets >= 100",
  "not bytes / packets >= 100",
  "(bytes + 1) % 7 = 3",
  "bytes ^ 2 > 1000000",
  "duration > 30",
  "bps > 800",
  "bpp < 50",
  "tcp_flags has syn",
  "not tcp_flags has syn",
  "tcp_flags & 3 = 3",
  "protocol = tcp",
  "protocol in [udp, icmp]",
  "dstport = https",
  "interface_id like 'eni-1%'",
  "interface_id not like 'eni-1%'",
  "interface_id like '%\\'%'",
  "action =~ /^r/i",
  "action !~ /^r/i",
  "interface_id =~ /eni-\\d+$/",
  "interface_id =~ /[^\\w-]/",
  "interface_id like '%/*%'",
  "isPrivateIP(srcaddr)",
  "isPublicIP(srcaddr) or isValidIpV6(srcaddr)",
  "strcontains(interface_id, 'ni-1')",
  "startsWith(interface_id, 'eni-2')",
  "if(action = REJECT, bytes, packets) > 100",
  "coalesce(srcport, dstport) < 1024",
  "greatest(packets, srcport) > 40000",
  "abs(packets - 50) <= 10",
  "floor(bytes / 1000) = 1",
  "round(bytes / 1000) = 2",
  "sqrt(bytes) < 20",
  "strlen(interface_id) = 5",
  "tolower(action) = reject",
  "concat(action, '-', protocol) = 'ACCEPT-6'",
  "start >= 1764374400",
  "account_id = '000123456789'",
  "account_id != 123456789",
  "action < 'B'",
  "srcaddr in @nets.txt",
  "addr not in [@nets.txt, 203.0.113.7]",
  "dstport in @ports.txt and srcport not in @ports.txt",
  "interface_id in @names.txt",
  "interface_id not in @names.txt",
  "replace(interface_id, '-', '') = 'eni1'",
  "replace(interface_id, '', 'x') = 'eni-1'",
  "substr(interface_id, 2, 3) = 'i-1'",
  "substr(srcaddr, 8) = '5'",
  "substr(interface_id, 9, 3) = ''",
  "trim(concat(' ', action, ' ')) = 'ACCEPT'",
  "rtrim(interface_id, '0-') = 'eni-1' and ltrim(interface_id, 'in-e') != '2'",
  "trim(interface_id, '*/') != interface_id",
  "isblank(trim(interface_id, 'eni-12'))",
  "interface_id >= 'eni-2'",
];

/** What stands behind the reader. Where rows are ranked, the keys leave no two equal. */
export const plans: readonly string[] = [
  ...conditions.map((text) => `filter ${quoted(text)}`),
  "filter 'action = REJECT' | filter --not 'bytes > 500'",
  // Groups.
  ...[
    "",
    "--by action",
    "--by srcaddr 'sum(bytes)'",
    "--by srcaddr,dstport 'count()' 'sum(bytes) as total'",
    "'count()' 'sum(bytes)' 'min(bytes)' 'max(bytes)' 'avg(packets)'",
    "--by action 'count(srcport)' 'count(action = REJECT)' 'count(bytes > 1000) as large'",
    "--by action 'sum(bytes where dstport = 443)' 'max(bytes where srcport is null)'",
    "--by action 'stddev(packets)' 'variance(packets)'",
    "--by action 'count_distinct(srcaddr)' 'count_distinct(dstport)'",
    "--by action 'min(srcaddr)' 'max(srcaddr)'",
    "--by action 'min(interface_id)' 'max(action)' 'min(start)' 'max(end)'",
    "--by protocol 'earliest(bytes)' 'latest(bytes)'",
    "--by action 'bit_or(tcp_flags)'",
    "--by action 'median(packets)' 'p95(packets)' 'p50(packets)' 'p99.9(bytes)' 'pct(packets, 25)'",
    "--by action 'p0(packets)' 'p100(packets)' 'p10(packets where dstport = 443)'",
    "--by action 'sum(bytes) / count()' 'sum(packets) * 8 / 300 as rate'",
    "--by action 'sum(packets) + count() * 2 as odd' '0 - sum(packets) as minus'",
    "--by action 'round(sum(packets) / 7, 1) as r' 'floor(avg(packets))'",
    "--by action 'if(count() > 100, 1, 0) as many'",
    "--by dstport 'count() as n' --having 'n > 20'",
    "--by dstport 'sum(packets)' --having 'count() > 20 and sum(packets) > 100'",
    "--by dstport 'count()' --having 'not count() > 20'",
    "--by srcport 'count()' --keep-null",
    "--by srcaddr,srcport 'count()' --keep-null",
    "--by 'bytes % 3 as rest' 'count()'",
    "--by 'dstport % 2 as odd' 'count()'",
    "--by 'if(dstport < 1024, 1, 0) as low' 'count()'",
    "--by 'srcaddr as source' 'count()'",
    "--by 'tolower(action) as verdict' 'count()'",
    "--by tcp_flags 'sum(packets)' 'avg(duration)' 'max(bpp)'",
    "--by flow_direction,action 'count()' 'sum(bytes)'",
    "'sum(bytes where action = NOTHING)' 'count(action = NOTHING)' 'avg(bytes where action = NOTHING)'",
    "--by interface_id 'count()'",
    "--by action 'count()' --totals",
    "--by action --also-by dstport 'count()'",
    "--by srcaddr/24 'count()'",
    "--by srcaddr/30,dstaddr//48 'count()' 'sum(bytes)'",
    "--by srcaddr/0/96 'count()'",
    "--by 'dstaddr/29/33 as net' 'count()' --keep-null",
    "--by action 'values(protocol)'",
    "--by action 'first(bytes)'",
    "--by srcaddr,action 'count()' | group --by srcaddr 'last(action)'",
  ].map((words) => `group ${words}`),
  "filter 'bytes < 0' | group 'count()' 'sum(bytes)' 'min(bytes)' 'avg(bytes)' 'p95(bytes)'",
  "filter 'bytes < 0' | group --by action 'count()'",
  // Bins.
  ...["10s", "5m", "1h", "90s", "1d", "1w", "1mo", "1q", "1y"].map(
    (size) => `bin ${size} | group --by bin 'count()' 'sum(bytes)'`,
  ),
  "bin 5m --at end | group --by bin,action 'count()'",
  "bin 1h --time end | group --by bin 'max(packets)'",
  "bin 1d --tz Europe/Berlin | group --by bin 'count()'",
  "bin 2h --tz America/New_York --at end | group --by bin 'count()' 'max(packets)'",
  "bin 1w --tz Asia/Kolkata | group --by bin 'sum(bytes)'",
  "bin 1mo --tz Pacific/Auckland | group --by bin,action 'count()'",
  "bin 1y --tz=-03:30 | group --by bin 'count()'",
  "bin 5m | filter 'action = REJECT' | group --by bin 'count() as n' --having 'n > 1' | top --sort --by 'bin desc'",
  "bin 10m | group --by bin,action 'sum(bytes)' | top 1 --per bin --by 'sum(bytes) desc, action'",
  // Orders.
  "group --by srcaddr 'sum(bytes)' | top 3 --by 'sum(bytes)'",
  "group --by srcaddr 'sum(bytes)' | top 3 --least --by 'sum(bytes)'",
  "group --by srcaddr 'count()' | top --sort --by 'srcaddr asc'",
  "group --by srcaddr 'count()' | top 5 --by 'srcaddr desc'",
  "group --by srcport 'count()' --keep-null | top --sort --by 'srcport asc'",
  "group --by srcport 'count()' --keep-null | top --sort --by 'srcport desc'",
  "group --by srcaddr,action 'sum(bytes)' | top 2 --per action --by 'sum(bytes)'",
  "group --by action,srcaddr 'sum(bytes)' 'count()' | top 4 --by 'sum(bytes)/count(), srcaddr'",
  "group --by srcaddr 'sum(bytes)' | top 2 --by 'sum(bytes)' --share",
  "group --by srcaddr 'sum(bytes)' | top 2 --by 'sum(bytes)' --other",
  "group --by srcaddr 'sum(bytes)' | top --until 60% --by 'sum(bytes)'",
  "group --by srcaddr 'sum(bytes)' | top 3",
  "group --by srcaddr 'sum(packets) as p' | filter 'p > 1000' | top --sort --by 'p desc, srcaddr'",
  "group --by srcaddr,dstaddr 'count() as n' | group --by srcaddr 'sum(n)' 'count()'",
  "top 5 --by 'bytes desc, start, srcaddr, dstaddr'",
  "filter 'bytes > 100' | top 4 --by 'bytes / packets desc, start, srcaddr'",
  // Records that are brought.
  "filter --sample 50% 'bytes > 100' | group 'count()'",
  "filter 'bytes > 100' | filter --sample 50% --sample-by srcaddr --seed 7 | group 'count()' 'sum(bytes)'",
  "filter 'action = REJECT' | bin 1m --spread | group --by bin 'sum(bytes)'",
  "bin 1h --at middle | group --by bin 'count()'",
  "filter 'packets > 90' | group --by action,srcaddr 'sum(packets)' --totals",
  "filter 'packets > 95' | top --until 50% --by bytes",
  "filter 'packets > 90' | group --by action 'regexReplace(min(interface_id), \"[0-9]+\", \"N\") as name'",
  // Labels.
  "label --from owners.csv | group --by srcaddr_owner,dstaddr_owner 'count()' 'sum(bytes)'",
  "label --from owners.csv --labels owner | group --by srcaddr_owner,dstaddr_owner 'count()' --keep-null",
  "label srcaddr --from owners.csv | filter 'srcaddr_owner = shop and dstport != 443' | group --by srcaddr_owner,srcaddr_site 'count()' --keep-null",
  "label interface_id,dstport,protocol --from teams.csv --from builtin: | group --by interface_id_team,dstport_name,protocol_name 'count()' --keep-null",
  "label srcaddr --from builtin: | group --by srcaddr_scope 'count()'",
  "label dstport --from ports.csv --from builtin: --as '{label}' | group --by name 'count()' --keep-null",
  "filter 'action = REJECT' | label srcaddr --from owners.csv --as 'of_{label}' | filter 'of_owner is null'",
  "filter 'action = REJECT' | label srcaddr --from owners.csv | bin 1d | group --by bin,srcaddr_owner 'sum(bytes)'",
  "filter 'packets > 90' | label srcaddr --from dated.csv | group --by srcaddr_owner 'count()'",
  "filter 'packets > 90' | label srcaddr --from owners.csv --only-matched | group --by srcaddr_owner 'count()'",
  // Questions of the cookbook and of older systems.
  "filter 'action = REJECT' | group --by srcaddr,dstport 'count() as n' | top --sort --by 'n desc, srcaddr, dstport'",
  "filter 'action = REJECT and dstport in [22, 3389]' | group --by srcaddr 'count() as tries' 'count_distinct(dstaddr) as hosts' | top 10 --by 'tries, srcaddr'",
  "group --by protocol 'sum(bytes)' 'count()' 'max(packets)' 'max(bytes)'",
  "group --by srcaddr,dstaddr 'sum(bytes)' 'count()' | top 3 --by 'sum(bytes)'",
  "filter 'srcaddr like \"10.%\" and not dstaddr like \"10.%\" and srcport < 1024' | group --by srcaddr,dstaddr,protocol,srcport 'sum(bytes) as bytes' | top --sort --by 'bytes desc, srcaddr, dstaddr, srcport'",
  "filter 'srcaddr = 10.0.0.1 and dstport = 443' | bin 30m | group --by bin 'sum(packets)'",
  "filter 'tcp_flags = 2' | group --by srcaddr 'count_distinct(dstport) as ports' --having 'ports > 2' | top 5 --by 'ports, srcaddr'",
];

/** Conditions in one question. */
const COUNTED = 12;
/** Lists in files stand in filters only. */
const counted = conditions.filter((text) => !text.includes("@"));

/** The plans in fewer questions, where one takes long: conditions count what meets them, twelve at a time. */
export const fewerPlans: readonly string[] = [
  ...Array.from({ length: Math.ceil(counted.length / COUNTED) }, (_, i) => {
    const some = counted.slice(i * COUNTED, (i + 1) * COUNTED);
    return `group ${some.map((text, at) => quoted(`count(${text}) as c${at}`)).join(" ")}`;
  }),
  ...plans.slice(conditions.length),
  ...plans.slice(0, conditions.length).filter((plan, i) => plan.includes("@") || i % COUNTED === 0),
];

/** The files of `in @FILE`, and of labels. */
export const listFiles: Readonly<Record<string, string>> = {
  "nets.txt": "# seen before\n10.0.0.3-10.0.0.5, 10.0.0.8/31\n\n2001:db8::2 # one of IPv6\n",
  "ports.txt": "\ufeffhttps\n22-53 8000-9000\n",
  "owners.csv":
    "cidr,owner,site\n10.0.0.0/29,platform,\n10.0.0.4/30,shop,eu\n10.0.0.5/32,,us\n" +
    '10.0.0.8-10.0.0.9,"o\'brien; --",\n2001:db8::/32,six,\n2001:db8::2,"ü\\ ""x""",eu\n::/0,world,\n',
  "teams.csv": 'interface_id,team\neni-1,one\no\'b\\r,quote\n"q""u;--",text\n',
  "ports.csv": "port,name\n443,web\n8080,\n30001,odd\n",
  "dated.csv": "cidr,owner,from,to\n10.0.0.0/29,old,,2025-11-28T12:00:00Z\n10.0.0.0/29,new,2025-11-28T12:00:00Z,\n",
  "names.txt": "eni-1\n  o'b\\r  # a comment\nq\"u;--\r\n",
};

/** What no engine can say so that the answer is the same. */
export const refused: readonly string[] = [
  "group --by action 'values(protocol)'",
  "group --by action 'first(bytes)'",
  "group --by srcaddr,action 'count()' | group --by srcaddr 'last(action)'",
  "filter --sample 50% 'bytes > 100' | group 'count()'",
];

/** Whether the order of rows is a part of the answer. The groups of --per come as they were met, and by their values elsewhere. */
export function isRanked(plan: string): boolean {
  return plan.includes("top ") && !plan.includes("--per");
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\$]/g, String.raw`\$&`)}"`;
}

/** 600 records of two days, as AWS writes them, the same each time. */
export function logOfPlans(): string {
  let state = 42;
  const below = (count: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * count);
  };
  const pick = (...all: readonly string[]): string => all[below(all.length)] ?? "-";
  const address = (): string =>
    pick(...Array.from({ length: 9 }, (_, i) => `10.0.0.${i + 1}`), "203.0.113.7", "2001:db8::1", "2001:db8::2", "-");
  const header =
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags flow-direction";
  const lines = Array.from({ length: 600 }, (_, i) => {
    const start = 1_764_288_000 + below(172_800);
    const port = (): string => pick("22", "53", "443", "3389", "8080", "-", String(30_000 + below(9)));
    const bytes = i % 97 === 0 ? "9007199254740993" : String(40 + below(5000));
    const interfaceId = pick("eni-1", "eni-2", "eni-10", "o'b\\r", 'q"u;--', "ü/*x*/");
    const rest = [
      pick("ACCEPT", "ACCEPT", "REJECT", "-"),
      "OK",
      pick("1", "2", "3", "18", "-"),
      pick("ingress", "egress", "-"),
    ];
    const numbers = [port(), port(), pick("6", "6", "17", "1"), String(1 + below(99)), bytes, start, start + below(90)];
    return ["2", "000123456789", interfaceId, address(), address(), ...numbers, ...rest].join(" ");
  });
  return `${[header, ...lines].join("\n")}\n`;
}
