// Warns, once each, about behaviour of a service that shows in the records or in what may be missing.
import type { EventPage } from "./page.ts";

const MINUTE = 60_000;

export class ServiceWarnings {
  readonly #source: string;
  readonly #note: (text: string) => void;
  readonly #reported = new Set<string>();
  #latest = Number.NEGATIVE_INFINITY;
  /** The memory in milliseconds of which the user was warned last. */
  #remembered = Number.POSITIVE_INFINITY;

  constructor(source: string, note: (text: string) => void) {
    this.#source = source;
    this.#note = note;
  }

  /** Checks the pages of a group in the order in which they come. */
  page({ times, repeatsIds }: EventPage): void {
    if (repeatsIds === true)
      this.#once("the service gives several events the same id; flowlogs-read writes all of them");
    if (times === undefined) return;
    if (!times.isOrdered || times.smallest < this.#latest) {
      this.#once("the service returns events out of order; flowlogs-read writes records in that order");
    }
    this.#latest = Math.max(this.#latest, times.largest);
  }

  /** The next page may be of any time. */
  beginScan(): void {
    this.#latest = Number.NEGATIVE_INFINITY;
  }

  /** Warns that events are remembered for a shorter time than they may be late. */
  shortMemory(milliseconds: number, events: number): void {
    if (milliseconds > this.#remembered / 2) return;
    this.#remembered = milliseconds;
    const minutes = (milliseconds / MINUTE).toFixed(1);
    this.#report(
      `there are too many events to remember (${events.toLocaleString("en")}): --follow misses those that arrive more than ${minutes} minutes late; read fewer, with --eni, --stream or --filter-pattern`,
    );
  }

  #once(text: string): void {
    if (this.#reported.has(text)) return;
    this.#reported.add(text);
    this.#report(text);
  }

  #report(text: string): void {
    this.#note(`${this.#source}: ${text}`);
  }
}
