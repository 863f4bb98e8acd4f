// Whether a run was told to end (Ctrl-C, kill). JavaScript learns of a signal only while its event loop runs, so whoever
// reads asks here between pieces of input, and waits for more of it here, never in a read that blocks.

import type { Host } from "./host.ts";
import type { Input, Interruption } from "@flowlogs/base/contracts";

/** Milliseconds of work between two looks for signals: a look takes 20 us. */
const LOOK = 50;
/** Milliseconds that who writes into our pipe, which has had the same Ctrl-C, may be silent before it comes to its end. */
const SILENCE = 500;
/** The same in all, and where nothing has come so far: it may hold its results back, as we would. */
const GRACE = 5000;

export class SignalWatcher implements Interruption {
  readonly #host: Pick<Host, "now">;
  readonly #stop: () => void;
  #looked: number;
  #since: number | undefined;
  /** Who waits is told. */
  #wake = (): void => {};
  readonly #listeners: (() => void)[] = [];

  constructor(host: Pick<Host, "now" | "onInterrupt">) {
    this.#host = host;
    this.#looked = host.now();
    this.#stop = host.onInterrupt(() => {
      this.#since = host.now();
      this.#wake();
      for (const listener of this.#listeners) listener();
    });
  }

  get isRaised(): boolean {
    return this.#since !== undefined;
  }

  /** Calls back when the run is told to end. */
  onRaise(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The input, but for who waits for it: the run may be told to end meanwhile. */
  over(input: Input): Input {
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
        // What does not say when something arrives never keeps us waiting for long.
        if (!isTaken() || input.arrive === undefined) return this.isRaised ? "told to end" : "there";
        const arrived = await this.#await(input.arrive(), silence);
        if (arrived === undefined) return "told to end";
        silence = SILENCE;
        bytes = arrived;
        isEnded = arrived.length === 0;
        return isEnded ? "there" : "more";
      },
      // A file does not end by itself soon, as a pipe does whose writer had the same Ctrl-C.
      look: () => this.look(input.arrive === undefined ? 0 : GRACE),
    };
  }

  /** Lets signals in, now and then; false when the run was told to end, so many milliseconds ago. */
  async look(grace = 0): Promise<boolean> {
    if (this.#host.now() - this.#looked >= LOOK) {
      await turn();
      this.#looked = this.#host.now();
    }
    return this.#since === undefined || this.#host.now() - this.#since < grace;
  }

  /** No more is read: what there is to write is written, and a signal ends that at once. */
  async end(): Promise<void> {
    // One that came with the end of the input is not to be lost.
    await turn();
    this.stop();
  }

  /** From here on signals end the process at once. */
  stop(): void {
    this.#stop();
  }

  /** What comes, or undefined when the run was told to end and nothing comes. */
  async #await<T>(coming: Promise<T>, silence: number): Promise<T | undefined> {
    // No Promise.race with a promise that stays: each would add to what that one has to call.
    const first = this.isRaised ? undefined : await Promise.race([coming, this.#told()]);
    this.#looked = this.#host.now();
    return first ?? (await Promise.race([coming, pause(silence)]));
  }

  #told(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
    });
  }
}

/** A turn of the event loop, in which handlers of signals are called. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => void setTimeout(() => resolve(undefined), milliseconds));
}
