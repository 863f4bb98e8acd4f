// A conversation as far as its records have come: what each interface logged of each direction.
import type { State } from "./aggregateStates.ts";
import { addAmounts, type Amount } from "./amount.ts";

/** Where a record was logged, as flow_direction says it; "" where nothing does. */
export type FlowDirection = "ingress" | "egress" | "";

export const SYN_WITHOUT_ACK = 1;
export const SYN_AND_ACK = 2;
export const ICMP_REQUEST = 4;
export const ACCEPTED = 1;
export const REJECTED = 2;

/** What one interface logged of one direction. */
export interface Leg {
  /** From the endpoint that is first in the key to the other one. */
  readonly isForward: boolean;
  /** The interface; "" where records do not tell. */
  readonly seenBy: string;
  readonly flowDirection: FlowDirection;
  start: number;
  end: number;
  flows: number;
  packets: Amount;
  bytes: Amount;
  /** TCP flags of all records; -1: none told them. */
  flags: number;
  /** What the records of it say about who the client is. */
  evidence: number;
  actions: number;
  /** Addresses of the interfaces between, with commas; "" for none. */
  via: string;
  /** Of protocols whose messages have types instead of ports: what the first record has. */
  sourcePort: number | undefined;
  targetPort: number | undefined;
  /** The states of further aggregates. */
  states: readonly State[] | undefined;
}

export interface Conversation {
  readonly key: string;
  start: number;
  end: number;
  /** The newest start among all records when the last one of this conversation came. */
  touched: number;
  legs: Leg[];
  /** Another conversation with the same key, after or before a gap. */
  next: Conversation | undefined;
}

/** Joins the states of aggregates. */
export type StateJoiner = (
  left: readonly State[] | undefined,
  right: readonly State[] | undefined,
) => readonly State[] | undefined;

/** Adds what another conversation with the same key has. */
export function joinConversations(into: Conversation, from: Conversation, joinStates: StateJoiner): void {
  into.start = Math.min(into.start, from.start);
  into.end = Math.max(into.end, from.end);
  into.touched = Math.max(into.touched, from.touched);
  for (const leg of from.legs) addLeg(into, leg, joinStates);
}

function addLeg(conversation: Conversation, leg: Leg, joinStates: StateJoiner): void {
  const { legs } = conversation;
  for (const known of legs) {
    if (known.isForward === leg.isForward && known.seenBy === leg.seenBy && known.flowDirection === leg.flowDirection) {
      joinLegs(known, leg, joinStates);
      return;
    }
  }
  legs.push(leg);
}

function joinLegs(into: Leg, from: Leg, joinStates: StateJoiner): void {
  if (from.start < into.start) {
    into.sourcePort = from.sourcePort;
    into.targetPort = from.targetPort;
  }
  into.start = Math.min(into.start, from.start);
  into.end = Math.max(into.end, from.end);
  into.flows += from.flows;
  into.packets = addAmounts(into.packets, from.packets);
  into.bytes = addAmounts(into.bytes, from.bytes);
  into.flags = into.flags < 0 ? from.flags : from.flags < 0 ? into.flags : into.flags | from.flags;
  into.evidence |= from.evidence;
  into.actions |= from.actions;
  into.via = joinWords(into.via, from.via);
  into.states = joinStates(into.states, from.states);
}

/** Words with commas between, each once, in their order. */
export function joinWords(left: string, right: string): string {
  if (left === right || right === "") return left;
  if (left === "") return right;
  return [...new Set([...left.split(","), ...right.split(",")])].toSorted().join(",");
}
