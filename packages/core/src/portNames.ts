// Names of protocols and ports, as one writes them in an expression. The list has only names that occur in flow logs; the
// numbers are IANA's (Protocol Numbers; Service Name and Transport Protocol Port Number Registry).

/** One number and its names: the first is the one to print, the others are accepted. */
type PortRow = readonly [number, string, ...string[]];

/** The number of a protocol by name, in any case: `tcp` is 6. */
export function protocolNumber(name: string): number | undefined {
  return protocolsByName.get(name.toLowerCase());
}

/** The port of a well-known service by name, in any case: `https` is 443. */
export function serviceNumber(name: string): number | undefined {
  return servicesByName.get(name.toLowerCase());
}

/** The name of a protocol: 6 is `tcp`. */
export function protocolName(number: number): string | undefined {
  return protocols.find(([own]) => own === number)?.[1];
}

/** The name of the service that usually has a port: 443 is `https`. */
export function serviceName(number: number): string | undefined {
  return servicesByNumber.get(number);
}

/** The ports that usually are a service's. */
export function servicePorts(): Iterable<number> {
  return servicesByNumber.keys();
}

/** Every protocol name that is understood, for suggestions and completion. */
export function protocolNames(): readonly string[] {
  return [...protocolsByName.keys()];
}

/** Every service name that is understood, for suggestions and completion. */
export function serviceNames(): readonly string[] {
  return [...servicesByName.keys()];
}

const protocols: readonly PortRow[] = [
  [0, "hopopt"],
  [1, "icmp"],
  [2, "igmp"],
  [4, "ipv4", "ipip"],
  [6, "tcp"],
  [8, "egp"],
  [17, "udp"],
  [33, "dccp"],
  [41, "ipv6"],
  [46, "rsvp"],
  [47, "gre"],
  [50, "esp"],
  [51, "ah"],
  [58, "ipv6-icmp", "icmp6", "icmpv6"],
  [88, "eigrp"],
  [89, "ospfigp", "ospf"],
  [97, "etherip"],
  [103, "pim"],
  [112, "vrrp"],
  [115, "l2tp"],
  [132, "sctp"],
  [136, "udplite"],
];

const services: readonly PortRow[] = [
  [20, "ftp-data"],
  [21, "ftp"],
  [22, "ssh"],
  [23, "telnet"],
  [25, "smtp"],
  [53, "domain", "dns"],
  [67, "bootps", "dhcp"],
  [68, "bootpc"],
  [69, "tftp"],
  [80, "http"],
  [88, "kerberos"],
  [110, "pop3"],
  [111, "sunrpc", "rpcbind"],
  [123, "ntp"],
  [135, "epmap", "msrpc"],
  [137, "netbios-ns"],
  [138, "netbios-dgm"],
  [139, "netbios-ssn"],
  [143, "imap"],
  [161, "snmp"],
  [162, "snmptrap"],
  [179, "bgp"],
  [389, "ldap"],
  [443, "https"],
  [445, "microsoft-ds", "smb"],
  [465, "submissions", "smtps"],
  [500, "isakmp", "ike"],
  [514, "syslog"],
  [587, "submission"],
  [636, "ldaps"],
  [853, "domain-s", "dot"],
  [873, "rsync"],
  [993, "imaps"],
  [995, "pop3s"],
  [1080, "socks"],
  [1194, "openvpn"],
  [1433, "ms-sql-s", "mssql"],
  [2049, "nfs"],
  [3306, "mysql"],
  [3389, "ms-wbt-server", "rdp"],
  [3478, "stun"],
  [4500, "ipsec-nat-t"],
  [5060, "sip"],
  [5061, "sips"],
  [5432, "postgresql", "postgres"],
  [5671, "amqps"],
  [5672, "amqp"],
  [5900, "rfb", "vnc"],
  [6379, "redis"],
  [8080, "http-alt"],
  [11211, "memcache", "memcached"],
  [27017, "mongodb"],
];

const protocolsByName = byName(protocols);
const servicesByName = byName(services);
const servicesByNumber = new Map(services.map(([number, name]) => [number, name]));

function byName(rows: readonly PortRow[]): ReadonlyMap<string, number> {
  return new Map(rows.flatMap(([number, ...names]) => names.map((name) => [name, number] as const)));
}
