// What happens in generated logs: who talks to whom, at which ports, for how long, and what is refused. Each case makes one
// conversation; scans and NAT gateways make several (scan.ts, timeline.ts).
import type { GeneratedHost, GeneratedNetwork } from "./network.ts";
import { clientPort, dynamicPort, reservedPort, serverPort } from "./ports.ts";
import type { SeededRandom } from "./random.ts";

export type GeneratedKind = "conversation" | "scan" | "nat" | "icmp";
type GeneratedVerdict = "accepted" | "rejected" | "rejected_reply" | "no_reply" | "partial";

/** A conversation without a time. */
export interface Scene {
  readonly kind: GeneratedKind;
  /** What it is, more exactly. */
  readonly story: string;
  readonly client: GeneratedHost;
  readonly server: GeneratedHost;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly protocol: number;
  /** Seconds from its first to its last packet. */
  readonly length: number;
  /** Seconds after which the first packet of the client, and of the server, is logged. */
  readonly lead: number;
  readonly wait: number;
  readonly verdict: GeneratedVerdict;
  /** It began before the log: no record has a SYN. */
  readonly isOlder?: boolean;
  /** Which side of a NAT gateway this is. */
  readonly nat?: "inside" | "outside";
}

type MakeScene = (random: SeededRandom, network: GeneratedNetwork) => Scene;

/** By how often they happen, in thousandths. */
const cases: readonly (readonly [weight: number, make: MakeScene])[] = [
  [295, inbound],
  [35, older],
  [270, inside],
  [150, throughNat],
  [70, lookup],
  [20, clocks],
  [5, keyExchange],
  [35, ping],
  [15, networkFiles],
  [20, betweenPeers],
  [20, dynamicService],
  [45, refused],
  [30, refusedReply],
  [10, lateRefusal],
];

/** What a transit gateway sees: both ends are in its VPCs. */
const transitCases: readonly (readonly [weight: number, make: MakeScene])[] = [
  [800, betweenNetworks],
  [60, pingBetweenNetworks],
  [140, unansweredBetweenNetworks],
];

/** `sixPercent`: how many of the conversations between ends with a choice have IPv6. */
export function makeScene(random: SeededRandom, network: GeneratedNetwork, version: number, sixPercent: number): Scene {
  const make = random.pickWeighted(version === 6 ? transitCases : cases);
  const isSix = random.chance(sixPercent);
  const scene = make(random, network);
  if (!isSix || version === 6 || scene.kind === "nat") return scene;
  const [client, server] = [random.pick(network.sixClients), random.pick(network.sixServers)];
  return { ...scene, client, server, protocol: scene.protocol === 1 ? 58 : scene.protocol };
}

/** A TCP conversation; most are short, and most answers come in the second of the question. */
export function tcp(random: SeededRandom, client: GeneratedHost, server: GeneratedHost): Omit<Scene, "story"> {
  const length = random.chance(25) ? random.integer(60, 900) : random.integer(0, 50);
  const [lead, wait] = delays(random);
  return {
    kind: "conversation",
    client,
    server,
    clientPort: clientPort(random),
    serverPort: serverPort(random),
    protocol: 6,
    length,
    lead,
    wait,
    verdict: "accepted",
  };
}

/** When each side is logged first. The times of records are not exact: some answers are logged before their questions. */
function delays(random: SeededRandom): readonly [lead: number, wait: number] {
  return random.pickWeighted([
    [64, [0, 0] as const],
    [32, [0, random.integer(1, 2)] as const],
    [4, [1, 0] as const],
  ]);
}

function inbound(random: SeededRandom, { visitors, servers }: GeneratedNetwork): Scene {
  return { ...tcp(random, random.pick(visitors), random.pick(servers)), story: "inbound" };
}

function older(random: SeededRandom, network: GeneratedNetwork): Scene {
  const times = { length: random.integer(60, 900), lead: random.integer(0, 2), wait: random.integer(0, 2) };
  return { ...inbound(random, network), ...times, story: "older than the log", isOlder: true };
}

function inside(random: SeededRandom, { workers, servers }: GeneratedNetwork): Scene {
  return { ...tcp(random, random.pick(workers), random.pick(servers)), story: "inside" };
}

function throughNat(random: SeededRandom, { workers, internet }: GeneratedNetwork): Scene {
  const scene = tcp(random, random.pick(workers), random.pick(internet));
  return { ...scene, kind: "nat", story: "inside of a NAT gateway", serverPort: 443, nat: "inside" };
}

/** What a NAT gateway makes of it: its own address and port. */
export function outsideOfNat(random: SeededRandom, scene: Scene, { natGateway }: GeneratedNetwork): Scene {
  const ends = { client: natGateway, clientPort: random.integer(1024, 65_535) };
  return { ...scene, ...ends, story: "outside of a NAT gateway", nat: "outside" };
}

function lookup(random: SeededRandom, { workers, servers, resolver }: GeneratedNetwork): Scene {
  const client = random.pick(random.chance(50) ? workers : servers);
  const scene = { ...tcp(random, client, resolver), protocol: 17, serverPort: 53 };
  return { ...scene, story: "DNS", length: random.integer(0, 1) };
}

/** Both ends have the same port. */
function symmetric(random: SeededRandom, { workers, internet }: GeneratedNetwork, port: number): Omit<Scene, "story"> {
  const scene = tcp(random, random.pick(workers), random.pick(internet));
  const times = { length: 0, lead: 0, wait: random.integer(0, 2) };
  return { ...scene, ...times, clientPort: port, serverPort: port, protocol: 17 };
}

function clocks(random: SeededRandom, network: GeneratedNetwork): Scene {
  return { ...symmetric(random, network, 123), story: "NTP" };
}

function keyExchange(random: SeededRandom, network: GeneratedNetwork): Scene {
  return { ...symmetric(random, network, 500), story: "IKE" };
}

function ping(random: SeededRandom, { visitors, servers }: GeneratedNetwork): Scene {
  return asPing(random, tcp(random, random.pick(visitors), random.pick(servers)));
}

function asPing(random: SeededRandom, scene: Omit<Scene, "story">): Scene {
  const verdict = random.chance(20) ? "rejected_reply" : "accepted";
  const times = { length: random.integer(1, 20), lead: 0, wait: random.integer(0, 2) };
  const ports = { clientPort: 0, serverPort: 0, protocol: 1 };
  return { ...scene, ...times, ...ports, kind: "icmp", story: "ping", verdict };
}

function networkFiles(random: SeededRandom, network: GeneratedNetwork): Scene {
  return { ...inside(random, network), story: "NFS", clientPort: reservedPort(random), serverPort: 2049 };
}

/** Neither has a port of a service, and either may begin. */
function betweenPeers(random: SeededRandom, { workers, visitors }: GeneratedNetwork): Scene {
  const pair = random.shuffle([random.pick(workers), random.pick(visitors)]);
  const [client = random.pick(workers), server = random.pick(visitors)] = pair;
  const ports = { clientPort: dynamicPort(random), serverPort: dynamicPort(random) };
  return { ...tcp(random, client, server), ...ports, story: "peers", protocol: random.pick([6, 17]) };
}

/** A server at a port that it agreed on with its client: FTP's data, remote procedure calls. */
function dynamicService(random: SeededRandom, network: GeneratedNetwork): Scene {
  return { ...inside(random, network), story: "dynamic port", serverPort: dynamicPort(random) };
}

function refused(random: SeededRandom, network: GeneratedNetwork): Scene {
  return { ...inside(random, network), story: "refused", length: random.integer(1, 20), verdict: "rejected" };
}

function refusedReply(random: SeededRandom, network: GeneratedNetwork): Scene {
  const length = random.integer(1, 20);
  return { ...inbound(random, network), story: "refused reply", length, verdict: "rejected_reply" };
}

/** A packet that comes after the end is refused. */
function lateRefusal(random: SeededRandom, network: GeneratedNetwork): Scene {
  return { ...inbound(random, network), story: "late packet", length: random.integer(2, 40), verdict: "partial" };
}

function betweenNetworks(random: SeededRandom, { workers, remote }: GeneratedNetwork): Scene {
  const pair = [random.pick(workers), random.pick(remote)] as const;
  const [client, server] = random.chance(70) ? pair : pair.toReversed();
  return { ...tcp(random, client ?? pair[0], server ?? pair[1]), story: "between networks" };
}

function pingBetweenNetworks(random: SeededRandom, network: GeneratedNetwork): Scene {
  return { ...asPing(random, betweenNetworks(random, network)), verdict: "accepted" };
}

function unansweredBetweenNetworks(random: SeededRandom, network: GeneratedNetwork): Scene {
  const length = random.integer(0, 10);
  return { ...betweenNetworks(random, network), story: "unanswered", length, verdict: "no_reply" };
}
