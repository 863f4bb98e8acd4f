// A page of FilterLogEvents as what came over the wire says: its events as objects, and as lines of text. Where there are
// many of them, and nothing but their messages is wanted, quick.ts does it.

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
  /** The text is in memory that is used again from then on. */
  readonly release?: () => void;
}

/** An event as the service gives it. */
export interface LogEvent {
  readonly logStreamName?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly message?: string | undefined;
  readonly eventId?: string | undefined;
}

/** How events are written. */
export type Render = (events: readonly LogEvent[]) => Uint8Array;

/** Reads a page; the first `skip` events are left out. */
export function readPage(body: Buffer, skip = 0, render: Render = textOf): Page {
  const { events: all, token } = eventsOf(body);
  const events = all.slice(skip);
  return { text: render(events), events: events.length, skipped: all.length - events.length, last: lastOf(all), token };
}

/** The events of a page as objects, and its token. */
export function eventsOf(body: Buffer): { readonly events: readonly LogEvent[]; readonly token: string | undefined } {
  const { events, nextToken }: { events?: readonly LogEvent[]; nextToken?: string } = JSON.parse(body.toString());
  return { events: events ?? [], token: nextToken };
}

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
