// A conversation that is over: what each interface logged of each direction.
import { addAmounts, type Amount } from "./amount.ts";
import type { FlowKey } from "./flowKey.ts";

/** Where a record was logged, as flow_direction says it; "" where nothing does. */
export type FlowDirection = "ingress" | "egress" | "";

/** What one interface logged of one direction. */
export interface Leg {
  /** From the endpoint that is first in the key to the other one. */
  readonly isForward: boolean;
  /** The interface; "" where records do not tell. */
  readonly seenBy: string;
  readonly flowDirection: FlowDirection;
  start: number;
  readonly end: number;
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
  /** Where the kernel has what further aggregates are made of: the positions of its legs. */
  places: readonly number[];
}

export interface Conversation {
  readonly key: FlowKey;
  readonly start: number;
  readonly end: number;
  readonly legs: readonly Leg[];
}

/** Adds a leg: the kernel keeps those of one interface and direction apart whose amounts it cannot add. */
export function addLeg(legs: Leg[], leg: Leg): void {
  for (const known of legs) {
    if (known.isForward === leg.isForward && known.seenBy === leg.seenBy && known.flowDirection === leg.flowDirection) {
      joinLegs(known, leg);
      return;
    }
  }
  legs.push(leg);
}

function joinLegs(into: Leg, from: Leg): void {
  if (from.start < into.start) {
    into.sourcePort = from.sourcePort;
    into.targetPort = from.targetPort;
  }
  into.start = Math.min(into.start, from.start);
  into.flows += from.flows;
  into.packets = addAmounts(into.packets, from.packets);
  into.bytes = addAmounts(into.bytes, from.bytes);
  into.flags = into.flags < 0 ? from.flags : from.flags < 0 ? into.flags : into.flags | from.flags;
  into.evidence |= from.evidence;
  into.actions |= from.actions;
  into.via = joinWords(into.via, from.via);
  into.places = [...into.places, ...from.places];
}

/** Words with commas between, each once, in their order. */
export function joinWords(left: string, right: string): string {
  if (left === right || right === "") return left;
  if (left === "") return right;
  const words = left.split(",");
  if (words.includes(right)) return left;
  return [...new Set([...words, ...right.split(",")])].toSorted().join(",");
}
