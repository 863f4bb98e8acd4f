// An input that comes only once, such as a pipe, with its first bytes kept, so that they can be read again when they
// turn out to be damaged. Most logs that are piped are not longer.
import { type Arrival, type Input, InputError } from "@flowlogs/cli";

/** Bytes that are kept. */
const MOST = 8 << 20;

/** Waits where the input does. */
export function waitingFor(input: Input): Pick<Input, "wait" | "mayContinue"> {
  return {
    ...(input.wait && { wait: input.wait.bind(input) }),
    ...(input.mayContinue && { mayContinue: input.mayContinue.bind(input) }),
  };
}

export class Remembering implements Input {
  readonly #input: Input;
  readonly wait?: () => Promise<Arrival>;
  readonly mayContinue?: () => Promise<boolean>;
  #kept: Uint8Array[] | undefined;
  #bytes: number;

  /** `head`: what was read of the input already. */
  constructor(input: Input, head: Uint8Array) {
    this.#input = input;
    Object.assign(this, waitingFor(input));
    this.#kept = [head];
    this.#bytes = head.length;
  }

  read(into: Uint8Array): number {
    const length = this.#input.read(into);
    this.#keep(into, length);
    return length;
  }

  readNow(into: Uint8Array): number | undefined {
    const length = this.#input.readNow(into);
    if (length !== undefined) this.#keep(into, length);
    return length;
  }

  close(): void {
    this.#kept = undefined;
    this.#input.close();
  }

  /** All bytes that were read, from the first one on, and no more. Throws an InputError when they are too many. */
  again(): Input {
    const pieces = this.#kept?.slice();
    if (pieces === undefined) throw new InputError("cannot be read again");
    const read = (into: Uint8Array): number => {
      const piece = pieces.shift();
      if (piece === undefined) return 0;
      const part = piece.subarray(0, into.length);
      if (part.length < piece.length) pieces.unshift(piece.subarray(part.length));
      into.set(part);
      return part.length;
    };
    // Closing it is of no use and does no harm: what it reads from is closed by whoever opened that.
    return { read, readNow: read, close: () => {} };
  }

  #keep(piece: Uint8Array, length: number): void {
    this.#bytes += length;
    if (this.#bytes > MOST) this.#kept = undefined;
    this.#kept?.push(piece.slice(0, length));
  }
}
