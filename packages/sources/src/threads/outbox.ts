// Collects the events of a thread into packets: results are joined, as a message costs more than the bytes in it, and other
// events keep their place among them.
import type { Event, Packet } from "./messages.ts";

/** Maximum bytes of results per message; four times what the worker writes at once. */
const PACKET_BYTES = 1 << 18;
/** Maximum events per message. */
const MAX_EVENTS = 256;

/** Posts a packet and transfers the memory of its bytes. */
export type Post = (packet: Packet, memory: ArrayBuffer) => void;

export class Outbox {
  readonly #post: Post;
  #events: Event[] = [];
  #buffer = new Uint8Array(PACKET_BYTES);
  /** The bytes of the buffer that no event covers yet. */
  #from = 0;
  #to = 0;

  constructor(post: Post) {
    this.#post = post;
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const part = bytes.subarray(done, done + PACKET_BYTES - this.#to);
      this.#buffer.set(part, this.#to);
      this.#to += part.length;
      done += part.length;
      if (this.#to === PACKET_BYTES) this.send();
    }
  }

  add(event: Event): void {
    this.#closeBytes();
    this.#events.push(event);
    if (this.#events.length >= MAX_EVENTS) this.send();
  }

  /** Sends what is held back. */
  send(): void {
    this.#closeBytes();
    if (this.#events.length === 0) return;
    // A small part of the buffer is copied: transferring the whole buffer would cost more.
    const isSmall = this.#to < PACKET_BYTES / 4;
    const bytes = isSmall ? this.#buffer.slice(0, this.#to) : this.#buffer.subarray(0, this.#to);
    if (!isSmall) this.#buffer = new Uint8Array(PACKET_BYTES);
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
