// The bytes of an object, fetched part by part ahead of their use: several parts of several objects may be under way, in
// bounded memory, those that are used first before the others.
import type { Input } from "@flowlogs/cli";
import { Notifier } from "@flowlogs/base/notifier";
import type { BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import type { Semaphore } from "@flowlogs/base/semaphore";

/** Bytes that are asked for at once: enough for the time to the first one not to matter. */
const PART = 8 << 20;

/** A part that is under way. */
interface Arriving {
  /** What is there, the next bytes first. */
  readonly pieces: Buffer[];
  isComplete: boolean;
  fault?: { readonly error: unknown };
}

export class ObjectBody implements Input {
  readonly object: ListedObject;
  readonly #order: number;
  readonly #service: BucketService;
  readonly #memory: Semaphore;
  readonly #closing = new AbortController();
  readonly #changed = new Notifier();
  readonly #parts: Arriving[] = [];
  /** All parts were asked for. */
  #isAsked = false;
  #reserved = 0;

  /** `order`: whose turn is first; `memory`: bytes that may wait, of all objects. */
  constructor(object: ListedObject, order: number, service: BucketService, memory: Semaphore) {
    this.object = object;
    this.#order = order;
    this.#service = service;
    this.#memory = memory;
  }

  /** Begins to fetch; what goes wrong shows when it is read. */
  start(): this {
    void this.#fetchAll();
    return this;
  }

  /** What is there now: some bytes, none at the end; undefined when it must be waited for. Throws what went wrong. */
  readNow(into: Uint8Array): number | undefined {
    for (let part = this.#parts[0]; part !== undefined; part = this.#parts[0]) {
      const bytes = part.pieces[0];
      if (bytes !== undefined) return this.#give(part, bytes, into);
      if (part.fault !== undefined) throw part.fault.error;
      if (!part.isComplete) return undefined;
      this.#parts.shift();
    }
    return this.#isAsked ? 0 : undefined;
  }

  /** When there may be more. */
  async arrival(): Promise<void> {
    await this.#changed.change();
  }

  read(): never {
    throw new Error("what is far away cannot be waited for without an event loop");
  }

  /** Ends what is under way, and drops what is there. */
  close(): void {
    this.#closing.abort();
    this.#parts.length = 0;
    this.#release(this.#reserved);
  }

  #give({ pieces }: Arriving, bytes: Buffer, into: Uint8Array): number {
    const length = bytes.copy(into);
    if (length === bytes.length) pieces.shift();
    else pieces[0] = bytes.subarray(length);
    this.#release(length);
    return length;
  }

  async #fetchAll(): Promise<void> {
    const { size } = this.object;
    for (let from = 0; from < size; from += PART) {
      const to = Math.min(size, from + PART);
      await this.#memory.take(to - from, this.#order);
      this.#reserved += to - from;
      if (this.#closing.signal.aborted) return this.#release(this.#reserved);
      void this.#fetch(from, to);
    }
    this.#isAsked = true;
    this.#changed.notify();
  }

  async #fetch(from: number, to: number): Promise<void> {
    const { key, etag } = this.object;
    const part: Arriving = { pieces: [], isComplete: false };
    this.#parts.push(part);
    try {
      await this.#service.fetch({ key, etag, from, to }, this.#order, this.#closing.signal, (bytes) => {
        part.pieces.push(bytes);
        this.#changed.notify();
      });
      part.isComplete = true;
    } catch (error) {
      part.fault = { error };
    }
    this.#changed.notify();
  }

  #release(size: number): void {
    this.#reserved -= size;
    this.#memory.give(size);
  }
}

/** All bytes of an object of which the head was read already; `fault`: why there are no more. */
export async function gather(
  body: ObjectBody,
  head: Uint8Array,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; fault?: unknown }> {
  const bytes = new Uint8Array(body.object.size);
  bytes.set(head);
  let length = head.length;
  try {
    while (length < bytes.length) {
      const more = body.readNow(bytes.subarray(length));
      if (more === 0) break;
      if (more === undefined) await body.arrival();
      else length += more;
    }
    return { bytes };
  } catch (fault) {
    return { bytes: bytes.slice(0, length), fault };
  }
}
