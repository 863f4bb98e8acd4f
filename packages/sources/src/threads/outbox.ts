// Events on their way out of a thread: results are put together, as a message costs more than the bytes in it, and what
// is said keeps its place among them.
import type { Event, Packet } from "./messages.ts";

/** Bytes of results a message; four times what the worker writes at once. */
const PACK = 1 << 18;
/** What may be said in one message. */
const EVENTS = 256;

/** Hands a packet over; the memory of its bytes goes along. */
export type Post = (packet: Packet, memory: ArrayBuffer) => void;

export class Outbox {
  readonly #post: Post;
  #events: Event[] = [];
  #pack = new Uint8Array(PACK);
  /** The bytes of the pack that no event speaks of yet. */
  #from = 0;
  #to = 0;

  constructor(post: Post) {
    this.#post = post;
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const part = bytes.subarray(done, done + PACK - this.#to);
      this.#pack.set(part, this.#to);
      this.#to += part.length;
      done += part.length;
      if (this.#to === PACK) this.send();
    }
  }

  say(event: Event): void {
    this.#closeBytes();
    this.#events.push(event);
    if (this.#events.length >= EVENTS) this.send();
  }

  /** Sends what is held back. */
  send(): void {
    this.#closeBytes();
    if (this.#events.length === 0) return;
    // What fills little of the pack goes in a copy: to give the pack away would cost more.
    const isSmall = this.#to < PACK / 4;
    const bytes = isSmall ? this.#pack.slice(0, this.#to) : this.#pack.subarray(0, this.#to);
    if (!isSmall) this.#pack = new Uint8Array(PACK);
    this.#post({ bytes, events: this.#events }, bytes.buffer);
    this.#events = [];
    this.#from = 0;
    this.#to = 0;
  }

  #closeBytes(): void {
    if (this.#to === this.#from) return;
    this.#events.push({ kind: "bytes", from: this.#from, to: this.#to });
    this.#from = this.#to;
  }
}
