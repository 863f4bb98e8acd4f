// What identifies a conversation: its protocol and its two endpoints, in an order that does not depend on the direction: the address
// whose text sorts first comes first.

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

export function hasPorts(protocol: number): boolean {
  return withPorts.has(protocol);
}
