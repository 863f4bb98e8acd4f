// Which events were had, so that those of an overlap are not given out twice. What they are known by is kept by the second
// of their time, and forgotten with it. An id alone does not do: some services give several events the same one, or none.
import type { LogEvent } from "./page.ts";

const SECOND = 1000;
/** Events that are remembered, about 100 bytes each. */
const MOST = 500_000;

/** What events are known by, by the second, counted from 1970, of their time. */
export type BySecond = readonly (readonly [second: number, keys: readonly string[]])[];

export class Seen {
  readonly #most: number;
  /** By the look at the service that had it last. */
  readonly #looks = new Map<string, number>();
  readonly #seconds = new Map<number, string[]>();
  #look = 0;
  #oldest = Number.POSITIVE_INFINITY;
  #complete = Number.NEGATIVE_INFINITY;

  constructor(known: BySecond = [], most = MOST) {
    this.#most = most;
    for (const [second, keys] of known) for (const key of keys) this.#put(key, second);
  }

  get most(): number {
    return this.#most;
  }

  /** From this time on all events that were had are known. */
  get complete(): number {
    return this.#complete;
  }

  /** From now on events come again. */
  beginLook(): void {
    this.#look++;
  }

  /** Whether an earlier look had it. Each event of a look may be asked for once. */
  isKnown(event: LogEvent): boolean {
    const key = this.#keyOf(event);
    if (!this.#looks.has(key)) return false;
    this.#looks.set(key, this.#look);
    return true;
  }

  /** Notes an event that was given out. */
  add(event: LogEvent): void {
    this.#put(this.#keyOf(event), Math.floor((event.timestamp ?? 0) / SECOND));
  }

  /** Forgets what is older, and more if it is too much, but not the time of the `latest` one, where more may come. */
  forget(before: number, latest: number): void {
    this.#complete = Math.max(this.#complete, before);
    if (this.#oldest + SECOND > this.#complete && this.#looks.size <= this.#most) return;
    for (const second of [...this.#seconds.keys()].toSorted((a, b) => a - b)) {
      const end = (second + 1) * SECOND;
      this.#oldest = second * SECOND;
      if (end > this.#complete && (end > latest || this.#looks.size <= this.#most)) return;
      for (const key of this.#seconds.get(second) ?? []) this.#looks.delete(key);
      this.#seconds.delete(second);
      this.#complete = Math.max(this.#complete, end);
    }
    this.#oldest = Number.POSITIVE_INFINITY;
  }

  bySecond(): BySecond {
    return [...this.#seconds];
  }

  #put(key: string, second: number): void {
    this.#looks.set(key, this.#look);
    this.#oldest = Math.min(this.#oldest, second * SECOND);
    const keys = this.#seconds.get(second);
    if (keys === undefined) this.#seconds.set(second, [key]);
    else keys.push(key);
  }

  /** Of several that are the same, each has a key of its own. */
  #keyOf(event: LogEvent): string {
    const key = keyOf(event);
    if (!this.#isTaken(key)) return key;
    for (let nth = 2; ; nth++) if (!this.#isTaken(`${key} ${nth}`)) return `${key} ${nth}`;
  }

  #isTaken(key: string): boolean {
    return this.#looks.get(key) === this.#look;
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
