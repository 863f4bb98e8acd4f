// Reads a pipe, a socket or a terminal while the event loop runs, so that signals are handled: a thread of Node's pool waits
// in the blocking read. That costs 50 us a read. A pipe that is read often is watched by the event loop itself instead, which
// needs a module that takes 3 ms to load.

import { constants, openSync, read } from "node:fs";
import type * as Net from "node:net";
import { codeOf, inputError } from "./system.ts";

/** Bytes that a pipe holds. */
const PIPE_SIZE = 65_536;
/** Reads after which loading the module has paid off. */
const MANY_READS = 50;
/** Milliseconds between two tries where another process has made the descriptor non-blocking. */
const RETRY_PAUSE = 5;

interface PendingRead {
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

export class PipeReader {
  readonly #descriptor: number;
  readonly #isPipe: boolean;
  /** A buffer of its own, because a read that has begun cannot be cancelled and may still write here. */
  readonly #bytes = new Uint8Array(PIPE_SIZE);
  #reads = 0;
  #socket: Net.Socket | undefined;
  #pending: PendingRead | undefined;
  /** Bytes that came while nobody waited; no more is read until somebody does. */
  #early: Uint8Array | undefined;
  #isStopped = false;

  /** `isPipe`: the system can open it a second time, through /proc. */
  constructor(descriptor: number, isPipe: boolean) {
    this.#descriptor = descriptor;
    this.#isPipe = isPipe;
  }

  /** The next bytes; an empty array at the end. Throws InputError. */
  next(): Promise<Uint8Array> {
    if (this.#reads++ === MANY_READS) this.watch();
    const early = this.#early;
    if (early !== undefined) {
      this.#early = undefined;
      return Promise.resolve(early);
    }
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      if (this.#socket === undefined) this.#read();
      else if (this.#isStopped) {
        this.#isStopped = false;
        this.#socket.resume();
      }
    });
  }

  /** The event loop reads the pipe: a direct read would get bytes out of order. */
  get isWatching(): boolean {
    return this.#socket !== undefined;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #read(): void {
    read(this.#descriptor, this.#bytes, 0, PIPE_SIZE, null, (error, length) => {
      if (error === null) this.#take(this.#bytes.subarray(0, length));
      else if (codeOf(error) === "EAGAIN") setTimeout(() => this.#read(), RETRY_PAUSE);
      else this.#pending?.reject(inputError(error));
    });
  }

  /** From now on the event loop reads, through a second descriptor: the first is shared and must stay blocking. */
  watch(): void {
    if (!this.#isPipe || this.#socket !== undefined) return;
    const { Socket }: typeof Net = process.getBuiltinModule("node:net");
    const fd = openSync(`/proc/self/fd/${this.#descriptor}`, constants.O_RDONLY | constants.O_NONBLOCK);
    const callback = (length: number): boolean => this.#take(this.#bytes.subarray(0, length));
    const options = { fd, readable: true, writable: false, onread: { buffer: this.#bytes, callback } };
    this.#socket = new Socket(options);
    this.#socket.on("end", () => void this.#take(new Uint8Array(0)));
    this.#socket.on("error", (error) => this.#pending?.reject(inputError(error)));
    this.#socket.resume();
  }

  /** Hands over bytes; whether more is wanted. The waiting code uses them before the next read overwrites them. */
  #take(bytes: Uint8Array): boolean {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) {
      pending.resolve(bytes);
      return true;
    }
    this.#early = bytes.slice();
    this.#isStopped = true;
    return false;
  }
}
