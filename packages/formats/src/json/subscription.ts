// The messages of an envelope of a subscription as lines, by its bytes alone: no object is made for an event. What is not
// of the plain form that AWS writes is left to who reads any JSON.
import { BACKSLASH, CLOSE, CLOSE_LIST, COMMA, NEWLINE, OPEN, QUOTE } from "./jsonBytes.ts";

const START = Buffer.from('{"messageType":"DATA_MESSAGE"');
const EVENTS = Buffer.from('"logEvents":[');
const ID = Buffer.from('{"id":"');
const MESSAGE = Buffer.from(',"message":"');
/** Bytes between the end of an id and the message at most: a time. */
const TIME = 40;

/**
 * The messages, each with a newline, put together at the start of the envelope's own memory; undefined when it is not
 * plain, and then it is as it was.
 */
export function messagesIn(envelope: Buffer): Uint8Array | undefined {
  if (!startsWith(envelope, START, 0) || envelope.includes(BACKSLASH)) return undefined;
  const list = envelope.indexOf(EVENTS);
  const spans = list < 0 ? undefined : spansOf(envelope, list + EVENTS.length);
  if (spans === undefined) return undefined;
  let length = 0;
  for (let at = 0; at < spans.length; at += 2) {
    const [from = 0, to = 0] = [spans[at], spans[at + 1]];
    envelope.copyWithin(length, from, to);
    length += to - from;
    envelope[length++] = NEWLINE;
  }
  return envelope.subarray(0, length);
}

/** The log stream whose events a plain envelope holds; undefined when it does not say. */
export function logStreamIn(envelope: Buffer): string | undefined {
  const head = envelope.toString("utf8", 0, Math.max(0, envelope.indexOf(EVENTS)));
  return /"logStream":"([^"\\]*)"/.exec(head)?.[1];
}

/** Where messages begin and end, one behind the other. */
function spansOf(envelope: Buffer, list: number): readonly number[] | undefined {
  const spans: number[] = [];
  for (let at = list; ; at++) {
    if (!startsWith(envelope, ID, at)) return undefined;
    const id = envelope.indexOf(QUOTE, at + ID.length);
    const message = envelope.indexOf(MESSAGE, id);
    if (id < 0 || message < 0 || message > id + TIME) return undefined;
    const from = message + MESSAGE.length;
    const to = envelope.indexOf(QUOTE, from);
    if (to <= from || envelope[from] === OPEN || envelope[to + 1] !== CLOSE) return undefined;
    spans.push(from, to);
    at = to + 2;
    if (envelope[at] === CLOSE_LIST) return spans;
    if (envelope[at] !== COMMA) return undefined;
  }
}

function startsWith(bytes: Buffer, what: Buffer, at: number): boolean {
  return bytes.length >= at + what.length && bytes.compare(what, 0, what.length, at, at + what.length) === 0;
}
