// The thread that decompresses one source after another: compressed bytes from one ring, what is in them to the other.
import { type MessagePort, parentPort } from "node:worker_threads";
import type { Input } from "@flowlogs/cli";
import { DamagedData, kindOf, positionOf } from "../errors.ts";
import { decoderFor } from "../decompress.ts";
import { ByteBuffer } from "../byteBuffer.ts";
import { Bell, RingBuffer } from "./ringBuffer.ts";
import type { AheadFault, AheadTask } from "./messages.ts";

/** Bytes made at once. */
const PIECE = 1 << 16;
/** Bytes that are worth waking the reader for, as long as there is more to do: each time costs some microseconds. */
const ENOUGH = 1 << 19;

class Inflater {
  readonly #head: Uint8Array;
  readonly #compressed: RingBuffer;
  readonly #plain: RingBuffer;
  readonly #there: Bell;
  readonly #here: Bell;

  constructor(task: AheadTask) {
    this.#head = task.head;
    this.#compressed = new RingBuffer(task.compressed);
    this.#plain = new RingBuffer(task.plain);
    this.#there = new Bell(task.there);
    this.#here = new Bell(task.here);
  }

  /** Straight into the ring; little by little, so that what is made stays in the processor's cache until it is used. */
  async run(): Promise<void> {
    this.#here.ring();
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
        if (this.#plain.length >= ENOUGH) this.#here.ring();
      }
    } finally {
      decoder.close();
    }
  }

  /** No more will come. */
  end(): void {
    this.#plain.end();
    this.#here.ring();
  }

  #room(): Uint8Array {
    return this.#awaited(() => {
      const free = this.#plain.room();
      return free.length > 0 ? free.subarray(0, PIECE) : undefined;
    });
  }

  #readCompressed(into: Uint8Array): number {
    return this.#awaited(() => {
      const { ended } = this.#compressed;
      const count = this.#compressed.take(into);
      return count > 0 || ended ? count : undefined;
    });
  }

  /** Waits until `look` finds something. */
  #awaited<T>(look: () => T | undefined): T {
    for (;;) {
      const rung = this.#there.count;
      const found = look();
      if (found !== undefined) return found;
      this.#here.ring();
      this.#there.wait(rung);
    }
  }
}

function faultOf(error: unknown): AheadFault {
  if (error instanceof DamagedData) {
    return { kind: kindOf(error), message: error.message, position: positionOf(error) };
  }
  return {
    kind: "internal",
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    position: 0,
  };
}

parentPort?.on("message", async ({ task, port }: { task: AheadTask; port: MessagePort }) => {
  const inflater = new Inflater(task);
  try {
    await inflater.run();
  } catch (error) {
    port.postMessage(faultOf(error));
  }
  inflater.end();
  port.close();
});
