// Which of several interfaces counts, where more than one logged the same direction of a conversation.
import { addAmounts, type Amount } from "./amount.ts";
import type { FlowDirection, Leg } from "./conversation.ts";

/** `auto`: the one that logged the most; `egress`, `ingress`: one that says so; `all`: each of them, also twice. */
export const vantages = ["auto", "egress", "ingress", "all"] as const;
export type Vantage = (typeof vantages)[number];

/** What does not count, because another interface logged it. */
export interface LeftOut {
  readonly records: number;
  readonly packets: Amount;
  readonly bytes: Amount;
}

/** The legs that count. */
export function countedLegs(legs: readonly Leg[], vantage: Vantage): readonly Leg[] {
  if (vantage === "all" || (vantage === "auto" && isOneOfEach(legs))) return legs;
  const [ahead, back] = [true, false].map((isForward) => {
    const same = legs.filter((leg) => leg.isForward === isForward);
    return best(vantage === "auto" ? same : same.filter(({ flowDirection }) => flowDirection === vantage));
  });
  return [ahead, back].filter((leg) => leg !== undefined);
}

/** Whether no two legs are of the same direction. */
function isOneOfEach(legs: readonly Leg[]): boolean {
  return legs.length === 1 || (legs.length === 2 && legs[0]?.isForward !== legs[1]?.isForward);
}

function best(legs: readonly Leg[]): Leg | undefined {
  let found = legs[0];
  for (const leg of legs) if (found !== undefined && compare(leg, found) < 0) found = leg;
  return found;
}

/** Negative: the first is the better one. It logged more, or else it is the sender's. */
function compare(left: Leg, right: Leg): number {
  return (
    Number(right.bytes ?? 0) - Number(left.bytes ?? 0) ||
    right.flows - left.flows ||
    order.indexOf(left.flowDirection) - order.indexOf(right.flowDirection) ||
    (left.seenBy < right.seenBy ? -1 : 1)
  );
}

const order: readonly FlowDirection[] = ["egress", "", "ingress"];

export function leftOutOf(legs: readonly Leg[], counted: readonly Leg[]): LeftOut {
  const others = legs.filter((leg) => !counted.includes(leg));
  return {
    records: others.reduce((sum, { flows }) => sum + flows, 0),
    packets: others.reduce<Amount>((sum, { packets }) => addAmounts(sum, packets), 0),
    bytes: others.reduce<Amount>((sum, { bytes }) => addAmounts(sum, bytes), 0),
  };
}
