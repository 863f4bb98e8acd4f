// Decompresses in a thread of its own, ahead of what is done with the result: reading, decompressing and decoding one large
// source then take the time of the slowest of them, not of all. The compressed bytes are read here, as anywhere else; what
// is damaged is said here, and read again without the thread (archive.ts).
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker as Thread } from "node:worker_threads";
import type { Decompressor } from "../decoder.ts";
import { damageOf } from "../errors.ts";
import type { ByteBuffer } from "../byteBuffer.ts";
import { Bell, RingBuffer } from "./ringBuffer.ts";
import type { AheadFault, AheadTask } from "./messages.ts";

/** Milliseconds after which a thread that has said nothing will never. */
const START = 60_000;
/** Bytes that may be under way. */
const COMPRESSED = 1 << 19;
const PLAIN = 1 << 21;

/** A thread that has nothing to do: to start one takes longer than to decompress some megabytes. */
let spare: Thread | undefined;

function hire(): Thread {
  const thread = spare ?? new Thread(new URL("./inflater.js", import.meta.url));
  spare = undefined;
  thread.unref();
  return thread;
}

export class AheadDecoder implements Decompressor {
  readonly #supply: ByteBuffer;
  readonly #compressed: RingBuffer;
  readonly #plain: RingBuffer;
  readonly #there: Bell;
  readonly #here: Bell;
  readonly #thread: Thread;
  readonly #last: MessagePort;

  /** `head`: the first bytes of the supply, which are still in it. */
  constructor(supply: ByteBuffer, head: Uint8Array) {
    const task: AheadTask = {
      compressed: RingBuffer.share(COMPRESSED),
      plain: RingBuffer.share(PLAIN),
      there: Bell.share(),
      here: Bell.share(),
      head,
    };
    this.#supply = supply;
    this.#compressed = new RingBuffer(task.compressed);
    this.#plain = new RingBuffer(task.plain);
    this.#there = new Bell(task.there);
    this.#here = new Bell(task.here);
    const { port1, port2 } = new MessageChannel();
    this.#last = port1;
    this.#last.unref();
    this.#thread = hire();
    this.#thread.postMessage({ task, port: port2 }, [port2]);
  }

  read(into: Uint8Array, mayWait: boolean): number | undefined {
    for (;;) {
      const rung = this.#here.count;
      // In this order: what the thread writes, it writes before it ends or hungers.
      const isOver = this.#plain.ended;
      const isHungry = this.#compressed.length === 0 && !this.#compressed.ended;
      const taken = this.#plain.take(into);
      if (taken > 0) {
        this.#there.ring();
        this.#feed();
        return taken;
      }
      if (isOver) return this.#end();
      if (this.#feed()) continue;
      if (!isHungry) this.#wait(rung);
      else if (!this.#supply.more(mayWait)) return undefined;
    }
  }

  close(): void {
    this.#last.close();
    // In the middle of its work it cannot be told to stop.
    if (this.#plain.ended && spare === undefined) spare = this.#thread;
    else void this.#thread.terminate();
  }

  /** Waits for the thread, which says first that it is there. */
  #wait(rung: number): void {
    if (this.#here.wait(rung, rung === 0 ? START : undefined)) return;
    throw new Error("the decompression thread does not start; --workers 1 works without it");
  }

  /** Gives the thread what can be had without waiting; whether that is anything. */
  #feed(): boolean {
    if (this.#compressed.ended) return false;
    let isFed = false;
    for (let room = this.#compressed.room(); room.length > 0; room = this.#compressed.room()) {
      const part = this.#supply.bytes.subarray(0, room.length);
      if (part.length === 0) {
        if (!this.#supply.ended && this.#supply.more(false)) continue;
        break;
      }
      room.set(part);
      this.#supply.drop(part.length);
      this.#compressed.advance(part.length);
      isFed = true;
    }
    if (this.#supply.ended && this.#supply.bytes.length === 0) {
      this.#compressed.end();
      isFed = true;
    }
    if (isFed) this.#there.ring();
    return isFed;
  }

  /** The thread has said its last word. */
  #end(): 0 {
    const said = receiveMessageOnPort(this.#last);
    if (said === undefined) return 0;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- inflater.ts sends nothing else
    const fault = said.message as AheadFault;
    if (fault.kind === "internal") throw new Error(fault.message);
    throw damageOf(fault.kind, fault.message, fault.position);
  }
}
