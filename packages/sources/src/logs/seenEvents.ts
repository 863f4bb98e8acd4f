// Remembers which events were received, so that those of an overlap are not written twice. Keys of events are kept by the second
// of their time, and forgotten with it. An id is not enough: some services give several events the same one, or none.
import type { LogEvent } from "./page.ts";

const SECOND = 1000;
/** Maximum events that are remembered, about 100 bytes each. */
const MAX_EVENTS = 500_000;

/** The keys of events by the second of their time, counted from 1970. */
export type BySecond = readonly (readonly [second: number, keys: readonly string[]])[];

export class SeenEvents {
  readonly #limit: number;
  /** The last scan that found an event, by its key. */
  readonly #scans = new Map<string, number>();
  readonly #seconds = new Map<number, string[]>();
  #scan = 0;
  #oldest = Number.POSITIVE_INFINITY;
  #complete = Number.NEGATIVE_INFINITY;

  constructor(known: BySecond = [], limit = MAX_EVENTS) {
    this.#limit = limit;
    for (const [second, keys] of known) for (const key of keys) this.#put(key, second);
  }

  get limit(): number {
    return this.#limit;
  }

  /** From this time on, all events received are known. */
  get complete(): number {
    return this.#complete;
  }

  /** A new scan begins: events come again. */
  beginScan(): void {
    this.#scan++;
  }

  /** Whether an earlier scan found the event. May be called once for each event of a scan. */
  isKnown(event: LogEvent): boolean {
    const key = this.#keyOf(event);
    if (!this.#scans.has(key)) return false;
    this.#scans.set(key, this.#scan);
    return true;
  }

  /** Remembers an event that was written. */
  add(event: LogEvent): void {
    this.#put(this.#keyOf(event), Math.floor((event.timestamp ?? 0) / SECOND));
  }

  /** Forgets older events, and more if there are too many, but not the second of `latest`, where more may come. */
  forget(before: number, latest: number): void {
    this.#complete = Math.max(this.#complete, before);
    if (this.#oldest + SECOND > this.#complete && this.#scans.size <= this.#limit) return;
    for (const second of [...this.#seconds.keys()].toSorted((a, b) => a - b)) {
      const end = (second + 1) * SECOND;
      this.#oldest = second * SECOND;
      if (end > this.#complete && (end > latest || this.#scans.size <= this.#limit)) return;
      for (const key of this.#seconds.get(second) ?? []) this.#scans.delete(key);
      this.#seconds.delete(second);
      this.#complete = Math.max(this.#complete, end);
    }
    this.#oldest = Number.POSITIVE_INFINITY;
  }

  bySecond(): BySecond {
    return [...this.#seconds];
  }

  #put(key: string, second: number): void {
    this.#scans.set(key, this.#scan);
    this.#oldest = Math.min(this.#oldest, second * SECOND);
    const keys = this.#seconds.get(second);
    if (keys === undefined) this.#seconds.set(second, [key]);
    else keys.push(key);
  }

  /** Equal events have different keys. */
  #keyOf(event: LogEvent): string {
    const key = keyOf(event);
    if (!this.#isTaken(key)) return key;
    for (let nth = 2; ; nth++) if (!this.#isTaken(`${key} ${nth}`)) return `${key} ${nth}`;
  }

  #isTaken(key: string): boolean {
    return this.#scans.get(key) === this.#scan;
  }
}

function keyOf({ eventId = "", timestamp = 0, logStreamName = "", message = "" }: LogEvent): string {
  const text = eventId === "" ? `${logStreamName} ${message}` : message;
  return `${eventId} ${timestamp.toString(36)} ${hash(text).toString(36)}`;
}

/** 32 bits (FNV-1a). */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
