// What is in a source once it is open and decompressed: bytes in order, piece by piece. Who decompresses makes another
// one of these; what the bytes mean is left to the forms.
import { drain, drainUntilInterrupted, feed, type Input, InputError } from "@flowlogs/cli";
import { decompressed } from "./compression/decompress.ts";
import type { Sink } from "@flowlogs/base/sink";

export interface Content {
  /**
   * The next bytes, undefined at the end; they are good until the next call. `idle` is called before a wait for more: all
   * bytes had so far are used up by then. Throws an InputError, or a fault of the compressed data, behind the good bytes.
   */
  next(idle: () => void): Promise<Uint8Array | undefined>;
  /** Brings all that is left to the sink, up to the end or until it is satisfied. */
  pour(sink: Sink): Promise<void>;
  /** What is in it when these first bytes, which were taken from it, are those of compressed data. */
  unpacked?(head: Uint8Array): Promise<Content | undefined>;
  /** The next bytes are those from there on; only where they need not be read to be passed over. */
  jump?(offset: number): void;
  /** Nothing more is wanted. */
  close(): void;
}

/** Bytes that are as they lie: read straight into the sink. */
export class PlainContent implements Content {
  readonly jump?: (offset: number) => void;
  readonly #input: Input;
  #head: Uint8Array | undefined;
  #piece = new Uint8Array(0);

  /** `head`: what was read of the input already, if anything was; nothing read is its end. */
  constructor(input: Input, head?: Uint8Array) {
    this.#input = input;
    this.#head = head;
    const seek = input.seek?.bind(input);
    if (seek !== undefined) this.jump = seek;
  }

  async next(idle: () => void): Promise<Uint8Array | undefined> {
    const head = this.#head;
    this.#head = undefined;
    if (head !== undefined) return head.length > 0 ? head : undefined;
    if (this.#piece.length === 0) this.#piece = new Uint8Array(65_536);
    let length = this.#input.readNow(this.#piece);
    if (length === undefined) {
      idle();
      if ((await this.#input.wait?.()) === "interrupted") throw endedByUs();
      length = this.#input.read(this.#piece);
    }
    return length === 0 ? undefined : this.#piece.subarray(0, length);
  }

  async pour(sink: Sink): Promise<void> {
    if (this.#head !== undefined) feed(this.#head, sink);
    this.#head = undefined;
    if (this.#input.wait === undefined) drain(this.#input, sink);
    else if (!(await drainUntilInterrupted(this.#input, sink))) throw endedByUs();
  }

  async unpacked(head: Uint8Array): Promise<Content | undefined> {
    const inside = await decompressed({ input: this.#input, head, again: notAgain });
    return inside === undefined ? undefined : new PlainContent(inside);
  }

  close(): void {
    this.#input.close();
  }
}

/** An abort of our own: nothing is wrong with the source. */
export function endedByUs(): Error {
  return new DOMException("the run was told to end", "AbortError");
}

function notAgain(): never {
  throw new InputError("cannot be read again");
}
