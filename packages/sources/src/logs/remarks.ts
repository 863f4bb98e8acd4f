// What a service does that users should know of, because it shows in the records or in what may be missing. Each is said
// once.
import type { EventPage } from "./page.ts";

const MINUTE = 60_000;

export class Remarks {
  readonly #source: string;
  readonly #note: (text: string) => void;
  readonly #said = new Set<string>();
  #latest = Number.NEGATIVE_INFINITY;
  /** Milliseconds that the user knows to be remembered. */
  #remembered = Number.POSITIVE_INFINITY;

  constructor(source: string, note: (text: string) => void) {
    this.#source = source;
    this.#note = note;
  }

  /** Looks at the pages of a group in the order in which they come out. */
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
  beginAnew(): void {
    this.#latest = Number.NEGATIVE_INFINITY;
  }

  /** Fewer milliseconds are remembered than events may be late. */
  shortMemory(milliseconds: number, events: number): void {
    if (milliseconds > this.#remembered / 2) return;
    this.#remembered = milliseconds;
    const minutes = (milliseconds / MINUTE).toFixed(1);
    this.#say(
      `there are too many events to remember (${events.toLocaleString("en")}): --follow misses those that arrive more than ${minutes} minutes late; read fewer, with --eni, --stream or --filter-pattern`,
    );
  }

  #once(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#say(text);
  }

  #say(text: string): void {
    this.#note(`${this.#source}: ${text}`);
  }
}
