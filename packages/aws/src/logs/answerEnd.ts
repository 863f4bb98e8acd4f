// Whether an answer is all there, told by its last bytes: one that was cut short behind an event ends with a brace too, and
// with a Content-Length that matches nothing else would tell. Making objects of all of it costs more than reading it.

/** Bytes at the end that are enough: a token may be some thousand bytes long. */
export const TAIL = 16_384;

/** The members of an event; the last one of an answer is another one. */
const eventKeys = new Set(["eventId", "ingestionTime", "logStreamName", "message", "timestamp"]);

/** `tail`: the last bytes of an answer, or all of them. */
export function endsWhole(tail: Buffer): boolean {
  const text = tail.toString("latin1", Math.max(0, tail.length - TAIL)).trimEnd();
  if (!text.endsWith("}")) return false;
  const inside = text.slice(0, -1).trimEnd();
  // Events hold neither lists nor objects; and an answer may be empty.
  if (/[\]}{]$/.test(inside)) return !/[,[]\s*\{$/.test(inside);
  const [, key] = /"(\w+)"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)$/.exec(inside) ?? [];
  return key !== undefined && !eventKeys.has(key);
}
