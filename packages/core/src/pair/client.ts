// Who of the two began, and what says so: the first evidence that there is, in the order of this file.
import { serviceName } from "../portNames.ts";
import { ICMP_REQUEST, SYN_AND_ACK, SYN_WITHOUT_ACK } from "@flowlogs/kernel/opcodes";
import type { Conversation, Leg } from "./conversation.ts";
import type { FlowKey } from "./flowKey.ts";

type ClientEvidence = "syn" | "syn_ack" | "icmp_request" | "port" | "start" | "peers";

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
    byStart(conversation) ??
    byPeers(peersOf) ?? { isFirst: true, by: undefined, confidence: 0.5 }
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
const NAMED_RANK = 2;
const WELL_KNOWN_RANK = 3;

const EPHEMERAL = 32_768;
const WELL_KNOWN = 1024;

function rankOf(port: number): number {
  if (port < WELL_KNOWN) return WELL_KNOWN_RANK;
  if (serviceName(port) !== undefined) return NAMED_RANK;
  return port < EPHEMERAL ? REGISTERED_RANK : EPHEMERAL_RANK;
}

/** By the rank of the higher port and how far the other is below it. */
const confidences: Readonly<Record<string, number>> = {
  "3 0": 0.98,
  "3 1": 0.95,
  "3 2": 0.8,
  "2 0": 0.97,
  "2 1": 0.9,
  "1 0": 0.85,
};

/** The rank of each port, a byte each. */
export function portRanks(): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, port) => rankOf(port));
}

function byPorts({ firstPort, secondPort, hasPorts }: FlowKey): Client | undefined {
  if (!hasPorts) return undefined;
  const [first, second] = [rankOf(firstPort), rankOf(secondPort)];
  if (first === second) return undefined;
  const confidence = confidences[`${Math.max(first, second)} ${Math.min(first, second)}`] ?? 0.8;
  return { isFirst: first < second, by: "port", confidence };
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

function byPeers(peersOf: PeersOf): Client | undefined {
  const [first, second] = [peersOf(true), peersOf(false)];
  if (first === second) return undefined;
  const isClear = Math.max(first, second) >= 3 * Math.min(first, second);
  return { isFirst: first < second, by: "peers", confidence: isClear ? 0.8 : 0.6 };
}
