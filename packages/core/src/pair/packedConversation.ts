// A conversation as a line of a temporary file.
import type { State } from "./aggregateStates.ts";
import type { Amount } from "./amount.ts";
import type { Conversation, FlowDirection, Leg } from "./conversation.ts";

/** Bigints as texts, as JSON has none. */
type PackedAmount = number | string | null;

type PackedLeg = readonly [
  isForward: boolean,
  seenBy: string,
  flowDirection: FlowDirection,
  start: number,
  end: number,
  flows: number,
  packets: PackedAmount,
  bytes: PackedAmount,
  flags: number,
  evidence: number,
  actions: number,
  via: string,
  ports: readonly [number | null, number | null],
  states: readonly (State | null)[] | null,
];

type PackedConversation = readonly [key: string, touched: number, legs: readonly PackedLeg[]];

export function packConversation({ key, touched, legs }: Conversation): string {
  const packed: PackedConversation = [key, touched, legs.map(packLeg)];
  return JSON.stringify(packed);
}

export function unpackConversation(line: string): Conversation {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- packConversation wrote it
  const [key, touched, packed] = JSON.parse(line) as PackedConversation;
  const legs = packed.map(unpackLeg);
  const start = Math.min(...legs.map((leg) => leg.start));
  const end = Math.max(...legs.map((leg) => leg.end));
  return { key, start, end, touched, legs, next: undefined };
}

function packLeg(leg: Leg): PackedLeg {
  const { isForward, seenBy, flowDirection, start, end, flows, flags, evidence, actions, via, states } = leg;
  return [
    isForward,
    seenBy,
    flowDirection,
    start,
    end,
    flows,
    packAmount(leg.packets),
    packAmount(leg.bytes),
    flags,
    evidence,
    actions,
    via,
    [leg.sourcePort ?? null, leg.targetPort ?? null],
    states?.map((state) => state ?? null) ?? null,
  ];
}

function unpackLeg(packed: PackedLeg): Leg {
  const [isForward, seenBy, flowDirection, start, end, flows, packets, bytes, flags, evidence, actions, via] = packed;
  const [, , , , , , , , , , , , [sourcePort, targetPort], states] = packed;
  return {
    isForward,
    seenBy,
    flowDirection,
    start,
    end,
    flows,
    packets: unpackAmount(packets),
    bytes: unpackAmount(bytes),
    flags,
    evidence,
    actions,
    via,
    sourcePort: sourcePort ?? undefined,
    targetPort: targetPort ?? undefined,
    states: states?.map((state) => state ?? undefined),
  };
}

function packAmount(amount: Amount): PackedAmount {
  return typeof amount === "bigint" ? String(amount) : (amount ?? null);
}

function unpackAmount(packed: PackedAmount): Amount {
  return typeof packed === "string" ? BigInt(packed) : (packed ?? undefined);
}
