// A page of FilterLogEvents as it came over the wire, to lines of text. No object is made for an event: the messages are
// found by their key in the bytes. A page that is not of that form, or of which only a part is wanted, is read the slow way.

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
  /** The events, where somebody wants more than their text. */
  readonly fresh?: readonly LogEvent[];
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

/** Reads a page; the first `skip` events are left out. The body is used up. */
export function readPage(body: Buffer, skip = 0, render?: Render): Page {
  // What stands in the body is asked first: the lines are put together in its place.
  const [last, token] = [lastIn(body), tokenOf(body)];
  const fast = skip === 0 && render === undefined ? linesOf(body) : undefined;
  return fast === undefined ? readSlowly(body, skip, render) : { ...fast, skipped: 0, last, token };
}

/** The events of a page as objects, and its token. */
export function eventsOf(body: Buffer): { readonly events: readonly LogEvent[]; readonly token: string | undefined } {
  const { events, nextToken }: { events?: readonly LogEvent[]; nextToken?: string } = JSON.parse(body.toString());
  return { events: events ?? [], token: nextToken };
}

/** How events are written. */
export type Render = (events: readonly LogEvent[]) => Uint8Array;

/** Events whole, as NDJSON, with the name of their group. */
export function documentsOf(logGroupName: string): Render {
  return (events) => Buffer.from(events.map((event) => `${JSON.stringify({ logGroupName, ...event })}\n`).join(""));
}

/** Messages as lines: a newline at an end would make an empty one. */
export function textOf(events: readonly LogEvent[]): Uint8Array {
  return Buffer.from(events.map(({ message = "" }) => `${message.replace(/[\r\n]+$/, "")}\n`).join(""));
}

/** The time of the last event, and how many at the end have it. */
export function lastOf(events: readonly LogEvent[]): Page["last"] {
  const time = events.at(-1)?.timestamp;
  if (time === undefined) return undefined;
  return { time, count: events.length - 1 - events.findLastIndex(({ timestamp }) => timestamp !== time) };
}

function readSlowly(body: Buffer, skip: number, render: Render = textOf): Page {
  const { events: all, token } = eventsOf(body);
  const events = all.slice(skip);
  return { text: render(events), events: events.length, skipped: all.length - events.length, last: lastOf(all), token };
}

/**
 * The messages, each with a newline, put together at the start of the body; undefined when there is an escape, which would
 * have to be undone. A quoted word with a colon behind it is a key: inside a text its quotes would be escaped.
 */
function linesOf(body: Buffer): Pick<Page, "text" | "events"> | undefined {
  if (body.includes(BACKSLASH)) return undefined;
  let length = 0;
  let events = 0;
  for (let at = body.indexOf(KEY); at >= 0;) {
    const from = valueAfter(body, at + KEY.length);
    const isKey = body[from] === QUOTE;
    const end = isKey ? body.indexOf(QUOTE, from + 1) : from;
    if (end < 0) throw new SyntaxError("a text in it does not end");
    at = body.indexOf(KEY, end);
    if (!isKey) continue;
    body.copyWithin(length, from + 1, end);
    length += end - from;
    body[length - 1] = NEWLINE;
    events++;
  }
  return { text: Uint8Array.prototype.slice.call(body, 0, length), events };
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

/** The same by the bytes. */
function lastIn(body: Buffer): Page["last"] {
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
