// Decides by the last bytes whether a response is complete. One that was cut after an event also ends with a brace, and if
// its Content-Length matches, nothing else shows the cut. Parsing all of it as JSON would cost more than reading it.

/** Bytes at the end that suffice: a token may have some thousand bytes. */
export const TAIL = 16_384;

/** The members of an event; the last member of a response is none of these. */
const eventKeys = new Set(["eventId", "ingestionTime", "logStreamName", "message", "timestamp"]);

/** `tail`: the last bytes of a response, TAIL of them if it has as many. */
export function isComplete(tail: Buffer): boolean {
  const text = tail.toString("latin1", Math.max(0, tail.length - TAIL)).trimEnd();
  if (!text.endsWith("}")) return false;
  const inside = text.slice(0, -1).trimEnd();
  // Events contain neither lists nor objects; and a response may have no events.
  if (/[\]}{]$/.test(inside)) return !/[,[]\s*\{$/.test(inside);
  const [, key] = /"(\w+)"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)$/.exec(inside) ?? [];
  return key !== undefined && !eventKeys.has(key);
}
