// The program of the decompressing thread: one source after another, compressed bytes from one ring buffer, decompressed bytes
// to the other.
import { type MessagePort, parentPort } from "node:worker_threads";
import type { Input } from "@flowlogs/cli";
import { DamagedData, damageKind, damagePosition } from "../errors.ts";
import { decoderFor } from "../decompress.ts";
import { ByteBuffer } from "../byteBuffer.ts";
import { EventCount, RingBuffer } from "./ringBuffer.ts";
import type { BackgroundError, BackgroundTask } from "./messages.ts";

/** Bytes decompressed at once. */
const PIECE = 1 << 16;
/** Decompressed bytes from which on the reader is woken while there is more to do: each time costs some microseconds. */
const NOTIFY_SIZE = 1 << 19;

class Inflater {
  readonly #head: Uint8Array;
  readonly #compressed: RingBuffer;
  readonly #plain: RingBuffer;
  readonly #threadEvents: EventCount;
  readonly #readerEvents: EventCount;

  constructor(task: BackgroundTask) {
    this.#head = task.head;
    this.#compressed = new RingBuffer(task.compressed);
    this.#plain = new RingBuffer(task.plain);
    this.#threadEvents = new EventCount(task.threadEvents);
    this.#readerEvents = new EventCount(task.readerEvents);
  }

  /** Decompresses directly into the ring, in small pieces, which stay in the processor's cache until they are used. */
  async run(): Promise<void> {
    this.#readerEvents.notify();
    const open = await decoderFor(this.#head);
    if (open === undefined) throw new Error("the source is not compressed");
    const read = (into: Uint8Array): number => this.#readCompressed(into);
    const input: Input = { read, readNow: read, close: () => {} };
    const decoder = open(new ByteBuffer(input, new Uint8Array(0)), () => Number.POSITIVE_INFINITY);
    try {
      for (;;) {
        const made = decoder.read(this.#room(), true) ?? 0;
        if (made === 0) return;
        this.#plain.advance(made);
        if (this.#plain.length >= NOTIFY_SIZE) this.#readerEvents.notify();
      }
    } finally {
      decoder.close();
    }
  }

  /** Marks the end of the output. */
  end(): void {
    this.#plain.end();
    this.#readerEvents.notify();
  }

  #room(): Uint8Array {
    return this.#waitFor(() => {
      const free = this.#plain.room();
      return free.length > 0 ? free.subarray(0, PIECE) : undefined;
    });
  }

  #readCompressed(into: Uint8Array): number {
    return this.#waitFor(() => {
      const { ended } = this.#compressed;
      const count = this.#compressed.take(into);
      return count > 0 || ended ? count : undefined;
    });
  }

  /** Repeats `attempt`, waiting in between, until it returns a value. */
  #waitFor<T>(attempt: () => T | undefined): T {
    for (;;) {
      const seen = this.#threadEvents.count;
      const value = attempt();
      if (value !== undefined) return value;
      this.#readerEvents.notify();
      this.#threadEvents.wait(seen);
    }
  }
}

function backgroundError(error: unknown): BackgroundError {
  if (error instanceof DamagedData) {
    return { kind: damageKind(error), message: error.message, position: damagePosition(error) };
  }
  return {
    kind: "internal",
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    position: 0,
  };
}

parentPort?.on("message", async ({ task, port }: { task: BackgroundTask; port: MessagePort }) => {
  const inflater = new Inflater(task);
  try {
    await inflater.run();
  } catch (error) {
    port.postMessage(backgroundError(error));
  }
  inflater.end();
  port.close();
});
