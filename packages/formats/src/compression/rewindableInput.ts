// An input that can be read only once, such as a pipe, whose first bytes are kept, so that they can be read again if they are
// damaged. Most logs that come through a pipe are not longer.
import { type Arrival, type Input, InputError } from "@flowlogs/cli";

/** The most bytes that are kept. */
const MAX_KEPT = 8 << 20;

/** The methods for waiting, if the input has them. */
export function waitMethods(input: Input): Pick<Input, "wait" | "mayContinue"> {
  return {
    ...(input.wait && { wait: input.wait.bind(input) }),
    ...(input.mayContinue && { mayContinue: input.mayContinue.bind(input) }),
  };
}

export class RewindableInput implements Input {
  readonly #input: Input;
  readonly wait?: () => Promise<Arrival>;
  readonly mayContinue?: () => Promise<boolean>;
  #pieces: Uint8Array[] | undefined;
  #bytes: number;

  /** `head`: the bytes that were already read from the input. */
  constructor(input: Input, head: Uint8Array) {
    this.#input = input;
    Object.assign(this, waitMethods(input));
    this.#pieces = [head];
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
    this.#pieces = undefined;
    this.#input.close();
  }

  /** An input of all bytes that were read so far. Throws InputError when they were too many to keep. */
  again(): Input {
    const rest = this.#pieces?.slice();
    if (rest === undefined) throw new InputError("cannot be read again");
    const read = (into: Uint8Array): number => {
      const piece = rest.shift();
      if (piece === undefined) return 0;
      const part = piece.subarray(0, into.length);
      if (part.length < piece.length) rest.unshift(piece.subarray(part.length));
      into.set(part);
      return part.length;
    };
    // Nothing to close: the caller closes the original input.
    return { read, readNow: read, close: () => {} };
  }

  #keep(piece: Uint8Array, length: number): void {
    this.#bytes += length;
    if (this.#bytes > MAX_KEPT) this.#pieces = undefined;
    this.#pieces?.push(piece.slice(0, length));
  }
}
