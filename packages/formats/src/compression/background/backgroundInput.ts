// Decompresses in a thread, so that reading, decompressing and decoding of one large source take as long as the slowest of
// them, not as long as all three. The main thread still reads the compressed bytes and reports damage; damaged data is read
// again without the thread (../decoder.ts).
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker as Thread } from "node:worker_threads";
import type { Decompressor } from "../decoder.ts";
import { restoreDamage } from "../errors.ts";
import type { ByteBuffer } from "../byteBuffer.ts";
import { EventCount, RingBuffer } from "./ringBuffer.ts";
import type { BackgroundError, BackgroundTask } from "./messages.ts";

/** Milliseconds after which a thread that has not started never will. */
const START_TIMEOUT = 60_000;
/** Bytes of the ring buffers to the thread and back. */
const COMPRESSED_SIZE = 1 << 19;
const PLAIN_SIZE = 1 << 21;

/** An idle thread, kept because starting one takes longer than decompressing some megabytes. */
let spare: Thread | undefined;

function takeThread(): Thread {
  const thread = spare ?? new Thread(new URL("./inflater.js", import.meta.url));
  spare = undefined;
  thread.unref();
  return thread;
}

export class BackgroundDecoder implements Decompressor {
  readonly #buffer: ByteBuffer;
  readonly #compressed: RingBuffer;
  readonly #plain: RingBuffer;
  readonly #threadEvents: EventCount;
  readonly #readerEvents: EventCount;
  readonly #thread: Thread;
  readonly #messages: MessagePort;

  /** `head`: the first bytes of the buffer, which it still contains. */
  constructor(buffer: ByteBuffer, head: Uint8Array) {
    const task: BackgroundTask = {
      compressed: RingBuffer.share(COMPRESSED_SIZE),
      plain: RingBuffer.share(PLAIN_SIZE),
      threadEvents: EventCount.share(),
      readerEvents: EventCount.share(),
      head,
    };
    this.#buffer = buffer;
    this.#compressed = new RingBuffer(task.compressed);
    this.#plain = new RingBuffer(task.plain);
    this.#threadEvents = new EventCount(task.threadEvents);
    this.#readerEvents = new EventCount(task.readerEvents);
    const { port1, port2 } = new MessageChannel();
    this.#messages = port1;
    this.#messages.unref();
    this.#thread = takeThread();
    this.#thread.postMessage({ task, port: port2 }, [port2]);
  }

  read(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      const seen = this.#readerEvents.count;
      // Read these before taking bytes: the thread writes its output before it ends or waits for input.
      const isOver = this.#plain.ended;
      const needsInput = this.#compressed.length === 0 && !this.#compressed.ended;
      const taken = this.#plain.take(into);
      if (taken > 0) {
        this.#threadEvents.notify();
        this.#feed();
        return taken;
      }
      if (isOver) return this.#end();
      if (this.#feed()) continue;
      if (!needsInput) this.#wait(seen);
      else if (!this.#buffer.more(mayWait)) return undefined;
    }
  }

  close(): void {
    this.#messages.close();
    // A thread in the middle of its work does not receive messages, and cannot be reused.
    if (this.#plain.ended && spare === undefined) spare = this.#thread;
    else void this.#thread.terminate();
  }

  /** Waits for the thread, whose first notification says that it has started. */
  #wait(seen: number): void {
    if (this.#readerEvents.wait(seen, seen === 0 ? START_TIMEOUT : undefined)) return;
    throw new Error("the decompression thread does not start; --workers 1 works without it");
  }

  /** Gives the thread all input that is available without waiting; false when there is none. */
  #feed(): boolean {
    if (this.#compressed.ended) return false;
    let isFed = false;
    for (let room = this.#compressed.room(); room.length > 0; room = this.#compressed.room()) {
      const part = this.#buffer.bytes.subarray(0, room.length);
      if (part.length === 0) {
        if (!this.#buffer.ended && this.#buffer.more(false)) continue;
        break;
      }
      room.set(part);
      this.#buffer.drop(part.length);
      this.#compressed.advance(part.length);
      isFed = true;
    }
    if (this.#buffer.ended && this.#buffer.bytes.length === 0) {
      this.#compressed.end();
      isFed = true;
    }
    if (isFed) this.#threadEvents.notify();
    return isFed;
  }

  /** The thread has ended. Throws the error that it sent, if any. */
  #end(): 0 {
    const received = receiveMessageOnPort(this.#messages);
    if (received === undefined) return 0;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- inflater.ts sends nothing else
    const error = received.message as BackgroundError;
    if (error.kind === "internal") throw new Error(error.message);
    throw restoreDamage(error.kind, error.message, error.position);
  }
}
