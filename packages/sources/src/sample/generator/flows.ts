// From a conversation to what the interfaces log of it, in windows of a minute, and to its answer.
import type { GeneratedKind, Scene } from "./cases.ts";
import type { GeneratedHost, GeneratedNetwork } from "./network.ts";
import { SeededRandom } from "./random.ts";

/** AWS aggregates the packets of a minute. */
export const WINDOW = 60;
const [FIN, SYN, RST, SYN_ACK] = [1, 2, 4, 18];

/** One record of a flow, before it has columns. */
export interface GeneratedFlow {
  readonly scene: Scene;
  /** From client to server. */
  readonly isOut: boolean;
  readonly packets: number;
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
  readonly flags: number;
  readonly action: "ACCEPT" | "REJECT";
  readonly point: LoggingPoint;
}

/** Where a direction is logged, and with which addresses. */
export interface LoggingPoint {
  readonly host: GeneratedHost;
  readonly flowDirection: "ingress" | "egress";
  readonly from: string;
  readonly to: string;
}

/** What is true of a conversation. Amounts are those of one interface; what all have logged is `records` and `bytes_logged`. */
export interface GeneratedAnswer {
  readonly kind: GeneratedKind;
  readonly story: string;
  readonly client: string;
  readonly server: string;
  readonly client_port: number;
  readonly server_port: number;
  readonly protocol: number;
  readonly start: number;
  readonly end: number;
  readonly flows: number;
  readonly packets_out: number;
  readonly bytes_out: number;
  readonly packets_in: number;
  readonly bytes_in: number;
  readonly verdict: string | null;
  readonly syn_logged: boolean;
  readonly seen_by: string;
  readonly via: string | null;
  readonly records: number;
  readonly bytes_logged: number;
}

export interface LoggedScene {
  readonly flows: readonly GeneratedFlow[];
  readonly answer: GeneratedAnswer;
}

/** What a log can say: its version, and whether it has TCP flags. */
export interface LogTraits {
  readonly version: number;
  readonly hasFlags: boolean;
}

/** `seed`: for the amounts; those on both sides of a NAT gateway are the same. */
export function logScene(
  scene: Scene,
  start: number,
  seed: number,
  network: GeneratedNetwork,
  traits: LogTraits,
): LoggedScene {
  const random = new SeededRandom(seed);
  const points = [true, false].map((isOut) => pointsOf(scene, isOut, network, traits.version));
  const isAnswered = scene.verdict !== "rejected" && scene.verdict !== "no_reply";
  const flows: GeneratedFlow[] = [];
  const amounts = { flows: 0, packets_out: 0, bytes_out: 0, packets_in: 0, bytes_in: 0 };
  const log = (isOut: boolean, part: Omit<GeneratedFlow, "scene" | "isOut" | "action" | "point">): void => {
    amounts.flows++;
    amounts[isOut ? "packets_out" : "packets_in"] += part.packets;
    amounts[isOut ? "bytes_out" : "bytes_in"] += part.bytes;
    for (const point of points[isOut ? 0 : 1] ?? [])
      flows.push({ scene, isOut, ...part, action: actionOf(scene, isOut, point), point });
  };
  for (let from = 0; from <= scene.length; from += WINDOW) {
    const until = Math.min(from + WINDOW - 1, scene.length);
    const place = { isFirst: from === 0, isLast: until === scene.length };
    for (const isOut of isAnswered ? [true, false] : [true]) {
      const delay = isOut ? scene.lead : scene.wait;
      const [began, ended] = [start + from + (from === 0 ? delay : 0), start + until + delay];
      const packets = random.integer(1, scene.kind === "scan" ? 2 : 40);
      const bytes = packets * random.integer(40, scene.kind === "scan" ? 60 : isOut ? 400 : 1400);
      log(isOut, { packets, bytes, start: began, end: ended, flags: flagsOf(scene, isOut, place) });
    }
  }
  if (scene.verdict === "partial") refuseOnePacket(scene, start + scene.length + 3, points[0] ?? [], flows, amounts);
  const times = { start: Math.min(...flows.map((it) => it.start)), end: Math.max(...flows.map((it) => it.end)) };
  const { kind, story, client, server, clientPort, serverPort, protocol } = scene;
  const ends = {
    client: client.address,
    server: server.address,
    client_port: clientPort,
    server_port: serverPort,
    protocol,
  };
  const answer = { kind, story, ...ends, ...times, ...amounts, ...knownOf(scene, flows, traits), ...totalsOf(flows) };
  return { flows, answer };
}

/** What comes after the end of a connection is refused. */
function refuseOnePacket(
  scene: Scene,
  time: number,
  points: readonly LoggingPoint[],
  flows: GeneratedFlow[],
  amounts: { flows: number; packets_out: number; bytes_out: number },
): void {
  for (const point of points) {
    const action = point.flowDirection === "ingress" ? "REJECT" : "ACCEPT";
    flows.push({ scene, isOut: true, packets: 1, bytes: 40, start: time, end: time, flags: RST, action, point });
  }
  amounts.flows++;
  amounts.packets_out++;
  amounts.bytes_out += 40;
}

function knownOf(
  scene: Scene,
  flows: readonly GeneratedFlow[],
  { version, hasFlags }: LogTraits,
): Pick<GeneratedAnswer, "verdict" | "syn_logged" | "seen_by" | "via"> {
  const { protocol, verdict } = scene;
  // A transit gateway has no actions: only what came back can be told.
  const isKnown = version !== 6 || verdict === "no_reply";
  const hops = scene.nat === "inside" ? new Set(flows.flatMap(({ point }) => rewritten(scene, point))) : [];
  return {
    verdict: isKnown ? verdict : null,
    syn_logged: hasFlags && version > 2 && protocol === 6 && scene.isOlder !== true,
    seen_by: [...new Set(flows.map(({ point }) => loggedBy(point, version)))].toSorted().join(","),
    via: [...hops].join(",") || null,
  };
}

/** The addresses that are not those of the ends. */
function rewritten({ client, server }: Scene, { from, to }: LoggingPoint): string[] {
  return [from, to].filter((address) => address !== client.address && address !== server.address);
}

/** How a record names the interface that logged it. */
export function loggedBy({ host }: LoggingPoint, version: number): string {
  return version === 6 ? attachmentOf(host) : (host.interfaceId ?? host.resourceId ?? "");
}

/** The attachment of a VPC to the transit gateway. */
export function attachmentOf({ vpcId = "" }: GeneratedHost): string {
  return `tgw-attach-${vpcId.slice("vpc-".length)}`;
}

function totalsOf(flows: readonly GeneratedFlow[]): { records: number; bytes_logged: number } {
  return { records: flows.length, bytes_logged: flows.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** AWS logs SYN, SYN with ACK, FIN and RST, and no ACK of its own. */
function flagsOf(
  { protocol, verdict, isOlder }: Scene,
  isOut: boolean,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): number {
  if (protocol !== 6) return 0;
  const isAnswered = verdict !== "rejected" && verdict !== "no_reply";
  const begin = isFirst && isOlder !== true ? (isOut ? SYN : SYN_ACK) : 0;
  const end = isLast && isAnswered ? (isOut ? FIN : FIN | (begin === 0 ? RST : 0)) : 0;
  return begin | end;
}

function actionOf({ verdict }: Scene, isOut: boolean, { flowDirection }: LoggingPoint): "ACCEPT" | "REJECT" {
  if (verdict === "rejected") return flowDirection === "ingress" ? "REJECT" : "ACCEPT";
  return verdict === "rejected_reply" && !isOut ? "REJECT" : "ACCEPT";
}

/** Which interfaces log a direction: the sender's as it leaves, the receiver's as it comes, and what is between. */
function pointsOf(scene: Scene, isOut: boolean, network: GeneratedNetwork, version: number): readonly LoggingPoint[] {
  const [sender, receiver] = isOut ? [scene.client, scene.server] : [scene.server, scene.client];
  const ends = { from: sender.address, to: receiver.address };
  // A transit gateway takes in what an attachment sends, and hands it to the other one.
  if (version === 6)
    return [
      { host: sender, flowDirection: "ingress", ...ends },
      { host: receiver, flowDirection: "egress", ...ends },
    ];
  const points: LoggingPoint[] = [];
  if (hasPoint(sender)) points.push({ host: sender, flowDirection: "egress", ...ends });
  if (scene.nat === "inside" && version > 2) points.push(hopPoint(ends, isOut, network.natGateway));
  // A reply that the sender's network refuses gets no further.
  const isStopped = scene.verdict === "rejected_reply" && !isOut;
  if (hasPoint(receiver) && !isStopped) points.push({ host: receiver, flowDirection: "ingress", ...ends });
  return points;
}

function hasPoint({ interfaceId, resourceId }: GeneratedHost): boolean {
  return interfaceId !== undefined || resourceId !== undefined;
}

/** An interface of a NAT gateway logs its own address in place of the receiver's, and of the sender's; a regional one does not. */
function hopPoint({ from, to }: { from: string; to: string }, isOut: boolean, host: GeneratedHost): LoggingPoint {
  const flowDirection = isOut ? "ingress" : "egress";
  if (host.interfaceId === undefined) return { host, flowDirection, from, to };
  return isOut ? { host, flowDirection, from, to: host.address } : { host, flowDirection, from: host.address, to };
}
