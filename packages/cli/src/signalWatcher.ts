// Watches for signals that ask the run to end (Ctrl-C, kill). JavaScript handles a signal only while its event loop runs, so
// whoever reads in a loop asks here between two pieces of input, and waits for more input here, never in a blocking read.

import type { Host } from "./host.ts";
import type { Input, Interruption } from "@flowlogs/base/contracts";

/** Milliseconds of work between two turns of the event loop that let signals in: a turn takes 20 us. */
const CHECK_INTERVAL = 50;
/** Milliseconds that a pipe may be silent after a Ctrl-C, which its writer had too, before it counts as ended. */
const MAX_SILENCE = 500;
/** The same where nothing has come so far, and in all: the writer may hold its results back until the end, as we would. */
const GRACE = 5000;

export class SignalWatcher implements Interruption {
  readonly #host: Pick<Host, "now">;
  readonly #pending: () => Promise<void> | undefined;
  readonly #stop: () => void;
  /** When the event loop last ran. */
  #checked: number;
  /** When the signal came. */
  #raised: number | undefined;
  /** Ends the wait that is under way. */
  #wake = (): void => {};
  readonly #listeners: (() => void)[] = [];

  /** `pending`: work beside the reading, which waits for it between two pieces of input. */
  constructor(host: Pick<Host, "now" | "onInterrupt">, pending: () => Promise<void> | undefined = () => undefined) {
    this.#host = host;
    this.#pending = pending;
    this.#checked = host.now();
    this.#stop = host.onInterrupt(() => {
      this.#raised = host.now();
      this.#wake();
      for (const listener of this.#listeners) listener();
    });
  }

  get isRaised(): boolean {
    return this.#raised !== undefined;
  }

  onRaise(listener: () => void): void {
    this.#listeners.push(listener);
  }

  wrap(input: Input): Input {
    let bytes: Uint8Array = new Uint8Array(0);
    let isEnded = false;
    let silence = GRACE;
    const take = (into: Uint8Array): number => {
      const part = bytes.subarray(0, into.length);
      into.set(part);
      bytes = bytes.subarray(part.length);
      return part.length;
    };
    const isTaken = (): boolean => bytes.length === 0 && !isEnded;
    return {
      ...input,
      read: (into) => (isTaken() ? input.read(into) : take(into)),
      readNow: (into) => (isTaken() ? input.readNow(into) : take(into)),
      wait: async () => {
        // An input without nextChunk is a file, whose reads never wait long.
        if (!isTaken() || input.nextChunk === undefined) return this.isRaised ? "interrupted" : "readable";
        const arrived = await this.#await(input.nextChunk(), silence);
        if (arrived === undefined) return "interrupted";
        silence = MAX_SILENCE;
        bytes = arrived;
        isEnded = arrived.length === 0;
        return isEnded ? "readable" : "more";
      },
      // A pipe gets time, because its writer had the same Ctrl-C and ends soon; a file does not.
      mayContinue: () => this.mayContinue(input.nextChunk === undefined ? 0 : GRACE),
    };
  }

  async mayContinue(grace = 0): Promise<boolean> {
    await this.#pending();
    if (this.#host.now() - this.#checked >= CHECK_INTERVAL) {
      await turnOfEventLoop();
      this.#checked = this.#host.now();
    }
    return this.#raised === undefined || this.#host.now() - this.#raised < grace;
  }

  async end(): Promise<void> {
    // A signal that came together with the end of the input must not be lost.
    await turnOfEventLoop();
    this.stop();
  }

  stop(): void {
    this.#stop();
  }

  /** The value, or undefined when a signal came and the value did not come within `silence` milliseconds after it. */
  async #await<T>(coming: Promise<T>, silence: number): Promise<T | undefined> {
    // A new promise each time: Promise.race would add a callback per call to one that never resolves.
    const first = this.isRaised ? undefined : await Promise.race([coming, this.#nextSignal()]);
    this.#checked = this.#host.now();
    return first ?? (await Promise.race([coming, pause(silence)]));
  }

  #nextSignal(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
    });
  }
}

/** Node calls signal handlers during a turn of the event loop. */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => void setTimeout(() => resolve(undefined), milliseconds));
}
