// What identifies a conversation: its protocol and its two endpoints, in an order that does not depend on the direction.

export interface FlowKey {
  readonly protocol: number;
  /** The protocol has ports that say which conversation of two addresses it is. */
  readonly hasPorts: boolean;
  readonly first: string;
  readonly firstPort: number;
  readonly second: string;
  readonly secondPort: number;
}

/** TCP, UDP, DCCP, SCTP and UDP-Lite. */
const withPorts: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);
export const ICMP = 1;
export const ICMP_SIX = 58;

export function hasPorts(protocol: number): boolean {
  return withPorts.has(protocol);
}

/** Whether an endpoint is the first one in the key. */
export function isFirst(address: string, port: number, otherAddress: string, otherPort: number): boolean {
  return address === otherAddress ? port <= otherPort : address < otherAddress;
}

/** The key as a text, the first endpoint before the other one. */
export function keyOf(protocol: number, first: string, firstPort: number, second: string, secondPort: number): string {
  return hasPorts(protocol)
    ? `${protocol} ${first} ${firstPort} ${second} ${secondPort}`
    : `${protocol} ${first} ${second}`;
}

export function readKey(key: string): FlowKey {
  const words = key.split(" ");
  const protocol = Number(words[0]);
  if (!hasPorts(protocol)) {
    const [, first = "", second = ""] = words;
    return { protocol, hasPorts: false, first, firstPort: 0, second, secondPort: 0 };
  }
  const [, first = "", firstPort, second = "", secondPort] = words;
  return { protocol, hasPorts: true, first, firstPort: Number(firstPort), second, secondPort: Number(secondPort) };
}
