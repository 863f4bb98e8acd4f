// Compressed bytes in order, in whatever pieces they are read: a header may lie across two of them, and reading further
// may have to wait.
import type { Input } from "@flowlogs/cli";

/** Compressed bytes a read. */
const PIECE = 1 << 17;

export class ByteBuffer {
  readonly #input: Input;
  #bytes: Uint8Array;
  #from = 0;
  #to = 0;
  #position = 0;
  #ended = false;

  /** `head`: what was read of the input already. */
  constructor(input: Input, head: Uint8Array) {
    this.#input = input;
    this.#bytes = new Uint8Array(Math.max(PIECE, head.length));
    this.#bytes.set(head);
    this.#to = head.length;
  }

  /** How many bytes were dropped so far. */
  get position(): number {
    return this.#position;
  }

  /** The bytes that are here, the next one first; none says nothing of the end. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#from, this.#to);
  }

  /** No more than the bytes that are here will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** So many of the bytes are done with. */
  drop(count: number): void {
    this.#from += count;
    this.#position += count;
  }

  /** Reads on behind the bytes that are here, or finds the end; false when that would have to wait and must not. */
  more(mayWait: boolean): boolean {
    if (this.#ended) return true;
    this.#makeRoom();
    const room = this.#bytes.subarray(this.#to);
    const length = this.#input.readNow(room) ?? (mayWait ? this.#input.read(room) : undefined);
    if (length === undefined) return false;
    this.#ended = length === 0;
    this.#to += length;
    return true;
  }

  /** How many bytes there are up to the end, none of which is of use. */
  countRest(): number {
    let count = 0;
    for (; this.bytes.length > 0 || !this.#ended; this.more(true)) {
      count += this.bytes.length;
      this.drop(this.bytes.length);
    }
    return count;
  }

  #makeRoom(): void {
    if (this.#from > 0) {
      this.#bytes.copyWithin(0, this.#from, this.#to);
      this.#to -= this.#from;
      this.#from = 0;
    }
    if (this.#to < this.#bytes.length) return;
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
