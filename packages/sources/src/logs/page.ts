// A page of FilterLogEvents, parsed from the response: its events as objects, and as lines of text. Where there are many, and
// only their messages are wanted, streamedPage.ts reads them faster.

/** A page, its messages as lines. */
export interface EventPage {
  readonly text: Uint8Array;
  readonly events: number;
  /** Events that were skipped at the start. */
  readonly skipped: number;
  /** The times of its events, including those that were skipped; undefined without events. */
  readonly times: Times | undefined;
  /** Requests the next page; undefined at the end. */
  readonly token: string | undefined;
  /** The events, where more than their text is needed. */
  readonly fresh?: readonly LogEvent[];
  /** Some of its events have the same id. */
  readonly repeatsIds?: boolean;
  /** Gives the memory of the text back to be used again. */
  readonly release?: () => void;
}

/** Milliseconds. */
export interface Times {
  readonly smallest: number;
  readonly largest: number;
  /** Events at the end of the page that have the time of the last one. */
  readonly atEnd: number;
  readonly isOrdered: boolean;
}

/** The part of a page that is wanted. */
export interface PagePart {
  /** Events at the start to skip. */
  readonly skip: number;
  /** Events from this time on are left out. */
  readonly until: number;
}

/** All of a page. */
const ALL: PagePart = { skip: 0, until: Number.POSITIVE_INFINITY };

/** An event as the service gives it. */
export interface LogEvent {
  readonly logStreamName?: string | undefined;
  readonly timestamp?: number | undefined;
  readonly message?: string | undefined;
  readonly eventId?: string | undefined;
}

/** How events are written. */
export type Render = (events: readonly LogEvent[]) => Uint8Array;

/** Reads a page, or a part of it. */
export function readPage(body: Buffer, part: PagePart = ALL, render: Render = textOf): EventPage {
  const { events: all, token } = eventsOf(body);
  const events = partOf(all, part);
  const skipped = Math.min(part.skip, all.length);
  return { text: render(events), events: events.length, skipped, times: timesOf(all), token };
}

/** The events of a page as objects, and its token. */
export function eventsOf(body: Buffer): { readonly events: readonly LogEvent[]; readonly token: string | undefined } {
  const { events, nextToken }: { events?: readonly LogEvent[] | null; nextToken?: string | null } = JSON.parse(
    body.toString(),
  );
  // moto writes null where AWS omits the field, and a token is never empty.
  return { events: events ?? [], token: nextToken || undefined };
}

export function partOf(events: readonly LogEvent[], { skip, until }: PagePart): readonly LogEvent[] {
  return events.filter(({ timestamp = Number.NEGATIVE_INFINITY }, at) => at >= skip && timestamp < until);
}

/** Events whole, as NDJSON, with the name of their group. */
export function documentsOf(logGroupName: string): Render {
  return (events) => Buffer.from(events.map((event) => `${JSON.stringify({ logGroupName, ...event })}\n`).join(""));
}

/** Messages as lines: a newline at an end would make an empty one. */
export function textOf(events: readonly LogEvent[]): Uint8Array {
  return Buffer.from(events.map(({ message = "" }) => `${lineOf(message)}\n`).join(""));
}

/** In JSON, a newline between tokens equals a space. */
function lineOf(message: string): string {
  const text = message.replace(/[\r\n]+$/, "");
  return text.startsWith("{") ? text.replace(/[\r\n]+/g, " ") : text;
}

/** The range and order of the times of events. */
export function timesOf(events: readonly LogEvent[]): Times | undefined {
  let [smallest, largest, last, atEnd, isOrdered] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, true];
  for (const { timestamp } of events) {
    if (typeof timestamp !== "number") continue;
    if (timestamp < largest) isOrdered = false;
    atEnd = timestamp === last ? atEnd + 1 : 1;
    last = timestamp;
    smallest = Math.min(smallest, timestamp);
    largest = Math.max(largest, timestamp);
  }
  return atEnd === 0 ? undefined : { smallest, largest, atEnd, isOrdered };
}
