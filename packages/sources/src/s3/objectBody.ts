// The bytes of an object, fetched in parts ahead of their use: parts of several objects may be under way at once, in bounded
// memory, those that are needed first before the others.
import type { Input } from "@flowlogs/cli";
import { Notifier } from "@flowlogs/base/notifier";
import type { BucketService } from "@flowlogs/aws/s3/bucket";
import type { ListedObject } from "@flowlogs/aws/s3/listingPage";
import type { Semaphore } from "@flowlogs/base/semaphore";

/** Bytes per call: so many that the time to the first one does not matter. */
const PART_SIZE = 8 << 20;

/** A part that is being fetched. */
interface ArrivingPart {
  /** The bytes that have arrived, the next ones first. */
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
  readonly #parts: ArrivingPart[] = [];
  /** All parts were requested. */
  #isAsked = false;
  #reserved = 0;

  /** `order`: objects with a lower one go first; `memory`: the bytes that may wait, of all objects. */
  constructor(object: ListedObject, order: number, service: BucketService, memory: Semaphore) {
    this.object = object;
    this.#order = order;
    this.#service = service;
    this.#memory = memory;
  }

  /** Begins to fetch; errors are thrown when the bytes are read. */
  start(): this {
    void this.#fetchAll();
    return this;
  }

  /** Reads what has arrived: some bytes, none at the end; undefined when it has to wait. Throws the error of the fetch. */
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

  /** Waits until there may be more. */
  async arrival(): Promise<void> {
    await this.#changed.change();
  }

  read(): never {
    throw new Error("what is far away cannot be waited for without an event loop");
  }

  /** Ends the fetching, and drops what has arrived. */
  close(): void {
    this.#closing.abort();
    this.#parts.length = 0;
    this.#release(this.#reserved);
  }

  #give({ pieces }: ArrivingPart, bytes: Buffer, into: Uint8Array): number {
    const length = bytes.copy(into);
    if (length === bytes.length) pieces.shift();
    else pieces[0] = bytes.subarray(length);
    this.#release(length);
    return length;
  }

  async #fetchAll(): Promise<void> {
    const { size } = this.object;
    for (let from = 0; from < size; from += PART_SIZE) {
      const to = Math.min(size, from + PART_SIZE);
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
    const part: ArrivingPart = { pieces: [], isComplete: false };
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

/** All bytes of an object whose head was read already; `fault`: why there are no more. */
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
