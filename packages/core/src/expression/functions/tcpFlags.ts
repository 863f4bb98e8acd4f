// Names of TCP flags, as they are written after `has`.

/** The bit of a flag by name, in any case. */
export function flagBit(name: string): number | undefined {
  return bits.get(name.toLowerCase());
}

export function flagNames(): readonly string[] {
  return [...bits.keys()];
}

/** RFC 9293, and RFC 3168 for ece and cwr. */
const bits: ReadonlyMap<string, number> = new Map([
  ["fin", 1],
  ["syn", 2],
  ["rst", 4],
  ["psh", 8],
  ["ack", 16],
  ["urg", 32],
  ["ece", 64],
  ["cwr", 128],
]);
