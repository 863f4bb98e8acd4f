// A buffer of compressed bytes between the input and a decompressor, because a header may be split between two reads, and the
// next read may have to wait.
import type { Input } from "@flowlogs/cli";

/** The most bytes of one read. */
const PIECE = 1 << 17;

export class ByteBuffer {
  readonly #input: Input;
  #bytes: Uint8Array;
  #from = 0;
  #to = 0;
  #position = 0;
  #isEnded = false;

  /** `head`: the bytes that were already read from the input. */
  constructor(input: Input, head: Uint8Array) {
    this.#input = input;
    this.#bytes = new Uint8Array(Math.max(PIECE, head.length));
    this.#bytes.set(head);
    this.#to = head.length;
  }

  /** The position of the next byte in the input. */
  get position(): number {
    return this.#position;
  }

  /** The buffered bytes. None does not mean that the input has ended. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#from, this.#to);
  }

  /** The input has ended: no bytes will follow the buffered ones. */
  get ended(): boolean {
    return this.#isEnded;
  }

  /** Removes the first `count` bytes. */
  drop(count: number): void {
    this.#from += count;
    this.#position += count;
  }

  /** Reads more bytes, or finds the end; false when it must not wait but would have to. */
  more(mayWait: boolean): boolean {
    if (this.#isEnded) return true;
    this.#makeRoom();
    const room = this.#bytes.subarray(this.#to);
    const length = this.#input.readNow(room) ?? (mayWait ? this.#input.read(room) : undefined);
    if (length === undefined) return false;
    this.#isEnded = length === 0;
    this.#to += length;
    return true;
  }

  /** Reads to the end and returns how many bytes there were. */
  countRest(): number {
    let count = 0;
    for (; this.bytes.length > 0 || !this.#isEnded; this.more(true)) {
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
