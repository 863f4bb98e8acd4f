// Bytes from a pipe, a socket or a terminal while the event loop runs, so that signals are noticed: another thread waits in
// the read that blocks. That costs 50 us a time; a pipe from which much comes is watched by the event loop itself, for which
// a module has to be loaded (3 ms).

import { constants, openSync, read } from "node:fs";
import type * as Net from "node:net";
import { codeOf, inputError } from "./system.ts";

/** What a pipe holds. */
const PIPE_SIZE = 65_536;
/** Waits from which on the module has paid for itself. */
const OFTEN = 50;
/** Milliseconds between two tries where somebody has made the descriptor non-blocking. */
const PAUSE = 5;

interface Waiter {
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

export class Arrivals {
  readonly #descriptor: number;
  readonly #isPipe: boolean;
  /** Memory of its own: nobody can take back a read that has begun. */
  readonly #bytes = new Uint8Array(PIPE_SIZE);
  #waits = 0;
  #socket: Net.Socket | undefined;
  #waiter: Waiter | undefined;
  /** What came while nobody waited, behind which no more is read until somebody does. */
  #early: Uint8Array | undefined;
  #isStopped = false;

  /** `isPipe`: the system opens it once more, through /proc. */
  constructor(descriptor: number, isPipe: boolean) {
    this.#descriptor = descriptor;
    this.#isPipe = isPipe;
  }

  /** The next bytes, none at the end; throws an InputError. */
  next(): Promise<Uint8Array> {
    if (this.#isPipe && this.#waits++ === OFTEN) this.#watch();
    const early = this.#early;
    if (early !== undefined) {
      this.#early = undefined;
      return Promise.resolve(early);
    }
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      if (this.#socket === undefined) this.#read();
      else if (this.#isStopped) {
        this.#isStopped = false;
        this.#socket.resume();
      }
    });
  }

  /** Bytes come by themselves: who reads some directly would get them out of order. */
  get isWatching(): boolean {
    return this.#socket !== undefined;
  }

  close(): void {
    this.#socket?.destroy();
  }

  #read(): void {
    read(this.#descriptor, this.#bytes, 0, PIPE_SIZE, null, (error, length) => {
      if (error === null) this.#take(this.#bytes.subarray(0, length));
      else if (codeOf(error) === "EAGAIN") setTimeout(() => this.#read(), PAUSE);
      else this.#waiter?.reject(inputError(error));
    });
  }

  /** Goes on by the event loop, through a descriptor of its own: the other one, which we share, is not to change. */
  #watch(): void {
    const { Socket }: typeof Net = process.getBuiltinModule("node:net");
    const fd = openSync(`/proc/self/fd/${this.#descriptor}`, constants.O_RDONLY | constants.O_NONBLOCK);
    const callback = (length: number): boolean => this.#take(this.#bytes.subarray(0, length));
    const options = { fd, readable: true, writable: false, onread: { buffer: this.#bytes, callback } };
    this.#socket = new Socket(options);
    this.#socket.on("end", () => void this.#take(new Uint8Array(0)));
    this.#socket.on("error", (error) => this.#waiter?.reject(inputError(error)));
    this.#socket.resume();
  }

  /** Whether more is wanted. Who waits uses the bytes before anything else happens. */
  #take(bytes: Uint8Array): boolean {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (waiter !== undefined) {
      waiter.resolve(bytes);
      return true;
    }
    this.#early = bytes.slice();
    this.#isStopped = true;
    return false;
  }
}
