// Who of the two began, and what says so: the first evidence that there is, in the order of this file.
import { servicePorts } from "../portNames.ts";
import { ACCEPTED, ICMP_REQUEST, REJECTED, SYN_AND_ACK, SYN_WITHOUT_ACK } from "@flowlogs/kernel/opcodes";
import type { Conversation, Leg } from "./conversation.ts";
import type { FlowKey } from "./flowKey.ts";

type ClientEvidence = "syn" | "syn_ack" | "icmp_request" | "port" | "refused_reply" | "start" | "peers";

export interface Client {
  /** The endpoint that is first in the key. */
  readonly isFirst: boolean;
  /** Undefined: nothing tells, and the address that comes first stands in for it. */
  readonly by: ClientEvidence | undefined;
  /** How often such evidence is right, about; 0.5 where there is none. */
  readonly confidence: number;
}

/** How many open conversations an endpoint has: one of the two of a conversation. */
export type PeersOf = (isFirst: boolean) => number;

export function clientOf(conversation: Conversation, peersOf: PeersOf): Client {
  const [ours, theirs] = [evidenceOf(conversation, true), evidenceOf(conversation, false)];
  return (
    bySyn(ours, theirs) ??
    byRequest(ours, theirs) ??
    byPorts(conversation.key) ??
    byRefusal(conversation) ??
    byStart(conversation) ??
    byPeers(conversation.key, peersOf) ??
    byPortNumbers(conversation.key) ?? { isFirst: true, by: undefined, confidence: 0.5 }
  );
}

function evidenceOf({ legs }: Conversation, isForward: boolean): number {
  let evidence = 0;
  for (const leg of legs) if (leg.isForward === isForward) evidence |= leg.evidence;
  return evidence;
}

function bySyn(ours: number, theirs: number): Client | undefined {
  const [we, they] = [(ours & SYN_WITHOUT_ACK) > 0, (theirs & SYN_WITHOUT_ACK) > 0];
  const [weAnswer, theyAnswer] = [(ours & SYN_AND_ACK) > 0, (theirs & SYN_AND_ACK) > 0];
  if (we !== they) {
    const isAnswered = we ? theyAnswer : weAnswer;
    return { isFirst: we, by: "syn", confidence: isAnswered ? 1 : 0.99 };
  }
  // Two that open at the same moment, or a port that was used again the other way round.
  if (weAnswer === theyAnswer) return undefined;
  return { isFirst: theyAnswer, by: "syn_ack", confidence: we ? 0.9 : 0.98 };
}

function byRequest(ours: number, theirs: number): Client | undefined {
  const [we, they] = [(ours & ICMP_REQUEST) > 0, (theirs & ICMP_REQUEST) > 0];
  return we === they ? undefined : { isFirst: we, by: "icmp_request", confidence: 0.99 };
}

/** How much a port looks like that of a service. Systems give ports from 32768, or from 49152, to clients. */
const EPHEMERAL_RANK = 0;
const REGISTERED_RANK = 1;
/** Below 1024 and without a name: rarely a service, more often what NFS and others ask from as root. */
const RESERVED_RANK = 2;
const NAMED_RANK = 3;
const WELL_KNOWN_RANK = 4;

const EPHEMERAL = 32_768;
const WELL_KNOWN = 1024;
let ranks: Uint8Array | undefined;

/** The rank of each port, a byte each. */
export function portRanks(): Uint8Array {
  if (ranks !== undefined) return ranks;
  ranks = new Uint8Array(65_536).fill(RESERVED_RANK, 0, WELL_KNOWN).fill(REGISTERED_RANK, WELL_KNOWN, EPHEMERAL);
  ranks.fill(EPHEMERAL_RANK, EPHEMERAL);
  for (const port of servicePorts()) ranks[port] = port < WELL_KNOWN ? WELL_KNOWN_RANK : NAMED_RANK;
  return ranks;
}

/** By the rank of the higher port, and of the lower one. */
const confidences: readonly (readonly number[])[] = [
  [],
  [0.85],
  [0.95, 0.85],
  [0.97, 0.9, 0.9],
  [0.98, 0.95, 0.95, 0.6],
];

function byPorts({ firstPort, secondPort, hasPorts }: FlowKey): Client | undefined {
  if (!hasPorts) return undefined;
  const [first = 0, second = 0] = [portRanks()[firstPort], portRanks()[secondPort]];
  if (first === second) return undefined;
  const confidence = confidences[Math.max(first, second)]?.[Math.min(first, second)] ?? 0.8;
  return { isFirst: first < second, by: "port", confidence };
}

/** A question that is refused gets no answer: where all of one direction was refused, that is the answer. */
function byRefusal({ legs }: Conversation): Client | undefined {
  const [ours, theirs] = [actionsOf(legs, true), actionsOf(legs, false)];
  if (ours + theirs !== ACCEPTED + REJECTED || ours === 0 || theirs === 0) return undefined;
  return { isFirst: ours === ACCEPTED, by: "refused_reply", confidence: 0.9 };
}

function actionsOf(legs: readonly Leg[], isForward: boolean): number {
  let actions = 0;
  for (const leg of legs) if (leg.isForward === isForward) actions |= leg.actions;
  return actions;
}

function byStart({ legs }: Conversation): Client | undefined {
  const first = startOf(legs, true);
  const second = startOf(legs, false);
  if (first === second) return undefined;
  // Nobody answered: who spoke may also be the one whose question was not logged.
  const isOneWay = !Number.isFinite(first) || !Number.isFinite(second);
  return { isFirst: first < second, by: "start", confidence: isOneWay ? 0.6 : 0.75 };
}

function startOf(legs: readonly Leg[], isForward: boolean): number {
  let start = Number.POSITIVE_INFINITY;
  for (const leg of legs) if (leg.isForward === isForward) start = Math.min(start, leg.start);
  return start;
}

/** Of one port on both sides, as clocks have it, many peers are no sign of a server: a client asks many too, from that port. */
function byPeers({ firstPort, secondPort }: FlowKey, peersOf: PeersOf): Client | undefined {
  if (firstPort === secondPort) return undefined;
  const [first, second] = [peersOf(true), peersOf(false)];
  if (first === second) return undefined;
  const isClear = Math.max(first, second) >= 3 * Math.min(first, second);
  return { isFirst: first < second, by: "peers", confidence: isClear ? 0.8 : 0.6 };
}

/** Of two registered ports the lower one is more often that of a service: translators give any of them to clients. */
function byPortNumbers({ firstPort, secondPort, hasPorts }: FlowKey): Client | undefined {
  if (!hasPorts || firstPort === secondPort || portRanks()[firstPort] !== REGISTERED_RANK) return undefined;
  return { isFirst: firstPort > secondPort, by: "port", confidence: 0.6 };
}
