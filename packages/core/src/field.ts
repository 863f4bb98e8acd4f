// The table of every field of VPC flow logs (versions 2 to 11) and of Transit Gateway flow logs (version 6), the ways
// to look a name up in it, and the formats and header lines made of such names. Parsing, expressions, alignment, docs
// and completion ask it; splitting and decoding lines is left to the decoders. Source: AWS
// (docs.aws.amazon.com, vpc/flow-log-records and vpc/tgw/tgw-flow-logs).
import { problemAt, type Problem } from "@flowlogs/base/problem";
import { nearest } from "@flowlogs/base/nearest";

/** What the values are: numbers, epoch seconds, IP addresses, or anything else as text (ids keep leading zeros). */
type FieldKind = "integer" | "time" | "address" | "text";

/** What an integer counts or names, for formatting and for the names that an expression accepts. */
type FieldRole = "port" | "protocol" | "flags" | "count";

export interface Field {
  /** The AWS name with `_` for `-`: the record's key. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly role?: FieldRole;
  /** The version of the flow log format that brought the field. */
  readonly version: number;
  readonly meaning: string;
  readonly unit?: string;
  /** The documented values and what each says; new ones may come. */
  readonly values?: Readonly<Record<string, string>>;
  /** Spellings beyond hyphen, underscore and case, which never count. */
  readonly aliases: readonly string[];
}

/** The field of a name in any spelling: hyphens, underscores and case do not count, aliases do. */
export function findField(spelling: string): Field | undefined {
  return bySpelling.get(fold(spelling));
}

/** The table's name of a known field; any other name exactly as it is written, because it may be any NDJSON key. */
export function canonicalName(spelling: string): string {
  return findField(spelling)?.name ?? spelling;
}

/** What all names of one field have in common, and no name of another: two names with the same one mean the same. */
export function identityOf(name: string): string {
  return findField(name)?.name ?? fold(name);
}

/** The folded spellings by which a field may go in the data: those of a known field, or of any other key. */
export function spellingsOf(name: string): readonly string[] {
  const field = findField(name);
  return [...new Set((field === undefined ? [name] : [field.name, ...field.aliases]).map(fold))];
}

/** The one of these keys that a name means: the one that is spelled so, else the first that is the same field. */
export function keyFor(name: string, keys: readonly string[]): string | undefined {
  if (keys.includes(name)) return name;
  const identity = identityOf(name);
  return keys.find((key) => identityOf(key) === identity);
}

/**
 * The known name that a word was probably meant to be, or undefined (also when the word is known).
 * Words under four letters are never suspected, words under six only of one slip: `share`, `state`, `host` are keys in
 * their own right, though two edits from `start`, `start`, `port`.
 */
export function suggestField(word: string, otherNames: readonly string[] = []): string | undefined {
  if (word.length < 4 || otherNames.includes(word) || findField(word) !== undefined) return undefined;
  const names = [...spellings, ...otherNames];
  const folded = names.map(fold);
  const found = nearest(fold(word), folded, word.length < 6 ? 1 : 2);
  return found === undefined ? undefined : names[folded.indexOf(found)];
}

const verdicts = { ACCEPT: "let through", REJECT: "refused, or came after the connection was closed" };
const statuses = {
  OK: "logged normally",
  NODATA: "no traffic in the interval",
  SKIPDATA: "some records were left out",
};
const types = { IPv4: "IPv4", IPv6: "IPv6", EFA: "Elastic Fabric Adapter" };
const directions = { ingress: "to the interface", egress: "from the interface" };
const sublocations = { wavelength: "Wavelength Zone", outpost: "Outpost", localzone: "Local Zone" };
const reasons = { BPA: "VPC Block Public Access", EC: "encryption controls of a VPC endpoint" };
const paths = {
  1: "another resource in the VPC",
  2: "internet gateway or gateway VPC endpoint",
  3: "virtual private gateway",
  4: "VPC peering within the Region",
  5: "VPC peering between Regions",
  6: "Local Zone or Wavelength Zone",
  7: "gateway VPC endpoint",
  8: "internet gateway",
};
const encryptions = { 0: "not encrypted", 1: "by Nitro", 2: "by the application", 3: "by both" };
const flags = { 1: "FIN", 2: "SYN", 4: "RST", 8: "PSH", 16: "ACK", 32: "URG" };
const interfaces = {
  nat_gateway: "NAT gateway",
  network_load_balancer: "Network Load Balancer",
  regional_nat_gateway: "regional NAT gateway",
  transit_gateway: "transit gateway",
  vpc_endpoint: "VPC endpoint",
};

/** Every field: those of VPC flow logs in the order of AWS's table, then those that only transit gateways have. */
export const fields: readonly Field[] = [
  integer("version", 2, "highest version among the fields of the format"),
  text("account_id", 2, "account that owns the source interface"),
  text("interface_id", 2, "network interface that recorded the flow"),
  address("srcaddr", 2, "source address; the interface's own for outgoing traffic", ["source_address", "source_addr"]),
  address("dstaddr", 2, "destination address; the interface's own for incoming traffic", ["dest_address", "dest_addr"]),
  integer("srcport", 2, "source port; 0 for protocols without ports", { role: "port", aliases: ["source_port"] }),
  integer("dstport", 2, "destination port; 0 for protocols without ports", { role: "port", aliases: ["dest_port"] }),
  integer("protocol", 2, "IANA protocol number", { role: "protocol" }),
  integer("packets", 2, "packets of the flow in the interval", { role: "count", unit: "packets" }),
  integer("bytes", 2, "bytes of the flow in the interval", { role: "count", unit: "bytes" }),
  time("start", 2, "first packet in the interval", ["startTime", "_ts"]),
  time("end", 2, "last packet in the interval", ["endTime"]),
  text("action", 2, "whether the traffic was let through", verdicts),
  text("log_status", 2, "whether the interval was logged in full", statuses),
  text("vpc_id", 3, "VPC of the interface"),
  text("subnet_id", 3, "subnet of the interface"),
  text("instance_id", 3, "instance of the interface, when it is yours"),
  integer("tcp_flags", 3, "TCP flags seen in the interval, or-ed", { role: "flags", values: flags }),
  text("type", 3, "type of traffic", types),
  address("pkt_srcaddr", 3, "original source address of the packet, before NAT"),
  address("pkt_dstaddr", 3, "original destination address of the packet, before NAT"),
  text("region", 4, "Region of the interface"),
  text("az_id", 4, "Availability Zone of the interface"),
  text("sublocation_type", 4, "kind of sublocation of the interface", sublocations),
  text("sublocation_id", 4, "sublocation of the interface"),
  text("pkt_src_aws_service", 5, "AWS service whose address range holds pkt_srcaddr"),
  text("pkt_dst_aws_service", 5, "AWS service whose address range holds pkt_dstaddr"),
  text("flow_direction", 5, "direction, as the interface sees it", directions),
  integer("traffic_path", 5, "way that outgoing traffic takes", { values: paths }),
  text("ecs_cluster_arn", 7, "ARN of the ECS cluster"),
  text("ecs_cluster_name", 7, "name of the ECS cluster"),
  text("ecs_container_instance_arn", 7, "ARN of the ECS container instance, on EC2"),
  text("ecs_container_instance_id", 7, "ECS container instance, on EC2"),
  text("ecs_container_id", 7, "Docker id of the first container"),
  text("ecs_second_container_id", 7, "Docker id of the second container"),
  text("ecs_service_name", 7, "ECS service that started the task"),
  text("ecs_task_definition_arn", 7, "ARN of the ECS task definition"),
  text("ecs_task_arn", 7, "ARN of the ECS task"),
  text("ecs_task_id", 7, "ECS task"),
  text("reject_reason", 8, "why the traffic was refused", reasons),
  text("resource_id", 9, "regional NAT gateway that recorded the flow"),
  integer("encryption_status", 10, "how the traffic is encrypted", { values: encryptions }),
  text("instance_tag", 11, "value of the first chosen tag of the instance"),
  text("instance_tag_2", 11, "value of the second chosen tag of the instance"),
  text("interface_tag", 11, "value of the first chosen tag of the interface"),
  text("interface_tag_2", 11, "value of the second chosen tag of the interface"),
  text("asg_tag", 11, "value of the first chosen tag of the Auto Scaling group"),
  text("asg_tag_2", 11, "value of the second chosen tag of the Auto Scaling group"),
  text("interface_type", 11, "what the interface belongs to", interfaces),
  text("next_hop_interface_id", 11, "interface on the other side"),
  text("next_hop_subnet_id", 11, "subnet of the interface on the other side"),
  text("next_hop_az_id", 11, "Availability Zone of the interface on the other side"),
  text("next_hop_vpc_id", 11, "VPC of the interface on the other side"),
  text("next_hop_interface_type", 11, "what the interface on the other side belongs to", interfaces),
  text("resource_type", 6, "what recorded the flow", { TransitGateway: "a transit gateway" }),
  text("tgw_id", 6, "transit gateway"),
  text("tgw_attachment_id", 6, "attachment that recorded the flow"),
  text("tgw_src_vpc_account_id", 6, "account of the source VPC"),
  text("tgw_dst_vpc_account_id", 6, "account of the destination VPC"),
  text("tgw_src_vpc_id", 6, "source VPC"),
  text("tgw_dst_vpc_id", 6, "destination VPC"),
  text("tgw_src_subnet_id", 6, "source subnet"),
  text("tgw_dst_subnet_id", 6, "destination subnet"),
  text("tgw_src_eni", 6, "interface of the source attachment"),
  text("tgw_dst_eni", 6, "interface of the destination attachment"),
  text("tgw_src_az_id", 6, "source Availability Zone"),
  text("tgw_dst_az_id", 6, "destination Availability Zone"),
  text("tgw_pair_attachment_id", 6, "attachment on the other side"),
  integer("packets_lost_no_route", 6, "packets lost for want of a route", { role: "count", unit: "packets" }),
  integer("packets_lost_blackhole", 6, "packets lost to a blackhole route", { role: "count", unit: "packets" }),
  integer("packets_lost_mtu_exceeded", 6, "packets lost because they exceed the MTU", {
    role: "count",
    unit: "packets",
  }),
  integer("packets_lost_ttl_expired", 6, "packets lost because their TTL ran out", { role: "count", unit: "packets" }),
];

/** The 14 fields of the default format, in their fixed order. */
export const defaultFormat: readonly string[] = (
  "version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action " +
  "log_status"
).split(" ");

/** The default format of Transit Gateway flow logs. */
export const transitGatewayFormat: readonly string[] = (
  "version resource_type account_id tgw_id tgw_attachment_id tgw_src_vpc_account_id tgw_dst_vpc_account_id " +
  "tgw_src_vpc_id tgw_dst_vpc_id tgw_src_subnet_id tgw_dst_subnet_id tgw_src_eni tgw_dst_eni tgw_src_az_id " +
  "tgw_dst_az_id tgw_pair_attachment_id srcaddr dstaddr srcport dstport protocol packets bytes start end log_status " +
  "type packets_lost_no_route packets_lost_blackhole packets_lost_mtu_exceeded packets_lost_ttl_expired tcp_flags " +
  "region flow_direction pkt_src_aws_service pkt_dst_aws_service"
).split(" ");

/**
 * Reads a format as AWS (`${version} ${account-id}`) or a person (`version,account_id`) writes it, into names of the
 * field table. The word `default` alone is the default format. Unknown names are kept, with `_` for `-`. A name that
 * comes twice, a word that can be no name and an empty format are problems.
 */
export function parseFormat(format: string): string[] | Problem {
  if (format.trim().toLowerCase() === "default") return [...defaultFormat];
  const names = new Set<string>();
  for (const match of format.matchAll(/\$\{([^{}]*)\}|[^\s,$]+|\$/g)) {
    const from = match.index;
    const to = from + match[0].length;
    const word = (match[1] ?? match[0]).trim();
    if (!isNameShaped(word)) {
      const advice = "write a format like '${version} ${account-id}' or version,account-id";
      return problemAt(format, from, to, `"${match[0]}" is not a field name`, advice);
    }
    const name = recordKey(word);
    if (names.has(name)) return problemAt(format, from, to, `${name} is in the format twice`);
    names.add(name);
  }
  if (names.size > 0) return [...names];
  return problemAt(format, 0, format.length, "the format names no field", "write default for AWS's default format");
}

/**
 * The field names when the words of a line are a header, else undefined. A header has only words that can be names,
 * none twice, and at least half of them known: a row of data fails on its first number.
 */
export function readHeader(words: readonly string[]): string[] | undefined {
  if (words.length === 0 || !words.every(isNameShaped)) return undefined;
  const known = words.filter((word) => findField(word) !== undefined).length;
  if (known * 2 < words.length) return undefined;
  const names = words.map(recordKey);
  return new Set(names).size === names.length ? names : undefined;
}

const bySpelling: ReadonlyMap<string, Field> = new Map(
  fields.flatMap((field) => [field.name, ...field.aliases].map((spelling) => [fold(spelling), field] as const)),
);
const spellings: readonly string[] = fields.flatMap((field) => [field.name, ...field.aliases]);

/** The same is done by the kernel (kernel/assembly/scan/wantedFields.ts). Where a key begins, a dash or an underscore makes it another one. */
function fold(spelling: string): string {
  return spelling
    .replace(/((?:^|\.)[-_]*)|[-_]/g, (_, start: string | undefined) => start ?? "")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

type Extras = Partial<Pick<Field, "role" | "unit" | "values" | "aliases">>;

function integer(name: string, version: number, meaning: string, extras: Extras = {}): Field {
  return { name, kind: "integer", version, meaning, aliases: [], ...extras };
}

function time(name: string, version: number, meaning: string, aliases: readonly string[]): Field {
  return { name, kind: "time", version, meaning, unit: "epoch seconds", aliases };
}

function address(name: string, version: number, meaning: string, aliases: readonly string[] = []): Field {
  return { name, kind: "address", version, meaning, aliases };
}

function text(name: string, version: number, meaning: string, values?: Readonly<Record<string, string>>): Field {
  return { name, kind: "text", version, meaning, aliases: [], ...(values === undefined ? {} : { values }) };
}

function isNameShaped(word: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]*$/.test(word);
}

/**
 * The key that a field of a text log gets in its record: AWS's hyphens become underscores even in names we do not
 * know.
 */
function recordKey(word: string): string {
  return findField(word) === undefined ? word.replaceAll("-", "_") : canonicalName(word);
}
