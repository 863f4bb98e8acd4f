// The content of an open source: its bytes in order, chunk by chunk. Decompression turns one content into another; the formats
// interpret the bytes.
import { drain, drainUntilInterrupted, feed, type Input, InputError } from "@flowlogs/cli";
import { decompressed } from "./compression/decompress.ts";
import type { Sink } from "@flowlogs/base/sink";

export interface Content {
  /**
   * The next bytes, valid until the next call; undefined at the end. `idle` is called before a wait for more: the caller must
   * have used all bytes by then. Throws InputError or DamagedData, after the last good bytes.
   */
  next(idle: () => void): Promise<Uint8Array | undefined>;
  /** Copies the rest to the sink, up to the end or until the sink is satisfied. */
  pour(sink: Sink): Promise<void>;
  /** The decompressed content, if `head`, which was read from it, begins compressed data; undefined if not. */
  unpacked?(head: Uint8Array): Promise<Content | undefined>;
  /** Continues at an offset. Present only where the bytes before it need not be read. */
  jump?(offset: number): void;
  /** No more is read. */
  close(): void;
}

/** Bytes that are not compressed: read straight into the sink. */
export class PlainContent implements Content {
  readonly jump?: (offset: number) => void;
  readonly #input: Input;
  #head: Uint8Array | undefined;
  #piece = new Uint8Array(0);

  /** `head`: the bytes that were already read; if empty, the input is at its end. */
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

/** The error for a run that was interrupted: nothing is wrong with the source. */
export function endedByUs(): Error {
  return new DOMException("the run was told to end", "AbortError");
}

function notAgain(): never {
  throw new InputError("cannot be read again");
}
