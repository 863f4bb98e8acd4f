// A page of FilterLogEvents as it came over the wire, to lines of text. No object is made for an event: the messages are
// found by their key in the bytes, and the next one is looked for where the last ones lay. A page that is not of that
// form, or of which only a part is wanted, is read the slow way.

/** A page, its messages as lines. */
export interface Page {
  readonly text: Uint8Array;
  readonly events: number;
  /** Events that were left out at the start. */
  readonly skipped: number;
  /** The time of the last event in milliseconds, and how many at the end have it; undefined without events. */
  readonly last: { readonly time: number; readonly count: number } | undefined;
  /** Asks for the next page; undefined at the end. */
  readonly token: string | undefined;
}

/** An event as the service gives it. */
export interface LogEvent {
  readonly logStreamName?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly message?: string | undefined;
  readonly eventId?: string | undefined;
}

const [QUOTE, BACKSLASH, COLON, NEWLINE, SPACE] = [0x22, 0x5c, 0x3a, 0x0a, 0x20];
const KEY = Buffer.from('"message"');
const TIME_KEY = Buffer.from('"timestamp"');
const TOKEN_KEY = Buffer.from('"nextToken"');

/** Reads a page; the first `skip` events are left out. */
export function readPage(body: Buffer, skip = 0): Page {
  const fast = skip === 0 ? linesOf(body) : undefined;
  return fast === undefined
    ? readSlowly(body, skip)
    : { ...fast, skipped: 0, last: lastOf(body), token: tokenOf(body) };
}

/** The events of a page as objects, and its token. */
export function eventsOf(body: Buffer): { readonly events: readonly LogEvent[]; readonly token: string | undefined } {
  const { events, nextToken }: { events?: readonly LogEvent[]; nextToken?: string } = JSON.parse(body.toString());
  return { events: events ?? [], token: nextToken };
}

/** Messages as lines: a newline at an end would make an empty one. */
export function textOf(events: readonly LogEvent[]): Uint8Array {
  return Buffer.from(events.map(({ message = "" }) => `${message.replace(/[\r\n]+$/, "")}\n`).join(""));
}

function readSlowly(body: Buffer, skip: number): Page {
  const { events: all, token } = eventsOf(body);
  const events = all.slice(skip);
  const time = all.at(-1)?.timestamp;
  const count = all.length - 1 - all.findLastIndex(({ timestamp }) => timestamp !== time);
  const last = time === undefined ? undefined : { time, count };
  return { text: textOf(events), events: events.length, skipped: all.length - events.length, last, token };
}

/**
 * The messages, each with a newline; undefined when there is an escape, which would have to be undone. A quoted word with
 * a colon behind it is a key: inside a text its quotes would be escaped.
 */
function linesOf(body: Buffer): Pick<Page, "text" | "events"> | undefined {
  if (body.includes(BACKSLASH)) return undefined;
  const text = Buffer.allocUnsafe(body.length);
  let length = 0;
  let events = 0;
  for (let at = body.indexOf(KEY); at >= 0;) {
    const from = valueAfter(body, at + KEY.length);
    const isKey = body[from] === QUOTE;
    const end = isKey ? body.indexOf(QUOTE, from + 1) : from;
    if (end < 0) return undefined;
    if (isKey) {
      length += body.copy(text, length, from + 1, end);
      text[length++] = NEWLINE;
      events++;
    }
    at = body.indexOf(KEY, end);
  }
  return { text: shrunk(text.subarray(0, length)), events };
}

/** A page that waits for its turn holds no more memory than its lines take. */
function shrunk(text: Buffer): Uint8Array {
  return text.length < text.buffer.byteLength / 2 ? Uint8Array.from(text) : text;
}

/** Where the value begins whose key ends at `at`; `at` itself when that was no key. */
function valueAfter(body: Buffer, at: number): number {
  const colon = afterSpaces(body, at);
  return body[colon] === COLON ? afterSpaces(body, colon + 1) : at;
}

function afterSpaces(body: Buffer, at: number): number {
  let here = at;
  while (body[here] === SPACE || body[here] === NEWLINE) here++;
  return here;
}

/** The time of the last event, and how many have it at the end. */
function lastOf(body: Buffer): Page["last"] {
  let at = body.lastIndexOf(TIME_KEY);
  if (at < 0) return undefined;
  const time = numberAt(body, at);
  let count = 0;
  while (at >= 0 && numberAt(body, at) === time) {
    count++;
    at = at === 0 ? -1 : body.lastIndexOf(TIME_KEY, at - 1);
  }
  return { time, count };
}

function numberAt(body: Buffer, key: number): number {
  const from = valueAfter(body, key + TIME_KEY.length);
  return Number.parseInt(body.toString("latin1", from, from + 16), 10);
}

function tokenOf(body: Buffer): string | undefined {
  const at = body.lastIndexOf(TOKEN_KEY);
  const from = at < 0 ? -1 : valueAfter(body, at + TOKEN_KEY.length);
  if (body[from] !== QUOTE) return undefined;
  return body.toString("latin1", from + 1, body.indexOf(QUOTE, from + 1));
}
