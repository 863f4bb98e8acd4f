// A fast path for envelopes of subscriptions: extracts the messages as lines, without making an object for each event. An
// envelope that is not written exactly as AWS writes it is left to documents.ts.
import { BACKSLASH, CLOSE, CLOSE_LIST, COMMA, NEWLINE, OPEN, QUOTE } from "./jsonBytes.ts";

const START = Buffer.from('{"messageType":"DATA_MESSAGE"');
const EVENTS = Buffer.from('"logEvents":[');
const ID = Buffer.from('{"id":"');
const MESSAGE = Buffer.from(',"message":"');
/** The most bytes between the end of an id and the message: a timestamp. */
const MAX_TIME = 40;

/**
 * The messages, each with a newline, joined at the start of the envelope's memory. Undefined, with the envelope unchanged,
 * when it is not plain.
 */
export function envelopeMessages(envelope: Buffer): Uint8Array | undefined {
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

/** The log stream of a plain envelope; undefined when it has none. */
export function envelopeLogStream(envelope: Buffer): string | undefined {
  const head = envelope.toString("utf8", 0, Math.max(0, envelope.indexOf(EVENTS)));
  return /"logStream":"([^"\\]*)"/.exec(head)?.[1];
}

/** The starts and ends of the messages, alternating. */
function spansOf(envelope: Buffer, list: number): readonly number[] | undefined {
  const spans: number[] = [];
  for (let at = list; ; at++) {
    if (!startsWith(envelope, ID, at)) return undefined;
    const id = envelope.indexOf(QUOTE, at + ID.length);
    const message = envelope.indexOf(MESSAGE, id);
    if (id < 0 || message < 0 || message > id + MAX_TIME) return undefined;
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
